import Basics

/// How a global batch is cut into parts that are worked on one by one.
///
/// Ordinarily there is a part for each rank. Deterministic training has a fixed number of parts instead, of which each rank
/// takes as many as the next, so that neither the parts nor the order of their sum depend on the number of ranks.
package struct MicroShards: Sendable, Equatable {
  /// Parts of a global batch.
  package let count: Int
  /// Those of this rank.
  package let own: Range<Int>
  /// Whether sums go in a fixed tree over the parts.
  package let isDeterministic: Bool

  /// - Throws: `InvalidSetting` when the ranks cannot share the parts of deterministic training evenly.
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
