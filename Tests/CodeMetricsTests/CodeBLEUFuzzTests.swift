import Basics
import Foundation
import Syntax
import Testing

@testable import CodeMetrics

/// Random and damaged texts through scoring. FOVEA_FUZZ_ROUNDS sets how many pairs; docs/metrics.md tells of the long run.
struct CodeBLEUFuzzTests {
  static let rounds = ProcessInfo.processInfo.environment["FOVEA_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 1000

  private static let pieces = [
    "int ", "x", " = ", "y", " + ", "1", " ; ", "if ( ", " ) ", "{ ", "} ", "\n", "  ", "def f ( a ) :\n", "while ",
    "for ",
    "return ", "\"s\"", "'", "\"", "// c\n", "# c\n", "/* ", " */", "é", "\u{1F600}", "\0", "end\n", "func ", "=> ",
    "lambda ",
  ]

  @Test(arguments: ProgrammingLanguage.allCases) func everyScoreIsFiniteAndSelfMatchIsFull(
    _ language: ProgrammingLanguage
  ) throws {
    let index = ProgrammingLanguage.allCases.firstIndex(of: language) ?? 0
    for round in 0..<Self.rounds / ProgrammingLanguage.allCases.count {
      var stream = RandomStream(seed: 12, purpose: .testData, round, index)
      let (reference, prediction) = (Self.text(&stream), Self.text(&stream))
      for mode in CodeBLEUMode.allCases {
        let metric = CodeBLEU(language: language, mode: mode)
        let score = try metric.score(references: [reference, reference], predictions: [prediction, reference])
        for sample in score.samples + [score.corpus] {
          let values = [
            sample.codebleu, sample.ngramMatch, sample.weightedNgramMatch, sample.syntaxMatch, sample.dataflowMatch,
          ]
          #expect(values.allSatisfy { $0.isFinite && $0 >= 0 && $0 <= 1 + 1e-9 }, "\(mode) \(reference) \(prediction)")
        }
        #expect(score.samples[1].syntaxMatch == 1)
      }
    }
  }

  private static func text(_ stream: inout RandomStream) -> String {
    (0..<Int(stream.next() % 40)).map { _ in pieces[Int(stream.next() % UInt64(pieces.count))] }.joined()
  }
}
