import Basics
import Foundation

/// The prior files of EyeMulator's artefact, unchanged.
///
/// The published files have entries that name no label: single letters among the monograms, words from label names in
/// the index. They are kept here, so writing gives back exactly what was read, but `labelPriors()` leaves them out.
package struct EyeMulatorPriorFiles: Sendable, Equatable {
  /// One label in `beta_distribution.json`.
  package struct Beta: Sendable, Equatable, Codable {
    package var semanticLabel: String
    package var hits: Int
    package var tokens: Int
    package var alpha: Int
    package var beta: Int

    private enum CodingKeys: String, CodingKey {
      case semanticLabel = "semantic_label"
      case hits = "saccades_count"
      case tokens = "word_count"
      case alpha, beta
    }
  }

  package var beta: [Beta]
  package var monograms: [String: Int]
  package var bigrams: [String: Int]
  package var trigrams: [String: Int]
  /// `indexed_ngrams.json`; in the artefact only the combined priors have it.
  package var index: [String: Int]?

  /// The files that a folder of priors may have.
  package static func paths(in folder: String) -> [String] {
    [
      "beta_distribution.json", "combined_beta_distribution.json", "monogram_counts.json", "bigram_counts.json",
      "trigram_counts.json", "indexed_ngrams.json",
    ].map { path(folder, $0) }
  }

  /// Reads a folder of priors.
  ///
  /// - Parameter prefix: the beginning of the Beta file's name, such as `combined_`; without it, both
  ///   `beta_distribution.json` and `combined_beta_distribution.json` are tried.
  /// - Throws: `FileFailure`, or `DataLineError` naming the file.
  package init(folder: String, prefix: String? = nil) throws {
    let names = prefix.map { [$0] } ?? ["", "combined_"]
    let paths = names.map { Self.path(folder, "\($0)beta_distribution.json") }
    let betaPath = paths.first { FileManager.default.fileExists(atPath: $0) } ?? paths[0]
    beta = try Self.read([Beta].self, from: betaPath)
    try Self.check(beta, path: betaPath)
    monograms = try Self.readCounts(Self.path(folder, "monogram_counts.json"))
    bigrams = try Self.readCounts(Self.path(folder, "bigram_counts.json"))
    trigrams = try Self.readCounts(Self.path(folder, "trigram_counts.json"))
    let indexPath = Self.path(folder, "indexed_ngrams.json")
    index = FileManager.default.fileExists(atPath: indexPath) ? try Self.readCounts(indexPath) : nil
  }

  /// Creates the files for priors computed here. The index numbers single labels by their ids and continues with
  /// bigrams and trigrams, the most frequent first.
  package init(_ priors: LabelPriors) {
    beta = priors.salience.map { salience in
      Beta(
        semanticLabel: salience.label.rawValue, hits: salience.hits, tokens: salience.tokens, alpha: salience.alpha,
        beta: salience.beta)
    }
    func counts(_ length: Int) -> [String: Int] {
      priors.counts.ranked(length: length).reduce(into: [:]) {
        $0[EyeMulatorPatternName.key(of: $1.pattern)] = $1.count
      }
    }
    (monograms, bigrams, trigrams) = (counts(1), counts(2), counts(3))
    index = PatternVocabulary(counts: priors.counts).idOfPattern
      .reduce(into: [:]) { $0[EyeMulatorPatternName.key(of: $1.key)] = $1.value }
  }

  /// Writes the files into a folder, which is created if missing; each file is written atomically.
  package func write(toFolder folder: String, prefix: String = "") throws {
    try Folder.make(folder)
    try AtomicFile.write(JSONLines.line(beta), to: Self.path(folder, "\(prefix)beta_distribution.json"))
    try AtomicFile.write(JSONLines.line(monograms), to: Self.path(folder, "monogram_counts.json"))
    try AtomicFile.write(JSONLines.line(bigrams), to: Self.path(folder, "bigram_counts.json"))
    try AtomicFile.write(JSONLines.line(trigrams), to: Self.path(folder, "trigram_counts.json"))
    if let index { try AtomicFile.write(JSONLines.line(index), to: Self.path(folder, "indexed_ngrams.json")) }
  }

  /// The priors of the entries that name labels.
  ///
  /// The counts are directional if the labels of any key are not in alphabetical order.
  package func labelPriors() -> LabelPriors {
    let salience = beta.compactMap { entry in
      SemanticLabel(rawValue: entry.semanticLabel.trimmingCharacters(in: .whitespaces)).map { label in
        LabelSalience(label: label, hits: entry.hits, tokens: entry.tokens)
      }
    }
    var counts: [LabelNGram: Int] = [:]
    for (key, count) in [monograms, bigrams, trigrams].joined() {
      if let pattern = EyeMulatorPatternName.pattern(of: key) { counts[pattern] = count }
    }
    let areDirectional = counts.keys.contains { $0.alphabetical != $0 }
    return LabelPriors(salience: salience, counts: NGramCounts(counts, areDirectional: areDirectional))
  }

  /// Keys of the count files that name no label pattern, in alphabetical order.
  package var keysWithoutLabels: [String] {
    [monograms, bigrams, trigrams].flatMap(\.keys).filter { EyeMulatorPatternName.pattern(of: $0) == nil }.sorted()
  }

  private static func path(_ folder: String, _ name: String) -> String {
    PathName.joined(folder, name)
  }

  private static func readCounts(_ path: String) throws -> [String: Int] {
    let counts = try read([String: Int].self, from: path)
    if let (key, count) = counts.first(where: { $0.value < 0 }) {
      throw DataLineError(path: path, line: 0, problem: "the count of \"\(key)\" is negative: \(count)")
    }
    return counts
  }

  private static func read<Value: Decodable>(_ type: Value.Type, from path: String) throws -> Value {
    let bytes = try TextFile.bytes(of: path)
    do {
      return try JSONDecoder().decode(type, from: bytes)
    } catch let error as DecodingError {
      throw DataLineError(
        path: path, line: 0, problem: error.briefly, remedy: "expected a prior file of EyeMulator; see docs/formats.md")
    }
  }

  private static func check(_ entries: [Beta], path: String) throws {
    var labels: Set<String> = []
    for entry in entries {
      let name = "\"\(entry.semanticLabel)\""
      guard LabelSalience.isPossible(hits: entry.hits, of: entry.tokens) else {
        throw DataLineError(
          path: path, line: 0, problem: "\(name): \(entry.hits) of \(entry.tokens) tokens cannot have been looked at")
      }
      guard entry.alpha == entry.hits + 1, entry.beta == entry.tokens - entry.hits + 1 else {
        throw DataLineError(
          path: path, line: 0, problem: "\(name): alpha and beta do not follow from its counts",
          remedy: "alpha is saccades_count + 1, beta is word_count - saccades_count + 1")
      }
      guard labels.insert(entry.semanticLabel.trimmingCharacters(in: .whitespaces)).inserted else {
        throw DataLineError(path: path, line: 0, problem: "\(name) has two entries")
      }
    }
  }
}

