/// Decides what counts as one transition of a reader's eyes, in lines of code **(ours)**.
enum ReachablePath {
  /// The smallest span that covers at least a `share` of the spans; 0 without spans.
  static func span(covering share: Double, of spans: [Int]) -> Int {
    let sorted = spans.sorted()
    guard !sorted.isEmpty else { return 0 }
    let needed = share > 0 ? Int((min(share, 1) * Double(sorted.count)).rounded(.up)) : 0
    return sorted[min(max(needed, 1), sorted.count) - 1]
  }

  /// The indices of a longest subsequence whose neighbours are at most `span` lines apart. Ties go to the one that ends
  /// first and, going back from its end, stays nearest.
  ///
  /// - Complexity: O(*n*²) time, O(*n*) space.
  static func longestSubsequence(ofLines lines: [Int], within span: Int) -> [Int] {
    if zip(lines, lines.dropFirst()).allSatisfy({ lineDistance($0, $1) <= span }) { return Array(lines.indices) }
    var lengths = [Int](repeating: 1, count: lines.count)
    var previous = [Int](repeating: -1, count: lines.count)
    for place in lines.indices {
      for earlier in stride(from: place - 1, through: 0, by: -1)
      where lengths[earlier] + 1 > lengths[place] && lineDistance(lines[earlier], lines[place]) <= span {
        lengths[place] = lengths[earlier] + 1
        previous[place] = earlier
      }
    }
    var longest = 0
    for place in lines.indices where lengths[place] > lengths[longest] { longest = place }
    var kept: [Int] = []
    var place = longest
    while place >= 0 {
      kept.append(place)
      place = previous[place]
    }
    return kept.reversed()
  }
}

/// The distance between two lines; `Int.max` if the difference overflows, as it can with the line numbers of a damaged
/// file.
func lineDistance(_ first: Int, _ second: Int) -> Int {
  let (difference, overflows) = max(first, second).subtractingReportingOverflow(min(first, second))
  return overflows ? Int.max : difference
}
