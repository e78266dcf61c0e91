import Basics
import Foundation

/// How often a label was looked at among the tokens that carry it.
package struct SaliencePrior: Codable, Sendable, Equatable {
  package var label: String
  /// EyeMulator's `saccades_count`.
  package var hits: Int
  /// EyeMulator's `word_count`.
  package var tokens: Int
  /// `hits` + 1.
  package var alpha: Int
  /// `tokens` − `hits` + 1.
  package var beta: Int

  private enum CodingKeys: String, CodingKey {
    case label = "semantic_label"
    case hits = "saccades_count"
    case tokens = "word_count"
    case alpha, beta
  }

  /// The prior that the counts define.
  package init(label: String, hits: Int, tokens: Int) {
    self.label = label
    self.hits = hits
    self.tokens = tokens
    alpha = hits + 1
    beta = tokens - hits + 1
  }
}

/// A folder of EyeMulator's priors: `beta_distribution.json`, `{mono,bi,tri}gram_counts.json` and, where there,
/// `indexed_ngrams.json`.
///
/// The counts' keys are Python tuples in a string: `('argument', 'function call')`. The artefact's counts also hold
/// keys that are no labels (single letters); they are kept, for a folder that is read and written is the same JSON.
package struct EyeMulatorPriors: Sendable, Equatable {
  package var salience: [SaliencePrior]
  package var monograms: [String: Int]
  package var bigrams: [[String]: Int]
  package var trigrams: [[String]: Int]
  /// The place of every pattern, a single word or a tuple; nil when the folder has no index.
  package var index: [[String]: Int]?

  package init(
    salience: [SaliencePrior], monograms: [String: Int], bigrams: [[String]: Int], trigrams: [[String]: Int],
    index: [[String]: Int]? = nil
  ) {
    self.salience = salience
    self.monograms = monograms
    self.bigrams = bigrams
    self.trigrams = trigrams
    self.index = index
  }

  /// - Throws: `DataLineError` for a file that is not what it should be, `FileFailure`.
  package init(folder: String) throws {
    let salienceFile = "\(folder)/\(Self.salienceFile(in: folder))"
    salience = try Self.decode([SaliencePrior].self, salienceFile)
    if let wrong = salience.first(where: { $0.alpha < 1 || $0.beta < 1 }) {
      throw DataLineError(
        path: salienceFile, line: 0, problem: "\(wrong.label) has alpha \(wrong.alpha) and beta \(wrong.beta)",
        remedy: "both must be at least 1")
    }
    monograms = try Self.decode([String: Int].self, "\(folder)/monogram_counts.json")
    bigrams = try Self.patterns("\(folder)/bigram_counts.json", length: 2)
    trigrams = try Self.patterns("\(folder)/trigram_counts.json", length: 3)
    let indexFile = "\(folder)/indexed_ngrams.json"
    index = FileManager.default.fileExists(atPath: indexFile) ? try Self.patterns(indexFile, length: nil) : nil
  }

  /// Writes the folder's files; the folder must exist.
  package func write(to folder: String) throws {
    func file(_ name: String, _ content: some Encodable) throws {
      try AtomicFile.write(JSONLines.line(content) + "\n", to: "\(folder)/\(name)")
    }
    func named(_ counts: [[String]: Int]) -> [String: Int] {
      Dictionary(uniqueKeysWithValues: counts.map { (PythonTuple.text(of: $0.key), $0.value) })
    }
    try file("beta_distribution.json", salience)
    try file("monogram_counts.json", monograms)
    try file("bigram_counts.json", named(bigrams))
    try file("trigram_counts.json", named(trigrams))
    if let index { try file("indexed_ngrams.json", named(index)) }
  }

  private static func salienceFile(in folder: String) -> String {
    let combined = "combined_beta_distribution.json"
    return FileManager.default.fileExists(atPath: "\(folder)/\(combined)") ? combined : "beta_distribution.json"
  }

  private static func decode<Value: Decodable>(_ type: Value.Type, _ path: String) throws -> Value {
    do {
      return try JSONDecoder().decode(type, from: TextFile.bytes(of: path))
    } catch let error as DecodingError {
      throw DataLineError(
        path: path, line: 0, problem: error.briefly, remedy: "see \"EyeMulator\" in docs/formats.md")
    }
  }

  private static func patterns(_ path: String, length: Int?) throws -> [[String]: Int] {
    let counts = try decode([String: Int].self, path)
    var patterns: [[String]: Int] = [:]
    for (key, count) in counts {
      guard let pattern = PythonTuple.elements(of: key), length.map({ $0 == pattern.count }) ?? true,
        patterns.updateValue(count, forKey: pattern) == nil
      else {
        throw DataLineError(
          path: path, line: 0, problem: "\"\(key)\" is no pattern of \(length ?? 1) labels, or is there twice",
          remedy: "a key is a Python tuple of labels: ('argument', 'function call')")
      }
    }
    return patterns
  }
}

/// Tuples of strings as Python's `repr` writes them. A single element stands bare, as EyeMulator has it.
enum PythonTuple {
  /// The elements; nil when the text begins like a tuple and is none.
  static func elements(of text: String) -> [String]? {
    guard text.hasPrefix("('") || text.hasPrefix("(\"") else { return [text] }
    guard text.hasSuffix(")") else { return nil }
    var elements: [String] = []
    var rest = text.dropFirst().dropLast()
    while let quote = rest.popFirst() {
      guard quote == "'" || quote == "\"" else { return nil }
      var element = ""
      var isClosed = false
      while let character = rest.popFirst() {
        if character == quote {
          isClosed = true
          break
        }
        guard character == "\\" else {
          element.append(character)
          continue
        }
        switch rest.popFirst() {
        case "n": element.append("\n")
        case "t": element.append("\t")
        case let escaped?: element.append(escaped)
        case nil: return nil
        }
      }
      guard isClosed else { return nil }
      elements.append(element)
      if rest.hasPrefix(", ") { rest = rest.dropFirst(2) } else if !rest.isEmpty { return nil }
    }
    return elements
  }

  static func text(of elements: [String]) -> String {
    guard elements.count > 1 else { return elements.first ?? "" }
    let quoted = elements.map { element in
      let quote = element.contains("'") && !element.contains("\"") ? "\"" : "'"
      let escaped = element.replacing("\\", with: "\\\\").replacing("\n", with: "\\n").replacing("\t", with: "\\t")
      return quote + (quote == "'" ? escaped.replacing("'", with: "\\'") : escaped) + quote
    }
    return "(" + quoted.joined(separator: ", ") + ")"
  }
}
