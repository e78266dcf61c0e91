import Basics
import TestSupport

@testable import Scanpaths

/// A row of an EyeMulator corpus, as far as the tests of pseudo-scanpaths need it.
struct AnnotatedRow: Decodable {
  var hash: String
  var labels: [Int]
  var lines: [Int]
  var mask: [Int]
  var patterns: [Int]
  var order: [Int]

  private enum CodingKeys: String, CodingKey {
    case hash = "code_content_hash"
    case labels = "semantic_token_sequence"
    case lines = "line_numbers"
    case mask
    case patterns = "ngram_indices"
    case order = "order_sequence"
  }

  static func read(_ name: String) throws -> [AnnotatedRow] {
    try JSONLines.read(AnnotatedRow.self, from: SharedData.path("eyemulator/corpus/\(name).jsonl"))
  }

  /// The row's method; nil when a token has no label.
  var code: LabelledCode? {
    let known = labels.compactMap { SemanticLabel(id: $0) }
    return known.count == labels.count ? SyntheticCorpus.code(hash, known, lines: lines) : nil
  }

  /// For each order from 1 where its tokens begin and how many they are.
  var segments: [Segment] { Segment.all(inOrder: order) }
}

struct Segment: Hashable {
  var start: Int
  var length: Int

  static func all(inOrder order: [Int]) -> [Segment] {
    var segments: [Int: Segment] = [:]
    for (place, number) in order.enumerated() where number > 0 {
      segments[number, default: Segment(start: place, length: 0)].length += 1
    }
    return segments.sorted { $0.key < $1.key }.map(\.value)
  }
}
