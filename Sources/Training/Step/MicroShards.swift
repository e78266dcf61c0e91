import Basics

/// The division of a global batch into parts.
///
/// Normally there is one part per rank. Deterministic training has a fixed number of parts, the same number on each
/// rank, so neither the parts nor the order of their sum depend on the number of ranks.
package struct MicroShards: Sendable, Equatable {
  /// The number of parts of a global batch.
  package let count: Int
  /// The parts of this rank.
  package let own: Range<Int>
  /// Whether sums follow a fixed tree over the parts.
  package let isDeterministic: Bool

  /// - Throws: `InvalidSetting` if the ranks cannot share the parts of deterministic training evenly.
  init(_ settings: LoopConfiguration, rank: Int, ranks: Int) throws {
    isDeterministic = settings.deterministic
    count = settings.deterministic ? settings.microShards : ranks
    guard count % ranks == 0 else {
      throw InvalidSetting(
        "training.microShards", "\(count) cannot be shared evenly by \(ranks) ranks",
        remedy: "train on a power of two of ranks, at most \(count), or switch training.deterministic off")
    }
    own = (rank * count / ranks)..<((rank + 1) * count / ranks)
  }
}
