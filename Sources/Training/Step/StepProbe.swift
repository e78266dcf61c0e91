import Basics
import CodeT5
import Collectives
import Corpus

/// How long a run's training steps take, from a few real ones of a replica, with all ranks: passes, sums and update, at a
/// learning rate of 0.
///
/// A large model takes minutes for one batch. The measured steps therefore have as many samples of the run's first batch
/// as half a second has room for, but at least one for each rank.
package struct StepProbe: Sendable, Equatable {
  /// Measured steps, after those that warm up.
  package let steps: Int
  /// Samples and tokens, source plus target, of a measured step.
  package let samples: Int
  package let tokens: Int
  /// The median duration of a measured step, in seconds.
  package let seconds: Double
  /// The part of it that the passes of the slowest rank take; the rest does not depend on the number of samples.
  package let passSeconds: Double
  /// The operations of the slowest rank's passes.
  package let operations: Double
  /// The loss of these samples, before training.
  package let loss: Double

  private static let enoughSeconds = 0.5
  private static let mostSeconds = 3.0
  private static let mostSteps = 5

  /// Every rank calls it together.
  ///
  /// - Throws: `InvalidSetting` if a sample fits into no batch.
  package init(_ replica: Replica, _ data: TaskData, _ batches: BatchSettings, seed: UInt64) throws {
    let stepper = try Stepper(replica, data, batches, seed: seed)
    var count = min(replica.shards.count, stepper.batch.samples.count)
    // The very first step also starts threads and touches all memory.
    _ = try stepper.step(samples: count)
    var last = try stepper.step(samples: count)
    while last.seconds < Self.enoughSeconds, count < stepper.batch.samples.count {
      let room = min(8, max(2, Self.enoughSeconds / max(last.seconds, 1e-6)))
      count = min(stepper.batch.samples.count, Int((Double(count) * room).rounded(.up)))
      last = try stepper.step(samples: count)
    }
    // The first step of each size also makes room for its activations.
    var measured: [Stepper.Duration] = []
    var spent = 0.0
    repeat {
      let step = try stepper.step(samples: count)
      measured.append(step)
      spent += step.seconds
    } while spent < Self.mostSeconds && measured.count < Self.mostSteps
    let median = measured.sorted { $0.seconds < $1.seconds }[measured.count / 2]
    let part = stepper.part(count)
    steps = measured.count
    (samples, tokens) = (part.samples.count, part.sourceTokens + part.targetTokens)
    (seconds, passSeconds) = (median.seconds, min(median.passSeconds, median.seconds))
    operations = stepper.operations(of: part)
    loss = last.loss
  }
}

/// Takes steps on parts of the run's first batch.
private struct Stepper {
  struct Duration {
    var seconds: Double
    var passSeconds: Double
    var loss: Double
  }

  let batch: GlobalBatch
  private let replica: Replica
  private let schedule: BatchSchedule
  private let objective: SupervisedObjective

  init(_ replica: Replica, _ data: TaskData, _ batches: BatchSettings, seed: UInt64) throws {
    self.replica = replica
    var schedule = try BatchSchedule(lengths: data.corpus.lengths, settings: batches, seed: seed)
    batch = schedule.next()
    self.schedule = schedule
    objective = SupervisedObjective { data.pack($0, startToken: $1) }
  }

  func part(_ samples: Int) -> GlobalBatch {
    GlobalBatch(samples: Array(batch.samples.prefix(samples)), lengths: schedule.lengths)
  }

  /// The same on every rank: the times of the slowest.
  func step(samples: Int) throws -> Duration {
    let part = part(samples)
    let shards = schedule.shards(of: part, ranks: replica.shards.count)
    let begin = ContinuousClock.now
    let plans = shards[replica.shards.own].map {
      objective.plan(part, $0, model: replica.model, update: replica.optimizer.step)
    }
    let outcome = try replica.step(plans, learningRateScale: 0)
    var times = [(ContinuousClock.now - begin).seconds, outcome.workSeconds]
    try replica.communicator.allReduce(&times, .maximum)
    return Duration(seconds: times[0], passSeconds: times[1], loss: outcome.loss)
  }

  /// The operations of the rank with the most.
  func operations(of part: GlobalBatch) -> Double {
    RankOperations(replica.model.configuration).most(
      schedule.shards(of: part, ranks: replica.shards.count), lengths: schedule.lengths,
      ranks: replica.communicator.size)
  }
}

/// The operations of the ranks in a step.
package struct RankOperations {
  private let operations: ModelOperations

  package init(_ model: ModelConfiguration) { operations = ModelOperations(model) }

  /// Those of the rank with the most, from shards of which each rank has the same number.
  package func most(_ shards: [RankShard], lengths: [SampleLength], ranks: Int) -> Double {
    let each = max(1, shards.count / ranks)
    return stride(from: 0, to: shards.count, by: each).map { first in
      shards[first..<min(first + each, shards.count)].reduce(0.0) { sum, shard in
        shard.microBatches.joined().reduce(sum) {
          $0 + operations.step(source: lengths[$1].source, target: lengths[$1].target)
        }
      }
    }.max() ?? 0
  }
}
