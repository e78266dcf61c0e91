import Basics
import CodeT5
import Tensors
import Training

/// Brief measurements of this machine, for plans without given rates. They take about a second.
package enum MachineRates {
  /// The share of the rate of large products that a training step reaches; docs/performance.md has measurements from 0.56
  /// to 0.77.
  package static let stepShare = 0.65

  /// Operations per second that a training step sustains.
  package static func rate(threads: Int, precision: Precision) -> Double {
    let context = ComputeContext(threads: threads, precision: precision)
    return stepShare * 1e9 * MatrixProductRate(tokens: 1024, secondsEach: 0.05).limit(context)
  }

  /// Bytes per second of copying memory on all threads, counting what is read and what is written.
  package static func memoryRate(threads: Int) -> Double {
    let count = 1 << 24
    let (from, to) = (AlignedStorage(count: count), AlignedStorage(count: count))
    let pool = WorkerPool(threads: threads)
    var best = Double.infinity
    for _ in 0..<5 {
      let seconds = ContinuousClock().measure {
        pool.forRanges(of: count) { range in
          (to.base + range.lowerBound).update(from: from.base + range.lowerBound, count: range.count)
        }
      }.seconds
      best = min(best, seconds)
    }
    return Double(2 * MemoryLayout<Float>.stride * count) / best
  }
}
