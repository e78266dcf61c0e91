import CodeMetrics
import Training

/// Scores with another scorer, and adds to the first outcome what CodeBLEU gives to outputs that know nothing of the
/// code, if most references are text.
final class FloorScorer: ValidationScorer {
  private let scorer: any ValidationScorer
  private var isDone = false

  init(_ scorer: any ValidationScorer) { self.scorer = scorer }

  func scores(of request: ScoringRequest) throws -> ScoringOutcome {
    var outcome = try scorer.scores(of: request)
    guard !isDone, request.mayBeText, request.language != nil, !request.predictions.isEmpty else { return outcome }
    isDone = true
    var floors = request
    floors.isForFloors = true
    let found = try scorer.scores(of: floors)
    let sentences = [outcome.warning, found.warning, request.floorSentence(found.scores)].compactMap { $0 }
    outcome.warning = sentences.isEmpty ? nil : sentences.joined(separator: "; ")
    return outcome
  }
}
