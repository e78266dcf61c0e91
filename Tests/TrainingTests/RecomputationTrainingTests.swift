import Collectives
import CollectivesContract
import Testing

@testable import Training

/// Training with recomputed activations, with every objective.
struct RecomputationTrainingTests {
  @Test(arguments: ObjectiveTests.ObjectiveKind.allCases)
  func everyObjectiveTrainsToTheSameBits(_ kind: ObjectiveTests.ObjectiveKind) throws {
    let fixture = try Fixture.shared.get()
    let isAnnotated = [.reward, .selfCritical, .align, .alignEncoder].contains(kind)
    func train(_ recomputes: Bool) throws -> (losses: [Double], weights: [Float]) {
      let configuration = fixture.configuration {
        $0.training.maximumSteps = 4
        $0.training.recomputeActivations = recomputes
      }
      let (objective, _) = ObjectiveTests().objective(kind, fixture)
      let outcome = try fixture.trainGuided(
        configuration, objective: isAnnotated ? nil : objective,
        annotated: isAnnotated ? fixture.gazeCorpus() : nil, annotatedObjective: isAnnotated ? objective : nil)
      return (outcome.events.steps.map(\.loss) + outcome.events.gazeSteps.map(\.loss), outcome.weights)
    }
    let saved = try train(false)
    let recomputed = try train(true)
    #expect(recomputed.weights == saved.weights)
    #expect(recomputed.losses == saved.losses && recomputed.losses.count == (isAnnotated ? 6 : 4))
  }
}
