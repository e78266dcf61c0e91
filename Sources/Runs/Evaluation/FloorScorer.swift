import CodeMetrics
import Training

/// Scores with another scorer, and adds to the first outcome what CodeBLEU gives to outputs that know nothing of the
/// code, if most references are text.
final class FloorScorer: ValidationScorer {
  /// The references that floors are computed on, so that the other ranks do not wait long: a few seconds.
  private static let mostReferences = 500

  private let scorer: any ValidationScorer
  private var isDone = false

  init(_ scorer: any ValidationScorer) { self.scorer = scorer }

  func scores(of request: ScoringRequest) throws -> ScoringOutcome {
    var outcome = try scorer.scores(of: request)
    guard !isDone, request.mayBeText, request.language != nil, !request.predictions.isEmpty else { return outcome }
    isDone = true
    var floors = request
    floors.isForFloors = true
    floors.references = Array(request.references.prefix(Self.mostReferences))
    floors.predictions = Array(request.predictions.prefix(Self.mostReferences))
    let found = try scorer.scores(of: floors)
    let sentences = [outcome.warning, found.warning, floors.floorSentence(found.scores)].compactMap { $0 }
    outcome.warning = sentences.isEmpty ? nil : sentences.joined(separator: "; ")
    return outcome
  }
}
