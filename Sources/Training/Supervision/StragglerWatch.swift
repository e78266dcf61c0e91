import Basics
import Collectives
import Foundation

/// Detects a rank that takes much longer than the others for its part of the steps; all others wait for it.
struct StragglerWatch {
  /// The number of steps over which times are summed before ranks compare them.
  private static let interval = 50
  /// How many times as long as the median a rank may take without a warning.
  private static let tolerance = 1.5

  private var steps = 0
  private var seconds = 0.0
  /// The rank of the last warning, so that each is reported once.
  private var known: Int?

  /// Adds the time that this rank worked in a step. Compares the ranks after every `interval` steps; that is a
  /// collective operation.
  ///
  /// - Parameter seconds: the time without waiting for others.
  /// - Returns: a warning, the same on every rank; nil for nothing new.
  mutating func note(seconds: Double, _ communicator: any Communicator) throws -> String? {
    guard communicator.size > 1 else { return nil }
    steps += 1
    self.seconds += seconds
    guard steps == Self.interval else { return nil }
    let own = RankSeconds(host: ProcessInfo.processInfo.hostName, seconds: self.seconds / Double(steps))
    steps = 0
    self.seconds = 0
    let all = try communicator.allGather(Array(try JSONEncoder().encode(own))).map {
      try JSONDecoder().decode(RankSeconds.self, from: Data($0))
    }
    return warning(all)
  }

  struct RankSeconds: Codable {
    var host: String
    var seconds: Double
  }

  mutating func warning(_ ranks: [RankSeconds]) -> String? {
    // The lower of the two middle values, so that with two ranks the slow one is compared with the fast one.
    let median = ranks.map(\.seconds).sorted()[(ranks.count - 1) / 2]
    guard let slowest = ranks.indices.max(by: { ranks[$0].seconds < ranks[$1].seconds }),
      ranks[slowest].seconds > Self.tolerance * median
    else {
      known = nil
      return nil
    }
    guard slowest != known else { return nil }
    known = slowest
    return String(
      format: "rank %d on %@ takes %.1f times as long for its part of a step as others (%.3f s against %.3f s)",
      slowest,
      ranks[slowest].host, ranks[slowest].seconds / max(median, 1e-9), ranks[slowest].seconds, median)
  }
}
