import Basics
import Collectives
import CollectivesContract
import Foundation
import TestSupport
import Testing

@testable import Training

struct TrainerTests {
  @Test func lossFallsAndEventsComeInOrder() throws {
    let fixture = try Fixture.shared.get()
    let events = try fixture.train(
      fixture.configuration {
        $0.training.epochs = 20
        $0.validation.everySteps = 40
      }
    ).events
    let losses = events.losses
    #expect(losses[losses.count - 1] < 0.5 * losses[0])
    #expect(events.validations.count >= 2)
    let validationLosses = events.validations.map(\.loss)
    #expect(validationLosses[validationLosses.count - 1] < validationLosses[0])
    guard case .started(let start)? = events.first, case .finished(let finish)? = events.last else {
      Issue.record("the first event must be started, the last finished")
      return
    }
    #expect(start.totalSteps == losses.count && finish.step == losses.count && finish.reason == .completed)
  }

  @Test func generatedOutputsAreTheSameOnAnyNumberOfRanks() throws {
    let fixture = try Fixture.shared.get()
    let settings = fixture.configuration {
      $0.training.maximumSteps = 2
      $0.validation.generatedSamples = 7
      $0.validation.generation.maximumLength = 12
    }
    @Sendable func predictions(_ communicator: any Communicator) throws -> [String] {
      let replica = try fixture.replica(settings, communicator)
      return try Evaluator(fixture.data, task: .pairs, tokenizer: fixture.tokenizer, microBatchTokens: 512)
        .predictions(replica.model, count: 7, settings.validation.generation, communicator)
    }
    let alone = try predictions(SoloCommunicator())
    #expect(alone.count == 7)
    let together = try InProcessGroup(size: 3).run { try predictions($0) }
    #expect(together[0] == alone && together[1].isEmpty && together[2].isEmpty)
  }

  @Test func trainingStopsWhenValidationNoLongerImproves() throws {
    let fixture = try Fixture.shared.get()
    let finish = try fixture.train(
      fixture.configuration {
        $0.optimizer.learningRate = 1e-12
        $0.optimizer.weightDecay = 0
        $0.training.epochs = 50
        $0.validation.everySteps = 2
        $0.validation.patience = 3
      }
    ).events.finished
    #expect(finish?.reason == .earlyStopping)
    #expect((finish?.step ?? 100) < 30)
  }

  @Test func overfittingTakesAtMostAnEpoch() throws {
    let data = try Fixture.shared.get().data
    let settings = try Fixture.shared.get().configuration().batch
    let one = try data.firstBatches(1, settings, seed: 1).corpus.samples.count
    #expect(one > 0 && one < data.corpus.samples.count)
    #expect(try data.firstBatches(.max, settings, seed: 1).corpus.samples.count == data.corpus.samples.count)
  }

  @Test func aRunThatStoppedEarlyTakesNoStepWhenItIsContinued() throws {
    let fixture = try Fixture.shared.get()
    let folder = try TemporaryFolder()
    let store = CheckpointStore(folder.path)
    let settings = fixture.configuration {
      $0.optimizer.learningRate = 1e-12
      $0.optimizer.weightDecay = 0
      $0.training.epochs = 50
      $0.validation.everySteps = 2
      $0.validation.patience = 3
      $0.checkpoints.everySteps = 2
    }
    let finish = try #require(try fixture.train(settings, store: store).events.finished)
    let resumed = try fixture.train(settings, store: store, resume: folder.path("last")).events
    #expect(resumed.losses.isEmpty)
    #expect(resumed.finished?.reason == .earlyStopping && resumed.finished?.step == finish.step)
  }

  @Test(arguments: [false, true])
  func gradientsThatAreNotFiniteStopAllRanksWithRankAndParameterNamed(_ deterministic: Bool) throws {
    let fixture = try Fixture.shared.get()
    let settings = fixture.configuration { $0.training.deterministic = deterministic }
    let outcomes = InProcessGroup(size: 2).outcomes { communicator in
      try fixture.train(settings, communicator) { replica in
        guard communicator.rank == 1 else { return }
        replica.model.weights["decoder.final_layer_norm.weight"][0, 3] = .nan
      }.weights.count
    }
    for outcome in outcomes {
      #expect(throws: (any Error).self) { try outcome.get() }
      guard case .failure(let error) = outcome else { continue }
      let diagnosis = Diagnosis(of: error)
      #expect(diagnosis.problem.contains("5 steps in a row: the gradient of "), "\(diagnosis.problem)")
      #expect(diagnosis.problem.contains(" is not finite on rank 1 ("), "\(diagnosis.problem)")
      #expect(!diagnosis.problem.contains("rank 0"), "\(diagnosis.problem)")
    }
  }

  @Test func debugModeNamesTheFirstBadOperation() throws {
    let fixture = try Fixture.shared.get()
    #expect {
      try fixture.train(
        fixture.configuration { $0.training.maximumSteps = 1 },
        prepare: { $0.model.weights["encoder.block.1.layer.1.DenseReluDense.wi.weight"][2, 2] = .infinity },
        inspector: DebugInspector())
    } throws: { error in
      Diagnosis(of: error).problem.hasPrefix("encoder.block.1.layer.1.DenseReluDense.activation is not finite")
    }
  }
}
