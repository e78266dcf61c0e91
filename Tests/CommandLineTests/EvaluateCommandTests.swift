import Foundation
import Testing

@Suite(.enabled(if: Program.isBuilt, Program.skipMessage))
struct EvaluateCommandTests {
  private let tiny: TinyModel

  init() throws { tiny = try TinyModel() }

  private func pairs(_ rows: [(source: String, target: String)]) throws -> String {
    let lines = try rows.map { row in
      String(decoding: try JSONEncoder().encode(["source": row.source, "target": row.target]), as: UTF8.self)
    }
    return try tiny.folder.file("pairs.jsonl", lines.joined(separator: "\n") + "\n")
  }

  private struct Scores: Decodable {
    let truncated_sources: Int
    let truncated_targets: Int
  }

  @Test func whatIsCutIsNamedAndCounted() throws {
    let data = try pairs([
      (TinyModel.texts[0], "a"), ("a", "b"), ("b", TinyModel.texts[1]),
    ])
    let result = try Program.run(
      "evaluate", "--model", tiny.path, "--task", "pairs", "--data", data, "--max-length", "4", "--max-source", "8",
      "--max-target", "8", "--json")
    try #require(result.status == 0, "\(result.errors)")
    let scores = try decoded(Scores.self, result.output)
    #expect(scores.truncated_sources == 1 && scores.truncated_targets == 1)
    #expect(result.errors.contains("sources cut to 8 tokens: 1"), "\(result.errors)")
    #expect(result.errors.contains("targets cut to 8 tokens: 1"), "\(result.errors)")
  }

  @Test func emptyTargetsAreCountedAndNothingButEmptyOnesRefused() throws {
    let some = try pairs([("a", ""), ("b", "name")])
    let scored = try Program.run(
      "evaluate", "--model", tiny.path, "--task", "pairs", "--data", some, "--max-length", "4")
    #expect(scored.status == 0 && scored.errors.contains("1 of the samples"), "\(scored.errors)")
    let none = try pairs([("a", ""), ("b", "")])
    let refused = try Program.run("evaluate", "--model", tiny.path, "--task", "pairs", "--data", none)
    #expect(refused.status == 65 && refused.errors.contains("every target is empty"), "\(refused.errors)")
  }
}
