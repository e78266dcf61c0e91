import Basics
import Corpus

/// The gaze-annotated batches between the ordinary ones: one after every `interval` of them.
package struct GazeSteps {
  package let interval: Int
  package let objective: any TrainingObjective
  var schedule: BatchSchedule

  /// - Throws: `InvalidSetting` when a sample fits into no micro-batch.
  package init(
    _ corpus: AnnotatedSamples, _ settings: GazeConfiguration, microBatchTokens: Int, seed: UInt64,
    objective: any TrainingObjective
  ) throws {
    interval = settings.interval
    self.objective = objective
    var batches = BatchSettings()
    batches.batchTokens = 0
    batches.batchSamples = settings.batchSamples
    batches.microBatchTokens = microBatchTokens
    schedule = try BatchSchedule(lengths: corpus.lengths, settings: batches, seed: seed)
  }

  /// The same batches from a place on, for a run that is continued.
  func moved(to cursor: BatchCursor) throws -> GazeSteps {
    var moved = self
    moved.schedule = try BatchSchedule(
      lengths: schedule.lengths, settings: schedule.settings, seed: schedule.seed, from: cursor)
    return moved
  }

  func isDue(after step: Int) -> Bool { step % interval == 0 }
}
