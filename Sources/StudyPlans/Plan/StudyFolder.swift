import Archives
import Basics
import Foundation

/// A study's folder, which is meant to be committed: the plan, what was done, and every run's outcome.
package struct StudyFolder: Sendable, Equatable {
  package static let plan = "study.yaml"
  /// What happened to the plan: its registration, amendments, and runs that are lost.
  static let ledger = "ledger.jsonl"
  /// The references of the test set, once for all runs.
  static let references = "references.jsonl.gz"
  static let record = "run.json"
  static let predictions = "predictions.jsonl.gz"

  package let path: String

  init(_ path: String) { self.path = path.isEmpty ? "." : path }

  /// The path of a file in the folder.
  package func path(of name: String) -> String { PathName.joined(path, name) }

  /// The folder of a run's outcome.
  package func run(_ run: StudyRun) -> String { path(of: "runs/\(run.arm)/seed-\(run.seed)") }

  /// The texts of a compressed file of JSON lines, each the value of one key.
  ///
  /// - Throws: `FileFailure`, `DataLineError`.
  func texts(_ path: String) throws -> [String] {
    let compressed = [UInt8](try InputFile.bytes(of: path, upTo: Self.mostCompressed))
    guard let bytes = Gzip.decompressed(compressed, upTo: Self.mostBytes) else {
      throw DataLineError(
        path: path, line: 0, problem: "the compressed text is damaged", remedy: "restore the file from the repository")
    }
    return try bytes.split(separator: UInt8(ascii: "\n")).enumerated().map { number, line in
      do {
        return try JSONDecoder().decode(Line.self, from: Data(line)).text
      } catch let error as DecodingError {
        throw DataLineError(
          path: path, line: number + 1, problem: error.briefly, remedy: #"each line is {"text": "…"}"#)
      }
    }
  }

  private static let mostCompressed = 1 << 28
  private static let mostBytes = 1 << 30

  private struct Line: Codable {
    var text: String
  }

  /// Writes texts as compressed JSON lines; the same texts give the same bytes.
  func write(_ texts: [String], to path: String) throws {
    let lines = try texts.map { try JSONLines.line(Line(text: $0)) + "\n" }.joined()
    try AtomicFile.write(Gzip.compressed(Array(lines.utf8)), to: path)
  }
}
