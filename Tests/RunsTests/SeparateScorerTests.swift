import Basics
import CodeMetrics
import Foundation
import Testing
import Training

@testable import Launching
@testable import Runs

/// Scores of validations by helpers that do not do all of their work.
struct SeparateScorerTests {
  private let request = ScoringRequest(
    task: .pairs, language: .java, references: ["int a;", "b"], predictions: ["int a;", "c"])

  private func outcome(_ script: String, seconds: Int = 600) throws -> ScoringOutcome {
    try SeparateScorer(HelperProcess(["/bin/sh", "-c", script], limits: .init(seconds: seconds, megabytes: 0)))
      .scores(of: request)
  }

  @Test func scoresThatWereHandedOverAreKeptAndTheOthersMissing() throws {
    let outcome = try outcome("echo '{\"exact_match\": 50}'; echo '{\"bleu\": 25}'; echo '{\"codebl'; kill -SEGV $$")
    #expect(outcome.scores == ["exact_match": 50, "bleu": 25])
    let warning = try #require(outcome.warning)
    #expect(warning.contains("missing: codebleu, codebleu_ngram") && warning.contains("Segmentation fault"))
  }

  @Test(arguments: ["exit 0", "echo nonsense", "echo '{\"bleu\": 1e999}'", "kill -KILL $$"])
  func noScoreIsInventedForAHelperThatSaysNothing(_ script: String) throws {
    let outcome = try outcome(script)
    #expect(outcome.scores.isEmpty && outcome.warning != nil)
  }

  @Test func theHelperComputesWhatThisProcessWould() throws {
    let direct = try DirectScorer().scores(of: request)
    #expect(direct.warning == nil && Set(direct.scores.keys) == Set(request.names))
    let lines = try { () throws -> String in
      var lines = ""
      try request.scores { lines += try JSONLines.line($0) + "\n" }
      return lines
    }()
    #expect(try outcome("printf '%s' '\(lines)'") == direct)
  }
}
