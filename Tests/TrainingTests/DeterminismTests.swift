import Basics
import Collectives
import CollectivesContract
import Foundation
import Tensors
import TestSupport
import Testing

@testable import Training

/// Deterministic training: the same bits on any number of ranks that shares the micro-shards evenly.
struct DeterminismTests {
  /// The precisions of this processor.
  static let precisions = [PrecisionChoice.fp32, .bf16].filter(\.resolved.isSupported)

  private func configuration(
    _ fixture: Fixture, steps: Int = 6, _ precision: PrecisionChoice = .fp32
  ) -> TrainingConfiguration {
    fixture.configuration {
      $0.training.precision = precision
      $0.training.deterministic = true
      $0.training.epochs = 4
      $0.training.maximumSteps = steps
      $0.checkpoints.everySteps = 3
      $0.checkpoints.keep = 10
      $0.schedule.decay = .constant
    }
  }

  @Test(arguments: precisions)
  func weightsAndLossesAreTheSameBitsOnOneTwoFourAndEightRanks(_ precision: PrecisionChoice) throws {
    let fixture = try Fixture.shared.get()
    let settings = configuration(fixture, precision)
    let alone = try fixture.train(settings)
    for ranks in [2, 4, 8] {
      let outcomes = try InProcessGroup(size: ranks).run { communicator in
        let outcome = try fixture.train(settings, communicator)
        return (outcome.events.losses, outcome.weights)
      }
      for (losses, weights) in outcomes {
        #expect(losses == alone.events.losses, "\(ranks) ranks")
        #expect(weights == alone.weights, "\(ranks) ranks")
      }
    }
    // Without it, the sums of eight ranks round differently.
    var ordinary = settings
    ordinary.training.deterministic = false
    let others = try InProcessGroup(size: 8).run { [ordinary] in try fixture.train(ordinary, $0).weights }
    #expect(others[0] != alone.weights)
    #expect(relativeDifference(others[0], alone.weights) < (precision == .fp32 ? 2e-3 : 0.02))
  }

  @Test(arguments: precisions)
  func aRunGoesOnToTheBitOnAnotherNumberOfRanks(_ precision: PrecisionChoice) throws {
    let fixture = try Fixture.shared.get()
    let folder = try TemporaryFolder()
    let path = folder.path
    let settings = configuration(fixture, precision)
    let whole = try InProcessGroup(size: 4).run {
      try fixture.train(settings, $0, store: CheckpointStore(path)).weights
    }
    for ranks in [1, 2, 8] {
      let resumed = try InProcessGroup(size: ranks).run { communicator in
        try fixture.train(
          settings, communicator, store: CheckpointStore(path),
          resume: "\(path)/step-00000003"
        ).weights
      }
      #expect(resumed[0] == whole[0], "\(ranks) ranks")
    }
  }

  @Test func ranksThatCannotShareTheShardsAreRefused() throws {
    let fixture = try Fixture.shared.get()
    let settings = configuration(fixture)
    for outcome in InProcessGroup(size: 3).outcomes(of: { try fixture.train(settings, $0).weights.count }) {
      guard case .failure(let error) = outcome else {
        Issue.record("three ranks went on")
        continue
      }
      #expect(Diagnosis(of: error).exitCode == .configuration)
      #expect(Diagnosis(of: error).problem == "8 cannot be shared evenly by 3 ranks")
    }
  }

  @Test func theTreeOfNumbersIsBalanced() {
    let values = [[1e16], [1], [-1e16], [1]] as [[Double]]
    #expect(PairwiseSum.of(values[...]) == [(1e16 + 1) + (-1e16 + 1)])
    #expect(PairwiseSum.of(values[..<1]) == [1e16])
  }
}
