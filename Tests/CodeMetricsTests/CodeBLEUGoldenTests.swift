import Basics
import Foundation
import Syntax
import TestSupport
import Testing

@testable import CodeMetrics

/// Agreement with the Python package codebleu 0.7.0, by scores that `Golden/make_codebleu_pairs.py` wrote.
struct CodeBLEUGoldenTests {
  private struct Scores: Decodable {
    var codebleu: Double
    var ngramMatch: Double
    var weightedNgramMatch: Double
    var syntaxMatch: Double
    var dataflowMatch: Double

    enum CodingKeys: String, CodingKey {
      case codebleu
      case ngramMatch = "ngram_match_score"
      case weightedNgramMatch = "weighted_ngram_match_score"
      case syntaxMatch = "syntax_match_score"
      case dataflowMatch = "dataflow_match_score"
    }

    /// Sums of four logarithms differ by rounding only.
    func agree(with score: CodeBLEUScore) -> Bool {
      let differences = [
        codebleu - score.codebleu, ngramMatch - score.ngramMatch, weightedNgramMatch - score.weightedNgramMatch,
        syntaxMatch - score.syntaxMatch, dataflowMatch - score.dataflowMatch,
      ]
      return differences.allSatisfy { abs($0) < 1e-12 }
    }
  }

  private struct Pair: Decodable {
    var reference: String
    var prediction: String
  }

  @Test(arguments: ProgrammingLanguage.allCases) func everyPairAndTheCorpusAgree(_ language: ProgrammingLanguage) throws
  {
    let lines = try TextFile.undecodedLines(of: GoldenFolder().path("codebleu/\(language.rawValue).jsonl"))
    let decoder = JSONDecoder()
    let pairs = try lines.dropFirst().map { try decoder.decode(Pair.self, from: $0) }
    #expect(pairs.count >= 18)
    let result = try CodeBLEU(language: language, mode: .k4black).score(
      references: pairs.map(\.reference), predictions: pairs.map(\.prediction), threads: 2)
    #expect(try decoder.decode(Scores.self, from: lines[0]).agree(with: result.corpus))
    for (index, line) in lines.dropFirst().enumerated() {
      let expected = try decoder.decode(Scores.self, from: line)
      #expect(expected.agree(with: result.samples[index]), "\(language), pair \(index): \(result.samples[index])")
    }
  }

  /// The example in the package's README.
  @Test func theREADMEsExample() throws {
    let score = try CodeBLEU(language: .python, mode: .k4black).score(
      references: ["def sum ( first , second ) :\n return second + first"],
      predictions: ["def add ( a , b ) :\n return a + b"]
    ).corpus
    // The README cuts its numbers after four decimals.
    func cut(_ value: Double) -> Double { (value * 10_000).rounded(.down) / 10_000 }
    #expect(cut(score.codebleu) == 0.5537)
    #expect(cut(score.ngramMatch) == 0.1041)
    #expect(cut(score.weightedNgramMatch) == 0.1109)
    #expect(score.syntaxMatch == 1)
    #expect(score.dataflowMatch == 1)
  }
}
