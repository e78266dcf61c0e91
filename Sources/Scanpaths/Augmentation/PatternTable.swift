/// The label bigrams and trigrams kept as k-gram patterns, each with an id from 1 in order of frequency.
public struct PatternTable: Sendable, Equatable, Codable {
  /// A pattern and its occurrences.
  public struct Entry: Sendable, Equatable, Codable {
    /// The labels.
    public var labels: LabelNGram
    /// Occurrences over all scanpaths; they may overlap.
    public var count: Int
  }

  /// The most frequent first; of equally frequent ones the shorter, then by the labels' ids. The id is the place + 1.
  public let entries: [Entry]

  /// The `keeping` most frequent bigrams and trigrams over all scanpaths.
  public init(corpus: ScanpathSet, keeping kept: Int) {
    self.init(NGramCounts(ofIDs: corpus.labelSequences(), lengths: 2...3), keeping: kept)
  }

  /// The `keeping` most frequent bigrams and trigrams of `counts`; patterns of other lengths do not take part.
  package init(_ counts: NGramCounts, keeping kept: Int) {
    let ranked = counts.counts.filter { (2...3).contains($0.key.length) }
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    entries = ranked.prefix(max(0, kept)).map { Entry(labels: $0.key, count: $0.value) }
  }

  /// For each place of a label sequence the id of the kept pattern it lies in, 0 where it lies in none.
  ///
  /// Every bigram inside a trigram is at least as frequent as the trigram, so the longest pattern goes before the most
  /// frequent one **(ours)**: otherwise a kept trigram would never show.
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

  /// For each beginning the labels that complete it to a kept pattern, the most frequent pattern first.
  var completions: [LabelNGram: [UInt8]] {
    entries.reduce(into: [:]) { $0[$1.labels.prefix, default: []].append($1.labels.lastID) }
  }
}
