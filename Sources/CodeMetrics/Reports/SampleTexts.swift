import Basics
import Foundation

/// Reads the texts of samples from files.
package enum SampleTexts {
  /// Keys for a sample's text in JSON lines, in order of preference.
  package static let referenceKeys = ["references", "reference", "target", "gt", "content", "code", "text"]
  package static let predictionKeys = ["prediction", "predictions", "hypothesis", "output", "text", "code"]

  /// The texts of a file: in `.jsonl` files, strings or objects with one of the keys; in others, one per line.
  ///
  /// An empty line is an empty text. A JSON list holds several texts for one sample.
  ///
  /// - Throws: `FileFailure`; `DataLineError` for a line that is not UTF-8, not JSON or without text.
  package static func read(_ path: String, keys: [String]) throws -> [[String]] {
    guard path.hasSuffix(".jsonl") else { return try TextFile.lines(of: path).map { [$0] } }
    return try TextFile.undecodedLines(of: path).enumerated().compactMap { index, line in
      guard !line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else { return nil }
      do {
        return try texts(in: try JSONDecoder().decode(JSONText.self, from: line), keys: keys)
      } catch let error as DecodingError {
        throw DataLineError(
          path: path, line: index + 1, problem: error.briefly,
          remedy: "each line must be a JSON string, or an object with one of \(keys.joined(separator: ", "))")
      } catch let error as MissingText {
        throw DataLineError(
          path: path, line: index + 1, problem: error.problem,
          remedy: "give a text or a list of texts under one of \(keys.joined(separator: ", "))")
      }
    }
  }

  /// One text for each sample.
  ///
  /// - Throws: the same errors as `read`, and `DataLineError` for a sample with several texts.
  package static func readSingle(_ path: String, keys: [String]) throws -> [String] {
    try read(path, keys: keys).enumerated().map { index, texts in
      guard texts.count == 1, let text = texts.first else {
        throw DataLineError(
          path: path, line: index + 1, problem: "\(texts.count) texts where one is needed",
          remedy: "only references may be lists")
      }
      return text
    }
  }

  private struct MissingText: Error {
    var problem: String
  }

  private static func texts(in value: JSONText, keys: [String]) throws -> [String] {
    switch value {
    case .text(let text): return [text]
    case .list(let list):
      guard !list.isEmpty else { throw MissingText(problem: "the list of texts is empty") }
      return try list.flatMap { try texts(in: $0, keys: keys) }
    case .object(let fields):
      guard let found = keys.lazy.compactMap({ fields[$0] }).first else {
        throw MissingText(problem: "none of the keys \(keys.joined(separator: ", ")) is there")
      }
      if case .object = found { throw MissingText(problem: "the text is an object") }
      return try texts(in: found, keys: keys)
    case .other: throw MissingText(problem: "neither a text nor a list of texts")
    }
  }
}

/// The part of JSON needed to distinguish texts from other values.
private indirect enum JSONText: Decodable {
  case text(String)
  case list([JSONText])
  case object([String: JSONText])
  case other

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let fields = try? container.decode([String: JSONText].self) {
      self = .object(fields)
    } else if let list = try? container.decode([JSONText].self) {
      self = .list(list)
    } else {
      self = .other
    }
  }
}
