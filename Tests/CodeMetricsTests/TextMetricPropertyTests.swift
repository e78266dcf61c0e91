import Basics
import Testing

@testable import CodeMetrics

struct TextMetricPropertyTests {
  static let metrics: [any SummableMetric] = [
    CodeToTextBLEU(), CodeToCodeBLEU(), ExactMatch(), ExactMatch(comparison: .whitespaceNormalized), EditSimilarity(),
    ROUGEL(stemming: false), ROUGEL(stemming: true), METEOR(), ChrF.characters, ChrF.charactersAndWords,
    LineCompletion.exactMatch, LineCompletion.editSimilarity,
  ]

  /// Words, marks, other scripts and white space, or nothing.
  private static func texts(_ count: Int, seed: UInt64) -> [String] {
    let pieces = [
      "a", "the", "Σ", "naïve", "👩‍👩‍👧", ";", "(", "_x", "values", "valued", " ", "\u{A0}", "\n", "\u{301}", "０",
    ]
    return (0..<count).map { index in
      var stream = RandomStream(seed: seed, purpose: .testData, index)
      let length = Int(stream.next() % 14)
      return (0..<length).map { _ in pieces[Int(stream.next() % UInt64(pieces.count))] }
        .joined(separator: stream.next() % 2 == 0 ? " " : "")
    }
  }

  @Test(arguments: metrics.indices) func anyTextsGiveFiniteScoresInRange(_ metric: Int) throws {
    let references = Self.texts(400, seed: 1)
    let predictions = Self.texts(400, seed: 2)
    let score = try Self.metrics[metric].score(references: references, predictions: predictions)
    for value in score.samples + [score.corpus] { #expect(value.isFinite && value >= 0 && value <= 100 + 1e-9) }
    #expect(Set(score.samples).count > 1)
  }

  @Test(arguments: metrics.indices) func everyStatisticVectorHasTheStatedLength(_ metric: Int) {
    let metric = Self.metrics[metric]
    for text in ["", "a", "return value ;"] {
      #expect(metric.statistics(references: ["x", text], prediction: text).count == metric.statisticCount)
    }
  }

  @Test(arguments: metrics.indices) func aSampleWithoutReferencesIsReported(_ metric: Int) {
    #expect(throws: MetricInputError.noReferences(sample: 2)) {
      try Self.metrics[metric].score(references: [["a"], [], ["b"]], predictions: ["a", "b", "c"])
    }
    #expect(MetricInputError.noReferences(sample: 2).diagnosis.exitCode == .badData)
  }

