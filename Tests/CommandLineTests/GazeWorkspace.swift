import Foundation
import TestSupport
import Testing

/// A folder with recordings of a few people reading a few methods, as trials, and the methods with summaries.
struct GazeWorkspace {
  let folder: TemporaryFolder
  let trials: String
  let methods: String

  struct Method {
    let name: String
    let code: String
    let summary: String
  }

  static let all = (0..<5).map { number in
    Method(
      name: "largest\(number)",
      code: "int largest\(number)(int[] values) {\n  int best = values[\(number)];\n  return best;\n}",
      summary: "The largest of all values from \(number).")
  }

  /// What each participant looks at in every method, in order; `name.k` is the repetition of a word.
  static let looks = [
    "p1": ["best"], "p2": ["values", "best", "values.1", "best.1", "return"], "p3": ["return", "int.2"],
  ]

  init() throws {
    folder = try TemporaryFolder()
    methods = try folder.file(
      "methods.jsonl",
      try Self.all.map { try Self.line(["method": $0.name, "code": $0.code, "summary": $0.summary]) }.joined())
    let scanpaths = try Self.all.flatMap { method in
      try Self.looks.sorted { $0.key < $1.key }.map { participant, words in
        let fixations = words.enumerated().map { ["token": $1, "duration_ms": 100 + 10 * $0] as [String: Any] }
        return try Self.line(["participant": participant, "method": method.name, "fixations": fixations])
      }
    }
    let recordings = try folder.file("scanpaths.jsonl", scanpaths.joined())
    trials = folder.path("trials.jsonl")
    let imported = try Program.run("gaze", "import", recordings, "--code", methods, "--output", trials)
    try #require(imported.status == 0, "\(imported.errors)")
  }

  static func line(_ object: [String: Any]) throws -> String {
    String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self) + "\n"
  }
}
