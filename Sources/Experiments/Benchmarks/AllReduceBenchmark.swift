import Basics
import Collectives
import Tensors

/// How fast ranks sum buffers, against how fast this machine copies memory.
package struct AllReduceBenchmark {
  private let communicator: any Communicator
  private let megabytes: [Int]
  private let repetitions: Int

  /// Sizes of a bucket in the polled form.
  private static let bucketBytes = 4 << 20

  package init(_ communicator: any Communicator, megabytes: [Int] = [1, 4, 16, 64, 256], repetitions: Int = 5) {
    self.communicator = communicator
    self.megabytes = megabytes
    self.repetitions = repetitions
  }

  /// The report. Rates count the bytes that each rank has to send at least, 2 (n − 1) / n of the buffer, in 10⁹ per second.
  package struct Report: BenchmarkReport {
    package let benchmark = "allreduce"
    package let machine = Machine.this
    package let ranks: Int
    package let sizes: [Size]

    /// One buffer size.
    package struct Size: Encodable, Sendable {
      package let megabytes: Int
      package let blockingSeconds: Double
      package let polledSeconds: Double
      package let blockingGigabytes: Double
      package let polledGigabytes: Double
      /// What copying as many bytes reaches while all ranks copy at once, in 10⁹ bytes per second and rank.
      package let limitGigabytes: Double
      /// The polled rate as a share of the limit.
      package let ratio: Double
    }

    package var table: String {
      let rows = sizes.map { size in
        [
          "\(size.megabytes)", decimal(1000 * size.blockingSeconds), decimal(1000 * size.polledSeconds),
          decimal(size.blockingGigabytes), decimal(size.polledGigabytes), decimal(size.limitGigabytes),
          decimal(100 * size.ratio, 0) + " %",
        ]
      }
      let head = [
        "MB", "blocking, ms", "polled, ms", "blocking, GB/s", "polled, GB/s", "copying, GB/s", "polled/copying",
      ]
      let note = ranks == 1 ? "\n\nOne rank has nothing to send; run this under mpirun." : ""
      return "all-reduce over \(ranks) ranks, \(machine.cpu)\n\n" + alignedTable([head] + rows)
        + note
    }
  }

  /// Measures on all ranks together; each gets the same report.
  package func run() throws -> Report {
    let count = (megabytes.max() ?? 1) << 18
    let buffer = try communicator.makeReducibleBuffer(count: count)
    let copy = AlignedStorage(count: count)
    let ranks = Double(communicator.size)
    let sizes = try megabytes.map { size in
      let elements = UnsafeMutableBufferPointer(rebasing: buffer.elements[0..<size << 18])
      let blocking = try fastest { try communicator.allReduce(elements) }
      let polled = try fastest { try reduceInBuckets(elements) }
      let limit = Double(size << 20) / 1e9 / (try fastest { _ = copy.buffer.update(fromContentsOf: elements) })
      let bytes = 2 * (ranks - 1) / ranks * Double(size << 20)
      return Report.Size(
        megabytes: size, blockingSeconds: blocking, polledSeconds: polled, blockingGigabytes: bytes / blocking / 1e9,
        polledGigabytes: bytes / polled / 1e9, limitGigabytes: limit, ratio: bytes / polled / 1e9 / limit)
    }
    return Report(ranks: communicator.size, sizes: sizes)
  }

  /// As in a training step: buckets begin from the buffer's end, and all are polled until they have completed.
  private func reduceInBuckets(_ elements: UnsafeMutableBufferPointer<Float>) throws {
    let bucket = Self.bucketBytes / MemoryLayout<Float>.size
    var pending: [any PendingCollective] = []
    var end = elements.count
    while end > 0 {
      let start = max(0, end - bucket)
      pending.append(try communicator.startAllReduce(UnsafeMutableBufferPointer(rebasing: elements[start..<end])))
      end = start
    }
    while !pending.isEmpty { pending = try pending.filter { try !$0.test() } }
  }

  /// The best time of some repetitions; of each the slowest rank's counts.
  private func fastest(_ body: () throws -> Void) throws -> Double {
    var best = Double.infinity
    for _ in 0...repetitions {
      try communicator.barrier()
      let time = try seconds(body)
      best = min(best, try communicator.allReduced(time, .maximum))
    }
    return best
  }
}
