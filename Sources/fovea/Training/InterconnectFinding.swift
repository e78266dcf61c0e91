import Basics
import Collectives
import Runs

extension Preflight.Finding {
  private static let bytes = 16_000_000
  /// Bytes a second of Gigabit Ethernet. Below this, between hosts, sums of gradients take longer than most steps.
  private static let slow = 125e6

  /// Measures sums over all ranks, as training makes them of gradients. Every rank calls this.
  ///
  /// - Parameter parameters: the model's, if they are known.
  /// - Returns: nil if there is one rank.
  static func interconnect(
    _ communicator: any Communicator, _ hosts: HostSurvey, parameters: Int?
  ) throws -> Self? {
    let ranks = communicator.size
    guard ranks > 1 else { return nil }
    let large = try communicator.makeReducibleBuffer(count: bytes / 4)
    let seconds = try fastest(communicator, large.elements, repetitions: 3)
    var few = [Float](repeating: 0, count: 256)
    let latency = try few.withUnsafeMutableBufferPointer { try fastest(communicator, $0, repetitions: 20) }
    // What each rank sends in the best case.
    let rate = 2 * Double(ranks - 1) / Double(ranks) * Double(bytes) / max(seconds, 1e-9)
    let way = large.isShared ? "through shared memory" : "between \(hosts.hosts.count) hosts"
    var text = "\(MemoryLimit.text(rate)) a second in sums of 16 MB over \(ranks) ranks \(way)"
    text += ", \(Int(latency * 1e6)) µs for 1 kB"
    if let parameters {
      let step = 2 * Double(ranks - 1) / Double(ranks) * 4 * Double(parameters) / rate
      text += "; the gradients take about \(time(step)) a step, part of it while the step computes"
    }
    let isSlow = !large.isShared && rate < slow
    if isSlow { text += "; a faster network, or --network or --transport, would help more than further hosts" }
    return Self(
      subject: "interconnect", verdict: isSlow ? .doubtful : .good, text: text,
      values: ["bytes_per_second": rate, "latency_seconds": latency])
  }

  /// The seconds of the fastest of several sums, after one that warms up; on each, the slowest rank counts.
  private static func fastest(
    _ communicator: any Communicator, _ values: UnsafeMutableBufferPointer<Float>, repetitions: Int
  ) throws -> Double {
    let clock = ContinuousClock()
    var best = Double.infinity
    for repetition in 0...repetitions {
      try communicator.barrier()
      let elapsed = try clock.measure { try communicator.allReduce(values) }
      let slowest = try communicator.allReduced(elapsed / .seconds(1), .maximum)
      if repetition > 0 { best = min(best, slowest) }
    }
    return best
  }

  private static func time(_ seconds: Double) -> String {
    seconds >= 10
      ? "\(Int(seconds)) s" : seconds >= 0.1 ? "\((seconds * 100).rounded() / 100) s" : milliseconds(seconds)
  }

  private static func milliseconds(_ seconds: Double) -> String { "\((seconds * 1e5).rounded() / 100) ms" }
}
