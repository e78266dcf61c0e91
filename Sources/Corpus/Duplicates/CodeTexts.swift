import Basics
import Foundation

/// The code of a file's samples, without their targets.
package struct CodeTexts: Sendable {
  package struct Sample: Sendable, Equatable {
    /// The line in the file, from 1.
    package var line: Int
    package var text: String
  }

  package let path: String
  package let samples: [Sample]
  /// Rows without code, such as trials whose recordings lack it.
  package let rowsWithoutCode: Int

  /// The keys under which a row may have its code, in order of preference.
  package static let keys = ["code_tokens", "code", "source", "input"]

  /// Reads JSON lines (`.jsonl`, `.json`), whose rows have their code under one of `keys`, or a text file with one
  /// sample per line. Blank lines are passed over.
  ///
  /// Rows with a `method`, such as the trials of `fovea gaze import`, are one sample per method and text.
  ///
  /// - Throws: `FileFailure`; `DataLineError` with file and line for text that is not UTF-8, malformed JSON, a row
  ///   without any of the keys, and a file without code.
  package init(path: String) throws {
    self.path = path
    let isJSON = path.hasSuffix(".jsonl") || path.hasSuffix(".json")
    let decoder = JSONDecoder()
    var samples: [Sample] = []
    var known: Set<Row> = []
    var without = 0
    for (index, bytes) in try TextFile.undecodedLines(of: path).enumerated() {
      let line = index + 1
      let text = try TextFile.decode(bytes, path: path, line: line)
      guard !text.allSatisfy(\.isWhitespace) else { continue }
      guard isJSON else {
        samples.append(Sample(line: line, text: text))
        continue
      }
      let row: Row
      do {
        row = try decoder.decode(Row.self, from: bytes)
      } catch let error as DecodingError {
        throw DataLineError(
          path: path, line: line, problem: error.briefly,
          remedy: "each line must be a JSON object with code under one of \(Self.keys.joined(separator: ", "))")
      }
      guard let code = row.code else {
        without += 1
        continue
      }
      if row.method == nil || known.insert(row).inserted { samples.append(Sample(line: line, text: code)) }
    }
    guard !samples.isEmpty else {
      throw DataLineError(
        path: path, line: 0, problem: without > 0 ? "none of \(without) rows has code" : "the file is empty",
        remedy: "check that this is the file meant; recordings need --code when they are imported")
    }
    (self.samples, rowsWithoutCode) = (samples, without)
  }

  private struct Row: Decodable, Hashable {
    let method: String?
    /// Nil only for a reading without its code.
    let code: String?

    private enum Key: String, CodingKey {
      case method, code, source, input, participant
      case tokens = "code_tokens"
    }

    init(from decoder: any Decoder) throws {
      let row = try decoder.container(keyedBy: Key.self)
      method = try? row.decodeIfPresent(String.self, forKey: .method)
      // EyeMulator's rows have their tokens as text; CodeXGLUE's as a list.
      if let tokens = try? row.decodeIfPresent([String].self, forKey: .tokens) {
        code = tokens.joined(separator: " ")
      } else if let key = [Key.code, .source, .input].first(where: row.contains) {
        code = try row.decodeIfPresent(String.self, forKey: key)
      } else if row.contains(.participant) {
        code = nil
      } else {
        throw DecodingError.keyNotFound(
          Key.code, .init(codingPath: decoder.codingPath, debugDescription: "no key has code"))
      }
    }
  }
}