/// The spelling of label patterns in EyeMulator's files: a label's name alone, or names as Python prints a tuple of
/// strings, `('function call', 'argument')`.
package enum EyeMulatorPatternName {
  /// The names in a key; nil when it is neither a plain name nor a well-formed tuple.
  package static func names(in key: String) -> [String]? {
    guard key.hasPrefix("(") else { return [key] }
    var names: [String] = []
    var rest = key.dropFirst()
    while let quote = rest.first, quote == "'" || quote == "\"" {
      rest = rest.dropFirst()
      guard let end = rest.firstIndex(of: quote) else { return nil }
      names.append(String(rest[..<end]))
      rest = rest[rest.index(after: end)...]
      if rest == ")" || rest == ",)" { return names }
      guard rest.hasPrefix(", ") else { return nil }
      rest = rest.dropFirst(2)
    }
    return nil
  }

  /// The pattern of a key; nil when any of its names is not a label.
  package static func pattern(of key: String) -> LabelNGram? {
    guard let names = names(in: key), (1...LabelNGram.maximumLength).contains(names.count) else { return nil }
    let labels = names.compactMap { SemanticLabel(rawValue: $0) }
    return labels.count == names.count ? LabelNGram(labels) : nil
  }

  package static func key(of pattern: LabelNGram) -> String {
    let labels = pattern.labels
    guard labels.count > 1 else { return labels.first?.rawValue ?? "" }
    return "(" + labels.map { "'\($0.rawValue)'" }.joined(separator: ", ") + ")"
  }
}
