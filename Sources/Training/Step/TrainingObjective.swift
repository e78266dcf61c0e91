import CodeT5
import Corpus

/// What a training step minimises. Ranks that plan the same global batch plan parts of the same step.
package protocol TrainingObjective: AnyObject {
  /// Plans this rank's share of a global batch.
  ///
  /// - Parameters:
  ///   - shard: positions in the objective's own data.
  ///   - update: the number of optimiser updates so far.
  func plan(_ batch: GlobalBatch, _ shard: RankShard, model: CodeT5Model, update: Int) throws -> StepPlan
}
