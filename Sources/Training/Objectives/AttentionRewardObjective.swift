import CodeT5
import Corpus

/// Loss − λ · reward on gaze-annotated samples, with the reward of the decoder's attention.
package final class AttentionRewardObjective: TrainingObjective {
  private let corpus: AnnotatedSamples
  private let reward: AttentionReward
  private let interval: Int

  /// - Parameter interval: ordinary batches between two gaze-annotated ones, for λ's warm-up.
  package init(_ corpus: AnnotatedSamples, settings: RewardSettings, interval: Int) {
    self.corpus = corpus
    self.interval = interval
    reward = AttentionReward(settings)
  }

  static let terms = ["reward", "reward_semantic", "reward_positional", "attention_mass", "reward_weight"]

  package func plan(_ batch: GlobalBatch, _ shard: RankShard, model: CodeT5Model, update: Int) -> StepPlan {
    let terms = TermSums(Self.terms)
    let weight = reward.settings.weight(atUpdate: update, interval: interval)
    let share = 1 / Float(batch.samples.count)
    let passes = shard.microBatches.map { positions in
      let samples = positions.map { corpus.samples[$0] }
      let term = AttentionTerm(
        layers: reward.settings.layers(of: model), heads: reward.settings.heads(of: model),
        features: samples.flatMap { reward.features(of: $0.signal) },
        featureCount: AttentionReward.featureCount
      ) { [reward] readout in
        reward.gradient(readout, samples, weight: weight, share: share, terms)
      }
      return TrainingPass(
        batch: corpus.pack(positions, startToken: model.configuration.decoderStartToken),
        terms: LossTerms(attention: term), lossScale: 1 / Float(batch.targetTokens))
    }
    // Reported once, by the rank with the batch's first sample.
    if shard.samples.contains(batch.samples[0]) { terms.add(Double(weight), to: "reward_weight") }
    return StepPlan(passes: passes, targetTokens: batch.targetTokens, terms: terms)
  }
}

extension AttentionReward {
  /// The gradient of −weight · share · Σ reward with respect to a micro-batch's readout; nil if the weight is 0. Adds
  /// the samples' shares to the terms.
  fileprivate func gradient(
    _ readout: [Float], _ samples: [AnnotatedSample], weight: Float, share: Float, _ terms: TermSums
  ) -> [Float]? {
    var gradient: [Float] = []
    gradient.reserveCapacity(readout.count)
    var start = 0
    for sample in samples {
      let end = start + sample.sample.target.count * Self.featureCount
      let (value, slopes) = self(readout[start..<end])
      gradient += slopes.map { -weight * share * $0 }
      for (name, part) in [
        ("reward", value.total), ("reward_semantic", value.semantic), ("reward_positional", value.positional),
        ("attention_mass", value.mass),
      ] { terms.add(Double(share * part), to: name) }
      start = end
    }
    return weight == 0 ? nil : gradient
  }
}

extension RewardSettings {
  /// λ for the gaze-annotated batch that follows after `update` updates.
  func weight(atUpdate update: Int, interval: Int) -> Float {
    WarmUp(full: weight, steps: warmupSteps).weight(atUpdate: update, interval: interval)
  }

  package func layers(of model: CodeT5Model) -> [Int] {
    layers.isEmpty ? Array(0..<model.configuration.decoderLayers) : layers
  }

  /// The chosen heads; nil for all.
  package func heads(of model: CodeT5Model) -> [Int]? { heads.isEmpty ? nil : heads }
}

extension AnnotatedSamples {
  /// Packs the annotated samples at these positions for the model.
  package func pack(_ positions: [Int], startToken: Int32) -> PackedBatch {
    let chosen = positions.map { samples[$0].sample }
    return PackedBatch(
      sources: chosen.map(\.source), targets: chosen.map(\.target), samples: chosen.map(\.identifier),
      startToken: startToken)
  }
}
