import Basics
import CodeMetrics
import Foundation
import Launching
import Training

/// Scores in a helper process. If the helper crashes or exceeds a limit, only the scores that it has not written yet
/// are lost.
struct SeparateScorer: ValidationScorer {
  private let helper: HelperProcess

  /// - Parameter program: the path of this program.
  init(_ settings: HelperConfiguration, program: String) {
    self.init(
      HelperWork.score.process(
        program, .init(seconds: settings.scoringSeconds, megabytes: settings.scoringMegabytes)))
  }

  init(_ helper: HelperProcess) { self.helper = helper }

  func scores(of request: ScoringRequest) throws -> ScoringOutcome {
    guard !request.predictions.isEmpty else { return ScoringOutcome(scores: [:]) }
    let result: HelperProcess.Result
    do {
      result = try helper.run(input: Data(JSONLines.line(request).utf8))
    } catch {
      return outcome(request, [:], reason: Diagnosis(of: error).rendered)
    }
    return outcome(request, Self.scores(in: result.output), reason: result.fault?.description)
  }

  private func outcome(_ request: ScoringRequest, _ scores: [String: Double], reason: String?) -> ScoringOutcome {
    let missing = request.names.filter { scores[$0] == nil }
    guard !missing.isEmpty else { return ScoringOutcome(scores: scores) }
    return ScoringOutcome(
      scores: scores,
      warning: "scores are missing: \(missing.joined(separator: ", ")); the helper process that computes them: "
        + (reason ?? "it ended early"))
  }

  /// The scores of all complete lines.
  private static func scores(in output: Data) -> [String: Double] {
    let lines = output.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
    return lines.reduce(into: [:]) { scores, line in
      let found = (try? JSONDecoder().decode([String: Double].self, from: Data(line))) ?? [:]
      scores.merge(found.filter { $0.value.isFinite }) { _, new in new }
    }
  }
}
