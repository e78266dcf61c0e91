import Foundation
import Testing

@Suite(.enabled(if: Program.isBuilt, Program.skipMessage))
struct LossCommandTests {
  struct Output: Decodable {
    struct Example: Decodable {
      let loss: Double
      let target_tokens: Int
    }
    let loss: Double
    let target_tokens: Int
    let examples: [Example]
  }

  let tiny: TinyModel
  let pairs: [(source: String, target: String)]

  init() throws {
    tiny = try TinyModel()
    // More than one batch's tokens, an empty side, and a side that must be cut.
    let many = (0..<60).map { (String(repeating: "values[\($0)] + ", count: 20), "sum \($0)") }
    pairs =
      [(TinyModel.texts[0], TinyModel.texts[1]), ("", "name"), ("int", "")] + many
      + [(String(repeating: "return a + b; ", count: 200), String(repeating: "数", count: 300))]
  }

  private func file() throws -> String {
    let lines = try pairs.map { pair in
      String(decoding: try JSONEncoder().encode(["source": pair.source, "target": pair.target]), as: UTF8.self)
    }
    return try tiny.folder.file("pairs.jsonl", lines.joined(separator: "\n") + "\n\n")
  }

  @Test func printsTheLossesOfTheLibraryInTheOrderOfTheLines() throws {
    let result = try Program.run("loss", "--model", tiny.path, "--data", file(), "--json")
    #expect(result.status == 0)
    let output = try decoded(Output.self, result.output)
    #expect(output.examples.count == pairs.count)
    for (example, pair) in zip(output.examples, pairs) {
      #expect(example.target_tokens == tiny.ids(pair.target).count)
      #expect(abs(example.loss - tiny.loss(pair.source, pair.target)) < 1e-4)
    }
    let tokens = output.examples.reduce(0) { $0 + $1.target_tokens }
    let sum = output.examples.reduce(0) { $0 + $1.loss * Double($1.target_tokens) }
    #expect(output.target_tokens == tokens)
    #expect(abs(output.loss - sum / Double(tokens)) < 1e-9)
  }

  @Test func cutsAtTheLimitsItIsGivenAndSaysSo() throws {
    let result = try Program.run(
      "loss", "--model", tiny.path, "--data", file(), "--json", "--max-source", "8", "--max-target", "8")
    let output = try decoded(Output.self, result.output)
    let last = try #require(output.examples.last)
    let pair = pairs[pairs.count - 1]
    #expect(last.target_tokens == 8)
    #expect(abs(last.loss - tiny.loss(pair.source, pair.target, limit: 8)) < 1e-4)
    #expect(result.errors.contains("--max-source") && result.errors.contains("--max-target"))
  }

  @Test func reportsALossThatIsNotFiniteInsteadOfPrintingIt() throws {
    tiny.model.weights.buffer.update(repeating: .nan)
    try tiny.saveWeights()
    let result = try Program.run("loss", "--model", tiny.path, "--data", file(), "--json")
    #expect(result.status == 65)
    #expect(result.errors.contains("pairs.jsonl:1"))
    #expect(result.output.isEmpty)
  }
}
