import Basics
import Collectives
import Foundation

/// Finds a rank that needs much longer for its part of the steps than the others, which all wait for it.
struct StragglerWatch {
  /// Steps over which times are summed before ranks compare them.
  private static let interval = 50
  /// How much longer than the median rank one may take without being told of.
  private static let tolerance = 1.5

  private var steps = 0
  private var seconds = 0.0
  /// The rank that was named last, so that each is named once.
  private var known: Int?

  /// Notes what this rank worked in a step. Every so many steps it compares the ranks, as a collective.
  ///
  /// - Parameter seconds: without waiting for others.
  /// - Returns: what to tell, the same on every rank; nil for nothing new.
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
    // The lower of two middles, so that of two ranks the slow one is compared with the fast one.
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
