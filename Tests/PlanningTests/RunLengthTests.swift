import Corpus
import Testing
import Training

@testable import Planning

/// The length of a run against the batches that its schedule gives.
struct RunLengthTests {
  private static let lengths = (0..<37).map { SampleLength(source: 5 + $0 % 11, target: 4 + $0 % 7) }

  private func configuration(_ change: (inout TrainingConfiguration) -> Void) -> TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.batch.batchTokens = 60
    configuration.training.epochs = 3
    change(&configuration)
    return configuration
  }

  /// Steps and tokens by going through the schedule.
  private func walked(_ configuration: TrainingConfiguration) throws -> (steps: Int, tokens: Int) {
    var schedule = try BatchSchedule(
      lengths: Self.lengths, settings: configuration.batch, seed: configuration.seed)
    let limit = configuration.training.maximumSteps
    var (steps, tokens) = (0, 0)
    while schedule.cursor.epoch < configuration.training.epochs, limit == 0 || steps < limit {
      let batch = schedule.next()
      steps += 1
      tokens += batch.sourceTokens + batch.targetTokens
    }
    return (steps, tokens)
  }

  @Test(arguments: [0, 1, 9, 10, 17, 1000]) func stepsAndTokensAreThoseOfTheSchedule(_ limit: Int) throws {
    let configuration = configuration { $0.training.maximumSteps = limit }
    let expected = try walked(configuration)
    let length = RunLength(configuration, lengths: Self.lengths, hasGazeSteps: false)
    #expect(length.steps == expected.steps && length.tokens == expected.tokens && length.gazeSteps == 0)
    #expect(length.epochs <= 3 && (length.epochs == 3) == (limit == 0 || limit == 1000))
  }

  @Test func epochsBehindTheLastStepAreNotPlanned() {
    let configuration = configuration {
      $0.training.epochs = .max
      $0.training.maximumSteps = 2
    }
    #expect(RunLength(configuration, lengths: Self.lengths, hasGazeSteps: false).steps == 2)
  }

  /// By the rules of `Trainer`: at every nth step or epoch's end, and after the last step.
  @Test func validationsAndCheckpointsAreCounted() {
    let byEpoch = RunLength(configuration { _ in }, lengths: Self.lengths, hasGazeSteps: false)
    #expect(byEpoch.validations == 3 && byEpoch.checkpoints == 3)
    let limited = configuration {
      $0.training.maximumSteps = 10
      $0.validation.everySteps = 4
      $0.checkpoints.everySteps = 5
      $0.gaze.interval = 3
    }
    let length = RunLength(limited, lengths: Self.lengths, hasGazeSteps: true)
    #expect(length.steps == 10 && length.validations == 3 && length.checkpoints == 5 && length.gazeSteps == 3)
    let off = configuration { $0.gaze.interval = 0 }
    #expect(RunLength(off, lengths: Self.lengths, hasGazeSteps: true).gazeSteps == 0)
  }
}
