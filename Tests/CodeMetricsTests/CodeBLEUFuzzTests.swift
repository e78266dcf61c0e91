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
      let reference = Self.text(&stream)
      let prediction = round % 2 == 0 ? Self.text(&stream) : Self.damaged(reference, &stream)
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

  /// A text with a part of it left out and another one repeated.
  private static func damaged(_ text: String, _ stream: inout RandomStream) -> String {
    var pieces = Array(text)
    for _ in 0..<Int(1 + stream.next() % 4) where !pieces.isEmpty {
      let start = Int(stream.next() % UInt64(pieces.count))
      let end = min(pieces.count, start + Int(stream.next() % 9))
      if stream.next() & 1 == 0 {
        pieces.removeSubrange(start..<end)
      } else {
        pieces.insert(contentsOf: pieces[start..<end], at: start)
      }
    }
    return String(pieces)
  }

  private static func text(_ stream: inout RandomStream) -> String {
    (0..<Int(stream.next() % 40)).map { _ in pieces[Int(stream.next() % UInt64(pieces.count))] }.joined()
  }
}
