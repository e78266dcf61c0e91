import Foundation
import TestSupport
import Testing

@testable import CodeMetrics

/// The examples in CodeXGLUE's own READMEs, from the files beside its evaluators.
struct CodeXGLUEExampleTests {
  private struct Example: Decodable {
    var references: [String]
    var predictions: [String]
    var bleu: Double?
    var exactMatch: Double?
    var editSimilarity: Double?
  }

  private struct Examples: Decodable {
    var codeToText: Example
    var codeToCode: Example
    var codeRefinement: Example
    var lineCompletion: Example
  }

  private let examples: Examples

  init() throws {
    examples = try GoldenFolder().decoded(Examples.self, "codexglue_examples.json")
  }

  @Test func codeToText() throws {
    let example = examples.codeToText
    let score = try CodeToTextBLEU.score(references: example.references, predictions: example.predictions)
    #expect(abs(score.corpus - (try #require(example.bleu))) <= 1e-9)
  }

  /// These evaluators print two decimals.
  @Test(arguments: [\Examples.codeToCode, \Examples.codeRefinement]) private func codeToCode(
    _ task: KeyPath<Examples, Example> & Sendable
  ) throws {
    let example = examples[keyPath: task]
    let bleu = try CodeToCodeBLEU.score(references: example.references, predictions: example.predictions).corpus
    #expect((100 * bleu).rounded() / 100 == example.bleu)
    let exact = try ExactMatch.score(references: example.references, predictions: example.predictions).corpus
    #expect(exact == example.exactMatch)
  }

  @Test func lineCompletion() throws {
    let example = examples.lineCompletion
    let score = try LineCompletion.score(references: example.references, predictions: example.predictions)
    #expect(abs(score.editSimilarity.corpus - (try #require(example.editSimilarity))) <= 1e-9)
    #expect(score.exactMatch.corpus == example.exactMatch)
  }
}
