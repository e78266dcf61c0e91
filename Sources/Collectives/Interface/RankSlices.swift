/// The division of `count` elements among ranks into contiguous slices whose lengths differ by at most one.
///
/// `reduceScatter` and `allGather` use this division, and so must anything sharded with them.
package struct RankSlices: Sendable, Equatable {
  package let count: Int
  package let ranks: Int

  package init(of count: Int, ranks: Int) {
    precondition(count >= 0 && ranks > 0, "a division needs at least one rank and no negative count")
    self.count = count
    self.ranks = ranks
  }

  /// The slice of `rank`; the first `count % ranks` ranks get one more element.
  package subscript(rank: Int) -> Range<Int> {
    let (length, longer) = count.quotientAndRemainder(dividingBy: ranks)
    let start = rank * length + min(rank, longer)
    return start..<(start + length + (rank < longer ? 1 : 0))
  }
}

extension Range<Int> {
  /// The range cut into pieces of at most `length`, in order; none if it is empty.
  func pieces(of length: Int) -> [Range<Int>] {
    stride(from: lowerBound, to: upperBound, by: length).map { $0..<Swift.min($0 + length, upperBound) }
  }
}
