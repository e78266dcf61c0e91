import Foundation
import TestSupport
import Testing

@testable import CodeMetrics

/// Scores of rouge-score, NLTK and sacrebleu, written by `Golden/make_text_metrics.py`.
struct TextMetricGoldenTests {
  private struct Golden: Decodable {
    var references: [[String]]
    var predictions: [String]
    var rougeL: [Double]
    var rougeLStemmed: [Double]
    var meteor: [Double]
    var chrF: [Double]
    var chrFCorpus: Double
    var chrFPlusPlus: [Double]
    var chrFPlusPlusCorpus: Double
    var words: String
    var stems: String
  }

  private let golden: Golden

  init() throws {
    golden = try GoldenFolder().decoded(Golden.self, "text_metrics.json")
  }

  private func expect(_ metric: some SummableMetric, _ expected: [Double], corpus: Double? = nil) throws {
    let score = try metric.score(references: golden.references, predictions: golden.predictions)
    #expect(score.samples.count == expected.count)
    for (index, (value, expected)) in zip(score.samples, expected).enumerated() {
      #expect(
        abs(value - expected) <= 1e-9,
        "\(metric.name), sample \(index): \(golden.references[index]), \(golden.predictions[index])")
    }
    let mean = expected.reduce(0, +) / Double(expected.count)
    #expect(abs(score.corpus - (corpus ?? mean)) <= 1e-9)
  }

  @Test func rougeLAgreesWithRougeScore() throws {
    try expect(ROUGEL(stemming: false), golden.rougeL)
  }

  @Test func stemmedROUGELAgreesWithRougeScore() throws {
    try expect(ROUGEL(stemming: true), golden.rougeLStemmed)
    #expect(golden.rougeL != golden.rougeLStemmed)
  }

  @Test func meteorAgreesWithNLTKWithoutSynonyms() throws {
    try expect(METEOR(), golden.meteor)
  }

  @Test func chrFAgreesWithSacrebleu() throws {
    try expect(ChrF.characters, golden.chrF, corpus: golden.chrFCorpus)
  }

  @Test func chrFPlusPlusAgreesWithSacrebleu() throws {
    try expect(ChrF.charactersAndWords, golden.chrFPlusPlus, corpus: golden.chrFPlusPlusCorpus)
  }

  @Test func stemsAgreeWithNLTK() {
    let words = golden.words.split(separator: " ")
    let stems = golden.stems.split(separator: " ")
    #expect(words.count == stems.count && words.count > 500)
    for (word, stem) in zip(words, stems) {
      let scalars = PorterStemmer.stem(of: Array(word.unicodeScalars))
      #expect(scalars == Array(stem.unicodeScalars), "\(word)")
    }
  }
}
