/// Counts of the occurrences of label patterns.
package struct NGramCounts: Sendable, Equatable {
  /// Whether ("a", "b") and ("b", "a") were counted separately. EyeMulator's files sort the labels of every pattern
  /// first, so one entry holds the sum over all orders.
  package private(set) var areDirectional: Bool
  package private(set) var counts: [LabelNGram: Int]

  package init(_ counts: [LabelNGram: Int] = [:], areDirectional: Bool = true) {
    self.counts = counts
    self.areDirectional = areDirectional
  }

  /// Counts every pattern of the given lengths in every sequence.
  ///
  /// - Complexity: O(labels × lengths).
  package init(of sequences: some Sequence<[SemanticLabel]>, lengths: ClosedRange<Int>) {
    self.init(ofIDs: sequences.map { $0.map { UInt8($0.id) } }, lengths: lengths)
  }

  init(ofIDs sequences: some Sequence<[UInt8]>, lengths: ClosedRange<Int>) {
    var counts: [LabelNGram: Int] = [:]
    for ids in sequences {
      for length in lengths where length <= ids.count {
        for start in 0...ids.count - length { counts[LabelNGram(ids, at: start, length: length), default: 0] += 1 }
      }
    }
    self.init(counts)
  }

  /// The occurrences of a pattern with its labels in this order.
  ///
  /// If the orders were not counted separately, each possible order gets an equal share **(ours)**.
  package func occurrences(of pattern: LabelNGram) -> Double {
    guard !areDirectional else { return Double(counts[pattern] ?? 0) }
    return Double(occurrencesInAnyOrder(of: pattern)) / Double(Self.orders(of: pattern))
  }

  /// The occurrences of a pattern's labels in any order; in its own order if orders were counted separately.
  package func occurrencesInAnyOrder(of pattern: LabelNGram) -> Int {
    counts[areDirectional ? pattern : pattern.alphabetical] ?? 0
  }

  /// The number of distinct orders of a pattern's labels.
  static func orders(of pattern: LabelNGram) -> Int {
    let ids = pattern.ids
    var orders = 1
    var seen: [UInt8: Int] = [:]
    for (place, id) in ids.enumerated() {
      seen[id, default: 0] += 1
      // The multinomial coefficient, factor by factor; each product is an integer.
      orders = orders * (place + 1) / (seen[id] ?? 1)
    }
    return orders
  }

  /// Patterns of one length, the most frequent first, ties by label ids.
  package func ranked(length: Int) -> [(pattern: LabelNGram, count: Int)] {
    counts.filter { $0.key.length == length }.map { (pattern: $0.key, count: $0.value) }
      .sorted { ($1.count, $0.pattern) < ($0.count, $1.pattern) }
  }
}

extension NGramCounts: Codable {
  private struct Entry: Codable {
    var labels: LabelNGram
    var count: Int
  }

  private enum CodingKeys: String, CodingKey { case areDirectional, patterns }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let entries = try container.decode([Entry].self, forKey: .patterns)
    guard entries.allSatisfy({ $0.count >= 0 }) else {
      throw DecodingError.dataCorruptedError(forKey: .patterns, in: container, debugDescription: "a count is negative")
    }
    self.init(
      Dictionary(entries.map { ($0.labels, $0.count) }, uniquingKeysWith: { $1 }),
      areDirectional: try container.decode(Bool.self, forKey: .areDirectional))
  }

  /// Writes the patterns in sorted order, so equal counts always give equal bytes.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(areDirectional, forKey: .areDirectional)
    let entries = counts.sorted { $0.key < $1.key }.map { Entry(labels: $0.key, count: $0.value) }
    try container.encode(entries, forKey: .patterns)
  }
}
