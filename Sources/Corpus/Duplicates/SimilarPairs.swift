/// All pairs of texts whose 4-gram Jaccard similarity reaches a threshold: exact, and the same in every run.
///
/// Texts with the same grams are treated as one, so exact copies cost nothing. The others are found with an inverted
/// index on each text's rarest grams: two sets with similarity t or more must share a gram among the
/// |x| − ⌈t |x|⌉ + 1 first ones in any common order (prefix filtering: Bayardo, Ma and Srikant, "Scaling up all pairs
/// similarity search", WWW 2007; Xiao et al., "Efficient similarity joins for near duplicate detection", WWW 2008).
/// Candidates are compared exactly.
package struct SimilarPairs: Sendable {
  /// Texts that have the same grams, as indices in ascending order.
  package let groups: [[Int]]
  /// Pairs of different groups, sorted by their indices.
  package private(set) var pairs: [Pair] = []

  package struct Pair: Sendable, Equatable {
    /// Indices of groups; the first is smaller.
    package var first: Int
    package var second: Int
    package var similarity: Double
  }

  /// - Parameter threshold: the smallest similarity of a pair, above 0 and at most 1.
  package init(_ shingles: CodeShingles, threshold: Double) {
    var groupOfSet: [[UInt32]: Int] = [:]
    var groups: [[Int]] = []
    for (text, set) in shingles.sets.enumerated() where !set.isEmpty {
      if let group = groupOfSet[set] {
        groups[group].append(text)
      } else {
        groupOfSet[set] = groups.count
        groups.append([text])
      }
    }
    self.groups = groups
    var join = SimilarityJoin(sets: groups.map { shingles.sets[$0[0]] }, threshold: threshold)
    pairs = join.pairs().sorted { ($0.first, $0.second) < ($1.first, $1.second) }
  }
}

/// Finds the similar pairs among different sets, the smaller sets first.
private struct SimilarityJoin {
  private let sets: [[UInt32]]
  private let threshold: Double
  /// For each gram, the sets so far with the gram in their prefix; their sizes ascend.
  private var postings: [[UInt32]]
  private var lastSeenBy: [Int32]

  init(sets: [[UInt32]], threshold: Double) {
    self.sets = sets
    self.threshold = threshold
    postings = Array(repeating: [], count: Int(sets.reduce(0) { max($0, $1.last ?? 0) }) + 1)
    lastSeenBy = Array(repeating: -1, count: sets.count)
  }

  mutating func pairs() -> [SimilarPairs.Pair] {
    let order = sets.indices.sorted { (sets[$0].count, $0) < (sets[$1].count, $1) }
    var found: [SimilarPairs.Pair] = []
    for index in order {
      let set = sets[index]
      let smallest = Self.roundedUp(threshold * Double(set.count))
      for gram in set.prefix(set.count - smallest + 1) {
        for posting in postings[Int(gram)].reversed() {
          let other = Int(posting)
          // Sizes ascend along a list, so all before this one are too small as well.
          guard sets[other].count >= smallest else { break }
          guard lastSeenBy[other] != Int32(index) else { continue }
          lastSeenBy[other] = Int32(index)
          if let similarity = similarity(set, sets[other]) {
            found.append(.init(first: min(index, other), second: max(index, other), similarity: similarity))
          }
        }
      }
      // All later sets are at least as large, so they share more with this one: a shorter prefix suffices.
      let common = Self.roundedUp(2 * threshold / (1 + threshold) * Double(set.count))
      for gram in set.prefix(set.count - common + 1) { postings[Int(gram)].append(UInt32(index)) }
    }
    return found
  }

  /// Rounded up, but not because of a rounding error: a smaller bound only means more candidates.
  private static func roundedUp(_ value: Double) -> Int { max(1, Int((value - 1e-9).rounded(.up))) }

  /// The similarity of two sorted sets; nil if it is below the threshold.
  private func similarity(_ first: [UInt32], _ second: [UInt32]) -> Double? {
    let total = first.count + second.count
    let needed = Self.roundedUp(threshold / (1 + threshold) * Double(total))
    let common = first.withUnsafeBufferPointer { first in
      second.withUnsafeBufferPointer { Self.common(first, $0, atLeast: needed) }
    }
    let similarity = Double(common) / Double(total - common)
    return similarity >= threshold ? similarity : nil
  }

  /// The number of common elements; too small a number as soon as `needed` is out of reach.
  private static func common(
    _ first: UnsafeBufferPointer<UInt32>, _ second: UnsafeBufferPointer<UInt32>, atLeast needed: Int
  ) -> Int {
    var (here, there, common) = (0, 0, 0)
    while here < first.count, there < second.count {
      if first[here] == second[there] {
        (here, there, common) = (here + 1, there + 1, common + 1)
      } else {
        if first[here] < second[there] { here += 1 } else { there += 1 }
        guard common + min(first.count - here, second.count - there) >= needed else { return common }
      }
    }
    return common
  }
}