  /// Where further references only add n-grams to match or texts to be the best of, none of them can lower a sample's
  /// score; BLEU's brevity penalty follows the shortest one, which can only help as well.
  @Test(arguments: metrics.indices) func anotherReferenceNeverLowersASample(_ metric: Int) throws {
    let metric = Self.metrics[metric]
    let first = Self.texts(300, seed: 3)
    let second = Self.texts(300, seed: 4)
    let predictions = Self.texts(300, seed: 5)
    let one = try metric.score(references: first, predictions: predictions)
    let both = try metric.score(references: zip(first, second).map { [$0, $1] }, predictions: predictions)
    let reversed = try metric.score(references: zip(first, second).map { [$1, $0] }, predictions: predictions)
    for (lower, higher) in zip(one.samples, both.samples) { #expect(higher >= lower - 1e-9) }
    #expect(both.samples != one.samples)
    #expect(both.samples == reversed.samples)
  }

  @Test(arguments: [0, 1]) func identicalTextsScoreOneHundredInROUGELAndChrF(_ variant: Int) throws {
    let texts = ["return a + b ;", "Sets the limit of open files to five.", "x", "Größe 7 ok"]
    let rouge = try ROUGEL(stemming: variant == 1).score(references: texts, predictions: texts)
    let chrF = try (variant == 1 ? ChrF.charactersAndWords : .characters).score(references: texts, predictions: texts)
    for value in rouge.samples + [rouge.corpus] + chrF.samples + [chrF.corpus] { #expect(abs(value - 100) < 1e-9) }
  }

  @Test func identicalTextsScoreOneHundredLessOneChunkInMETEOR() throws {
    let samples = try METEOR().score(references: ["x", "a b", "a b c d"], predictions: ["x", "a b", "a b c d"]).samples
    // One chunk of m words: 100 · (1 − 0.5 / m³).
    for (value, expected) in zip(samples, [50, 93.75, 99.21875]) { #expect(abs(value - expected) < 1e-9) }
  }

  @Test func emptyTextsScoreZeroWhereTheReferenceImplementationsSaySo() throws {
    for metric in Self.metrics[5..<10] {
      let score = try metric.score(references: ["", "a b", "", " "], predictions: ["", "", "a b", "\n"])
      #expect(score.samples == [0, 0, 0, 0], "\(metric.name)")
      #expect(score.corpus == 0)
    }
  }

  @Test func chrFPoolsCountsBeforeDividing() throws {
    let score = try ChrF.characters.score(references: ["a", "bcdefgh"], predictions: ["a", "zzz"])
    // By hand, orders 1, 2 and 3 only: matches 1, 0, 0 of 4, 2, 1 predicted and 8, 6, 5 expected.
    // An order without n-grams on either side is left out, and the sample with one character has order 1 only.
    #expect(score.samples == [100, 0])
    #expect(abs(score.corpus - 100 * 5 * (0.25 / 3) * (0.125 / 3) / (4 * 0.25 / 3 + 0.125 / 3)) < 1e-9)
  }

  @Test func codeToTextClipsByTheReferenceThatHasMostAndTakesTheShortestLength() throws {
    // By hand: of "a a a", two a's are in the first reference. Unigrams 2/3, bigrams (1+1)/(2+1), trigrams 1/2, 4-grams
    // 1/1; the shortest reference has one token, so there is no brevity penalty.
    let score = try CodeToTextBLEU().score(references: [["a a b c d e", "a"]], predictions: ["a a a"])
    #expect(abs(score.corpus - 68.65890479690393) < 1e-9)
    // Against the long reference alone the penalty is exp(1 − 7/4).
    let long = try CodeToTextBLEU().score(references: ["a a b c d e"], predictions: ["a a a"])
    #expect(abs(long.corpus - 32.43217) < 1e-5)
  }

  @Test func codeToCodeTakesTheShortestReferenceOfEachSample() throws {
    // By hand: 4 of 4 tokens match, one of two bigrams; (5/5 · (1+1)/(2+1) · 1 · 1)^(1/4), lengths 2 + 2 against 2 + 1.
    let score = try CodeToCodeBLEU().score(
      references: [["a b", "c b a"], ["d e x", "e"]], predictions: ["b a", "e d"])
    #expect(abs(score.corpus - 100 * 0.9036020036098448) < 1e-9)
  }

  @Test func finalSigmaIsWrittenAsPythonWritesIt() {
    let lowercased = String(
      String.UnicodeScalarView(MetricText.lowercased("ΟΔΟΣ Σ ΣΑΣ. Α\u{301}Σ\u{301}Α İ".unicodeScalars)))
    #expect(lowercased.unicodeScalars.elementsEqual("οδος σ σας. α\u{301}σ\u{301}α i\u{307}".unicodeScalars))
  }

  @Test func namesAreDistinctAndSayTheVariant() {
    let names = Self.metrics.map(\.name)
    #expect(names.contains("meteor-exact-stem") && names.contains("rouge-l") && names.contains("rouge-l-stem"))
    #expect(Set(names).count == names.count)
  }

  @Test(arguments: metrics.indices) func textsWithNothingInCommonScoreLow(_ metric: Int) throws {
    let score = try Self.metrics[metric].score(
      references: ["abc def ghi jkl", "漢字"], predictions: ["mno pqr stu vwx yz", "z"])
    #expect(score.corpus.isFinite && score.corpus >= 0 && score.corpus < 45)
    // The formula with one added to all orders, and edit similarity by way of the spaces, do not reach 0.
    let isZero = !["codexglue-corpus-bleu", "edit-similarity", "line-edit-similarity"].contains(
      Self.metrics[metric].name)
    #expect(isZero == (score.corpus < 1e-60))
  }

  @Test(arguments: [2, 3, 4, 5, 6]) func exchangingReferenceAndPredictionChangesNoSymmetricMetric(_ metric: Int) throws
  {
    let first = Self.texts(200, seed: 8)
    let second = Self.texts(200, seed: 9)
    let there = try Self.metrics[metric].score(references: first, predictions: second).samples
    let back = try Self.metrics[metric].score(references: second, predictions: first).samples
    for (value, other) in zip(there, back) { #expect(abs(value - other) < 1e-9) }
  }
}
