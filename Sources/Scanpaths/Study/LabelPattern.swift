/// Label bigrams and trigrams encoded as integers.
enum LabelPattern {
  static let lengths = 2...3

  /// Digits in base number of labels + 1, so patterns of different lengths never collide.
  static func key(_ labels: ArraySlice<Int>) -> Int {
    labels.reduce(0) { $0 * (TrialCounts.labels + 1) + $1 + 1 }
  }

  /// The most frequent patterns; ties go to the smaller key.
  static func mostFrequent(_ count: Int, of patterns: [Int: Double]) -> Set<Int> {
    Set(patterns.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(count).map(\.key))
  }

  /// For each position in the text, the number of kept patterns that cover it.
  static func coverage(of labels: [Int], by kept: Set<Int>) -> [Double] {
    var counts = [Double](repeating: 0, count: labels.count)
    for length in lengths where labels.count >= length {
      for start in 0...(labels.count - length) where kept.contains(key(labels[start..<start + length])) {
        for place in start..<start + length { counts[place] += 1 }
      }
    }
    return counts
  }
}
