import CollectivesContract
import Basics
import Collectives
import Testing

@testable import Training

/// Validations whose scores did not all come about.
struct MissingScoreTests {
  /// Gives the score that decides only at some validations.
  private final class FailingScorer: ValidationScorer {
    private var values: [Double?]

    init(_ values: [Double?]) { self.values = values }

    func scores(of request: ScoringRequest) -> ScoringOutcome {
      let value = values.isEmpty ? nil : values.removeFirst()
      return ScoringOutcome(
        scores: value.map { ["bleu": $0] } ?? [:], warning: value == nil ? "scores are missing: bleu" : nil)
    }
  }

  private func train(
    _ values: [Double?], patience: Int = 0, _ communicator: any Communicator = SoloCommunicator()
  ) throws -> (events: [TrainingEvent], weights: [Float]) {
    let fixture = try Fixture.shared.get()
    let configuration = fixture.configuration {
      $0.training.maximumSteps = 6
      $0.validation.everySteps = 1
      $0.validation.generatedSamples = 2
      $0.validation.generation.maximumLength = 4
      $0.validation.criterion = .bleu
      $0.validation.patience = patience
    }
    return try fixture.train(configuration, communicator, scorer: FailingScorer(values))
  }

  private func warnings(_ events: [TrainingEvent]) -> Int {
    events.count { if case .warning = $0 { true } else { false } }
  }

  @Test func aMissingScoreIsNeitherBestNorLackOfImprovement() throws {
    let events = try train([nil, 3, nil, nil, nil, 4], patience: 2).events
    #expect(events.validations.map(\.isBest) == [false, true, false, false, false, true])
    #expect(events.validations.map { $0.scores["bleu"] } == [nil, 3, nil, nil, nil, 4])
    #expect(events.finished?.reason == .completed && events.finished?.bestStep == 6 && warnings(events) == 4)
  }

  @Test func withoutAnyScoreThereIsNoBestAndTrainingEnds() throws {
    let events = try train([]).events
    #expect(events.finished?.reason == .completed && events.finished?.bestStep == 0)
  }

  @Test func theWeightsDoNotDependOnScoresAndAllRanksGoOn() throws {
    let whole = try train([1, 2, 3, 4, 5, 6]).weights
    #expect(try train([nil, 2, nil]).weights == whole)
    let ranks = try InProcessGroup(size: 2).run { try train([nil, 2, nil], patience: 1, $0) }
    #expect(ranks[0].weights == ranks[1].weights)
    #expect(ranks[0].events.validations.map(\.isBest) == ranks[1].events.validations.map(\.isBest))
  }
}
