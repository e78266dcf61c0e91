import Basics
import Foundation

/// A row of an EyeMulator corpus: a sample with a pseudo-scanpath over its code's tokens.
///
/// All arrays have the length of `tokens`.
package struct EyeMulatorRow: Codable, Sendable, Equatable {
  /// EyeMulator's own hash of the code.
  package var contentHash: String
  /// The model's target output: a summary, a translation, the whole file.
  package var content: String
  /// `train`, `valid`, `dev` or `test`.
  package var split: String
  package var code: String
  /// The pattern that selected the token, as text; nil if no pattern selected it.
  package var patterns: [String?]
  package var tokens: [String]
  package var occurrences: [Int]
  /// The positions of the labels in the alphabetical list, from 1; 18 is not used, and 0 means no label.
  package var labels: [Int]
  /// The lines as EyeMulator counts them, without lines that have no tokens.
  package var lines: [Int]
  /// 1 for tokens on the pseudo-scanpath.
  package var mask: [Int]
  /// Indices in EyeMulator's list of n-grams; 0 for none.
  package var patternIndices: [Int]
  /// The position of the token in the reading order, from 1; 0 for tokens that are not read.
  package var order: [Int]

  private enum CodingKeys: String, CodingKey {
    case contentHash = "code_content_hash"
    case content
    case split = "flag"
    case code
    case patterns = "ngrams"
    case tokens = "code_tokens"
    case occurrences = "code_occurrence"
    case labels = "semantic_token_sequence"
    case lines = "line_numbers"
    case mask
    case patternIndices = "ngram_indices"
    case order = "order_sequence"
  }

  package init(contentHash: String, content: String, split: String, code: String, tokens: [String]) {
    self.contentHash = contentHash
    self.content = content
    self.split = split
    self.code = code
    self.tokens = tokens
    patterns = Array(repeating: nil, count: tokens.count)
    let zeros = Array(repeating: 0, count: tokens.count)
    (occurrences, labels, lines, mask, patternIndices, order) = (zeros, zeros, zeros, zeros, zeros, zeros)
  }

  /// The error in the row; nil if it is valid.
  package var fault: String? {
    let lengths = [
      ("ngrams", patterns.count), ("code_occurrence", occurrences.count), ("semantic_token_sequence", labels.count),
      ("line_numbers", lines.count), ("mask", mask.count), ("ngram_indices", patternIndices.count),
      ("order_sequence", order.count),
    ]
    if let wrong = lengths.first(where: { $0.1 != tokens.count }) {
      return "\(wrong.0) has \(wrong.1) elements, code_tokens has \(tokens.count)"
    }
    if let label = labels.first(where: { !(0...20).contains($0) }) {
      return "semantic_token_sequence holds the label \(label)"
    }
    if let value = mask.first(where: { $0 != 0 && $0 != 1 }) { return "mask holds \(value)" }
    return nil
  }
}

/// Reads and writes EyeMulator's corpora, one row per line.
package enum EyeMulatorCorpus {
  /// Calls `body` with every row, in order, without loading the whole file.
  ///
  /// - Throws: `DataLineError` with file and line for a row that lacks a key or has arrays of different lengths.
  package static func read(_ path: String, _ body: (EyeMulatorRow) throws -> Void) throws {
    let decoder = JSONDecoder()
    let lines = try LineReader(path)
    while let line = try lines.next() {
      guard !line.isBlank else { continue }
      let row: EyeMulatorRow
      do {
        row = try decoder.decode(EyeMulatorRow.self, from: Data(line))
      } catch let error as DecodingError {
        throw DataLineError(
          path: path, line: lines.line, problem: error.briefly, remedy: "see \"EyeMulator\" in docs/gaze-formats.md")
      }
      if let fault = row.fault {
        throw DataLineError(
          path: path, line: lines.line, problem: fault, remedy: "see \"EyeMulator\" in docs/gaze-formats.md")
      }
      try body(row)
    }
  }

  /// All rows of a file that fits in memory.
  package static func read(_ path: String) throws -> [EyeMulatorRow] {
    var rows: [EyeMulatorRow] = []
    try read(path) { rows.append($0) }
    return rows
  }

  /// Writes the rows that `body` passes on; the file appears under its name once `body` has returned.
  package static func write(to path: String, _ body: ((EyeMulatorRow) throws -> Void) throws -> Void) throws {
    try AtomicFile.write(to: path) { file in
      try body { try file.append((JSONLines.line($0) + "\n").utf8) }
    }
  }
}
