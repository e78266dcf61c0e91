/// The label bigrams and trigrams kept as k-gram patterns, with ids from 1 in order of frequency.
public struct PatternTable: Sendable, Equatable, Codable {
  /// A pattern and its number of occurrences.
  public struct Entry: Sendable, Equatable, Codable {
    /// The labels.
    public var labels: LabelNGram
    /// Occurrences in all scanpaths; they may overlap.
    public var count: Int
  }

  /// The most frequent first; ties are broken by length, then by label ids. An id is the index + 1.
  public let entries: [Entry]

  /// The `keeping` most frequent bigrams and trigrams in all scanpaths.
  public init(corpus: ScanpathSet, keeping kept: Int) {
    self.init(NGramCounts(ofIDs: corpus.labelSequences(), lengths: 2...3), keeping: kept)
  }

  /// The `keeping` most frequent bigrams and trigrams of `counts`; patterns of other lengths are ignored.
  package init(_ counts: NGramCounts, keeping kept: Int) {
    let ranked = counts.counts.filter { (2...3).contains($0.key.length) }
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    entries = ranked.prefix(max(0, kept)).map { Entry(labels: $0.key, count: $0.value) }
  }

  /// For each position in a label sequence, the id of the kept pattern that covers it; 0 if none does.
  ///
  /// Every bigram inside a trigram is at least as frequent as the trigram, so longer patterns take precedence over more
  /// frequent ones **(ours)**: otherwise a kept trigram would never appear.
  ///
  /// - Complexity: O(labels).
  func ids(in sequence: [UInt8]) -> [Int] {
    let idOfPattern = Dictionary(entries.enumerated().map { ($1.labels, $0 + 1) }, uniquingKeysWith: min)
    var ids = [Int](repeating: 0, count: sequence.count)
    var lengths = ids
    for length in [3, 2] where length <= sequence.count {
      for start in 0...sequence.count - length {
        guard let id = idOfPattern[LabelNGram(sequence, at: start, length: length)] else { continue }
        for place in start..<start + length where ids[place] == 0 || (lengths[place] == length && id < ids[place]) {
          ids[place] = id
          lengths[place] = length
        }
      }
    }
    return ids
  }

  /// For each prefix, the labels that complete it to a kept pattern, the most frequent pattern first.
  var completions: [LabelNGram: [UInt8]] {
    entries.reduce(into: [:]) { $0[$1.labels.prefix, default: []].append($1.labels.lastID) }
  }
}
