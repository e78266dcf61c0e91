import Basics
import Collectives
import Tensors

/// Measures the speed of summing buffers over ranks, compared with the speed of copying memory on this machine.
struct AllReduceBenchmark {
  private let communicator: any Communicator
  private let megabytes: [Int]
  private let repetitions: Int

  /// The size of a bucket in the polled form.
  private static let bucketBytes = 4 << 20

  init(_ communicator: any Communicator, megabytes: [Int] = [1, 4, 16, 64, 256], repetitions: Int = 5) {
    self.communicator = communicator
    self.megabytes = megabytes
    self.repetitions = repetitions
  }

  /// The report. Rates are in 10⁹ bytes per second and count the bytes that each rank must send at least: 2 (n − 1) / n
  /// of the buffer.
  struct Report: BenchmarkReport {
    let benchmark = "allreduce"
    let machine = Machine.this
    let ranks: Int
    let sizes: [Size]

    /// The results for one buffer size.
    struct Size: Encodable, Sendable {
      let megabytes: Int
      let blockingSeconds: Double
      let polledSeconds: Double
      let blockingGigabytes: Double
      let polledGigabytes: Double
      /// The rate of copying the same number of bytes while all ranks copy at once, in 10⁹ bytes per second and rank.
      let limitGigabytes: Double
      /// The polled rate as a share of the limit.
      let ratio: Double
    }

    var table: String {
      let rows = sizes.map { size in
        [
          "\(size.megabytes)", (1000 * size.blockingSeconds).decimals(), (1000 * size.polledSeconds).decimals(),
          size.blockingGigabytes.decimals(), size.polledGigabytes.decimals(), size.limitGigabytes.decimals(),
          (100 * size.ratio).decimals(0) + " %",
        ]
      }
      let head = [
        "MB", "blocking, ms", "polled, ms", "blocking, GB/s", "polled, GB/s", "copying, GB/s", "polled/copying",
      ]
      let note = ranks == 1 ? "\n\nOne rank has nothing to send; run this under mpirun." : ""
      return "all-reduce over \(ranks) ranks, \(machine.cpu)\n\n"
        + TextTable(measurements: [head] + rows).rendered(.table)
        + note
    }
  }

  /// Measures on all ranks together; each receives the same report.
  func run() throws -> Report {
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

  /// Reduces as in a training step: buckets start from the buffer's end, and all are polled until they complete.
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

  /// The best time over the repetitions, each measured on its slowest rank.
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
