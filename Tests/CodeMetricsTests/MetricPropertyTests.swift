import Basics
import Testing

@testable import CodeMetrics

struct MetricPropertyTests {
  typealias Metric = @Sendable ([String], [String]) throws -> MetricScore
  static let metrics: [Metric] = [
    { try CodeToTextBLEU.score(references: $0, predictions: $1) },
    { try CodeToCodeBLEU.score(references: $0, predictions: $1) },
    { try ExactMatch.score(references: $0, predictions: $1) },
    { try ExactMatch.score(references: $0, predictions: $1, comparison: .whitespaceNormalized) },
    { try EditSimilarity.score(references: $0, predictions: $1) },
    { try LineCompletion.score(references: $0, predictions: $1).editSimilarity },
  ]

  @Test(arguments: metrics.indices) func equalTextsScoreOneHundred(_ metric: Int) throws {
    let texts = ["return a + b ;", "Sets the limit of open files to five.", "", "x"]
    let score = try Self.metrics[metric](texts, texts)
    #expect(abs(score.corpus - 100) < 1e-9)
    #expect(score.samples.allSatisfy { abs($0 - 100) < 1e-9 })
  }

  @Test(arguments: metrics.indices) func emptyTextsGiveFiniteScoresInRange(_ metric: Int) throws {
    let score = try Self.metrics[metric](["", "a b", "", "  \n"], ["a b", "", "", "\t"])
    for value in score.samples + [score.corpus] {
      #expect(value.isFinite && value >= 0 && value <= 100 + 1e-9)
    }
  }

  @Test(arguments: metrics.indices) func unequalCountsAreReportedWithBoth(_ metric: Int) {
    #expect(throws: MetricInputError.unequalCounts(references: 2, predictions: 1)) {
      try Self.metrics[metric](["a", "b"], ["a"])
    }
    #expect(throws: MetricInputError.noSamples) { try Self.metrics[metric]([], []) }
  }

  @Test func inputErrorsAreBadData() {
    let diagnosis = MetricInputError.unequalCounts(references: 2, predictions: 1).diagnosis
    #expect(diagnosis.exitCode == .badData)
    #expect(diagnosis.problem == "2 references but 1 predictions")
    #expect(MetricInputError.noSamples.diagnosis.exitCode == .badData)
  }

  @Test func codeToTextIgnoresCaseAndCodeToCodeDoesNot() throws {
    #expect(try abs(CodeToTextBLEU.score(references: ["A B C D"], predictions: ["a b c d"]).corpus - 100) < 1e-9)
    // By hand: no match of 4, 3, 2, 1 n-grams, plus one: (1/5 · 1/4 · 1/3 · 1/2)^(1/4).
    let score = try CodeToCodeBLEU.score(references: ["A B C D"], predictions: ["a b c d"]).corpus
    #expect(abs(score - 30.213753973567677) < 1e-9)
  }

  @Test func codeToTextSmoothsOnlyTheHigherOrders() throws {
    // By hand: unigrams 2/3; bigrams (0+1)/(2+1); trigrams (0+1)/(1+1); 4-grams (0+1)/(0+1); equal lengths.
    let score = try CodeToTextBLEU.score(references: ["a b c"], predictions: ["b a x"]).corpus
    #expect(abs(score - 57.73502691896258) < 1e-9)
    #expect(try CodeToTextBLEU.score(references: ["a b c"], predictions: ["x y z"]).corpus < 1e-60)
  }

  @Test func codeToCodePoolsCountsBeforeDividing() throws {
    let references = ["a b c d e", "f"]
    let predictions = ["a b c d e", "g"]
    let score = try CodeToCodeBLEU.score(references: references, predictions: predictions)
    // By hand: (5+1)/(6+1) · (4+1)/(4+1) · 1 · 1, the fourth root.
    #expect(abs(score.corpus - 96.21954581957614) < 1e-9)
    #expect(abs(score.corpus - score.samples.reduce(0, +) / 2) > 1)
  }

  @Test func canonicallyEquivalentTextsAreNotEqual() throws {
    let score = try ExactMatch.score(references: ["caf\u{E9}"], predictions: ["cafe\u{301}"])
    #expect(score.corpus == 0)
  }

  @Test func exactMatchVariantsDifferInInnerWhitespace() throws {
    let references = [" return  x ;\r\n"]
    #expect(try ExactMatch.score(references: references, predictions: ["return x ;"]).corpus == 0)
    #expect(
      try ExactMatch.score(
        references: references, predictions: ["return x ;"], comparison: .whitespaceNormalized
      ).corpus == 100)
    #expect(try ExactMatch.score(references: references, predictions: ["return  x ;"]).corpus == 100)
  }

  @Test func editSimilarityCountsReplacementsTwiceAndRoundsHalvesToEven() throws {
    // One replacement in 4 + 4 characters leaves 6 of 8.
    #expect(try EditSimilarity.score(references: ["abcd"], predictions: ["abxd"]).samples == [75])
    // 2 · 1 / 16 = 12.5 %, and 2 · 3 / 16 = 37.5 %.
    #expect(try EditSimilarity.score(references: ["a"], predictions: ["axxxxxxxxxxxxxx"]).samples == [12])
    #expect(try EditSimilarity.score(references: ["abc"], predictions: ["abcxxxxxxxxxx"]).samples == [38])
  }
}
