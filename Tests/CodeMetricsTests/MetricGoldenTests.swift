import Foundation
import TestSupport
import Testing

@testable import CodeMetrics

/// Scores computed by `Golden/make_golden.py`, an independent Python rendering of CodeXGLUE's conventions.
struct MetricGoldenTests {
  private struct Golden: Decodable {
    var references: [String]
    var predictions: [String]
    var codeToText: [Double]
    var codeToCode: [Double]
    var codeToCodeCorpus: Double
    var exactMatch: [Double]
    var editSimilarity: [Double]
    var writtenOut: [String]
    var lineExactMatch: [Double]
    var lineEditSimilarity: [Double]
  }

  private let golden: Golden

  init() throws {
    golden = try GoldenFolder().decoded(Golden.self, "metrics.json")
  }

  /// Sums of four logarithms differ by rounding only.
  private func expectEqual(_ scores: [Double], _ expected: [Double]) {
    #expect(scores.count == expected.count)
    for (index, (score, value)) in zip(scores, expected).enumerated() {
      #expect(abs(score - value) <= 1e-11, "sample \(index): \(golden.references[index])")
    }
  }

  @Test func codeToTextBLEUAgreesOnEverySample() throws {
    let score = try CodeToTextBLEU.score(references: golden.references, predictions: golden.predictions)
    expectEqual(score.samples, golden.codeToText)
    let mean = golden.codeToText.reduce(0, +) / Double(golden.codeToText.count)
    #expect(abs(score.corpus - mean) <= 1e-11)
  }

  @Test func codeToCodeBLEUAgreesOnEverySampleAndTheCorpus() throws {
    let score = try CodeToCodeBLEU.score(references: golden.references, predictions: golden.predictions)
    expectEqual(score.samples, golden.codeToCode)
    #expect(abs(score.corpus - golden.codeToCodeCorpus) <= 1e-11)
  }

  @Test func exactMatchAgrees() throws {
    let score = try ExactMatch.score(references: golden.references, predictions: golden.predictions)
    expectEqual(score.samples, golden.exactMatch)
  }

  @Test func editSimilarityAgrees() throws {
    let score = try EditSimilarity.score(references: golden.references, predictions: golden.predictions)
    expectEqual(score.samples, golden.editSimilarity)
  }

  @Test func literalsAreWrittenOutAlike() {
    #expect(golden.references.map(LineCompletion.writingOutLiterals) == golden.writtenOut)
  }

  @Test func lineCompletionAgrees() throws {
    let score = try LineCompletion.score(references: golden.references, predictions: golden.predictions)
    expectEqual(score.exactMatch.samples, golden.lineExactMatch)
    expectEqual(score.editSimilarity.samples, golden.lineEditSimilarity)
  }
}
