import CodeT5
import Corpus
import Foundation
import Scanpaths

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

/// The weights of target tokens that carry gaze (EyeMulator).
package struct TokenWeights: Sendable {
  private let settings: WeightedSettings
  private let salience: [Double]
  /// How often each pattern occurs, by its number.
  private let patternCounts: [Int: Double]

  package init(_ settings: WeightedSettings, priors: LabelPriors, patternCounts: [Int: Double]) {
    self.settings = settings
    self.patternCounts = patternCounts
    salience = priors.meanOfID
  }

  /// The weight of each subword; 1 for those without gaze. Tokens in no counted pattern get no bonus for it, as in
  /// EyeMulator's program: the formula alone would give them 1 ∕ ln 2, more than any pattern.
  package func weights(of signal: SubwordSignal) -> [Float] {
    (0..<signal.count).map { place in
      guard signal.weights[place] > 0 else { return 1 }
      let count = patternCounts[Int(signal.patterns[place])] ?? 0
      let full = settings.base + (count > 0 ? 1 / log(count + 2) : 0) + salience[Int(signal.labels[place]) & 31]
      return Float(1 + settings.strength * (full - 1))
    }
  }
}
