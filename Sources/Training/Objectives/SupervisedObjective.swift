import CodeT5
import Corpus

/// The mean loss of the target tokens.
package final class SupervisedObjective: TrainingObjective {
  private let pack: ([Int], Int32) -> PackedBatch

  /// - Parameter pack: packs the samples at these positions, given the decoder's start token.
  package init(pack: @escaping ([Int], Int32) -> PackedBatch) { self.pack = pack }

  package func plan(_ batch: GlobalBatch, _ shard: RankShard, model: CodeT5Model, update: Int) -> StepPlan {
    StepPlan(
      passes: shard.microBatches.map {
        TrainingPass(
          batch: pack($0, model.configuration.decoderStartToken), terms: LossTerms(),
          lossScale: 1 / Float(batch.targetTokens))
      }, targetTokens: batch.targetTokens)
  }
}
