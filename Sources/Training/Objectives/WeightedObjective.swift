import CodeT5
import Corpus

/// The weighted mean of the target tokens' losses, Σ weight · loss / Σ weight. The sum of a global batch's weights does
/// not depend on the number of ranks; without gaze, this is the plain mean.
package final class WeightedObjective: TrainingObjective {
  private let data: TaskData
  /// For each sample, the weights of its target tokens.
  private let weights: [[Float]]

  package init(_ data: TaskData, weights: [[Float]]) {
    precondition(weights.count == data.corpus.samples.count, "each sample needs its weights")
    self.data = data
    self.weights = weights
  }

  package func plan(_ batch: GlobalBatch, _ shard: RankShard, model: CodeT5Model, update: Int) -> StepPlan {
    let terms = TermSums(["weighted_loss", "mean_weight"])
    let sum = batch.samples.reduce(0.0) { $0 + weights[$1].reduce(0) { $0 + Double($1) } }
    let passes = shard.microBatches.map { positions in
      TrainingPass(
        batch: data.pack(positions, startToken: model.configuration.decoderStartToken),
        terms: LossTerms(tokenWeights: .given(positions.flatMap { weights[$0] })), lossScale: Float(1 / sum),
        weightedTerm: "weighted_loss")
    }
    if shard.samples.contains(batch.samples[0]) {
      terms.add(sum / Double(batch.targetTokens), to: "mean_weight")
    }
    return StepPlan(passes: passes, targetTokens: batch.targetTokens, terms: terms)
  }
}
