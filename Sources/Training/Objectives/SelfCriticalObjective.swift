import Basics
import CodeMetrics
import CodeT5
import Corpus
import Scanpaths
import Tokenization

/// Loss − λ · E[reward of an output] on gaze-annotated samples, estimated by one sampled output of each: the gradient of
/// its log-probability, times its reward less the greedy output's (Rennie et al., "Self-critical sequence training for
/// image captioning", 2017).
///
/// An output's reward is μ · BLEU-4 + (1 − μ) · the share of the looked-at names' words that it says.
package final class SelfCriticalObjective: TrainingObjective {
  private let corpus: AnnotatedSamples
  private let settings: RewardSettings
  private let interval: Int
  private let tokenizer: Tokenizer
  private let seed: UInt64

  package init(
    _ corpus: AnnotatedSamples, settings: RewardSettings, interval: Int, tokenizer: Tokenizer, seed: UInt64
  ) {
    self.corpus = corpus
    self.settings = settings
    self.interval = interval
    self.tokenizer = tokenizer
    self.seed = seed
  }

  static let terms = ["reward", "reward_greedy", "reward_advantage", "reward_weight"]

  package func plan(
    _ batch: GlobalBatch, _ shard: RankShard, model: CodeT5Model, update: Int
  ) throws -> StepPlan {
    let terms = TermSums(Self.terms)
    let weight = settings.weight(atUpdate: update, interval: interval)
    let share = 1 / Float(batch.samples.count)
    let startToken = model.configuration.decoderStartToken
    var passes: [TrainingPass] = []
    for positions in shard.microBatches {
      let samples = positions.map { corpus.samples[$0] }
      passes.append(
        TrainingPass(
          batch: corpus.pack(positions, startToken: startToken), terms: LossTerms(),
          lossScale: 1 / Float(batch.targetTokens)))
      guard weight > 0 else { continue }
      passes.append(try sampledPass(samples, model, update, weight: weight, share: share, terms))
    }
    if shard.samples.contains(batch.samples[0]) { terms.add(Double(weight), to: "reward_weight") }
    return StepPlan(passes: passes, targetTokens: batch.targetTokens, terms: terms)
  }

  /// The pass over sampled outputs, each token's loss weighing the output's advantage over its length.
  private func sampledPass(
    _ samples: [AnnotatedSample], _ model: CodeT5Model, _ update: Int, weight: Float, share: Float, _ terms: TermSums
  ) throws -> TrainingPass {
    let sources = samples.map(\.sample.source)
    var greedy = GenerationSettings()
    greedy.maximumLength = settings.maximumLength
    let baselines = model.generate(sources, greedy)
    let sampled = model.sample(
      sources, maximumLength: settings.maximumLength,
      streams: samples.map { RandomStream(seed: seed, purpose: .sampling, update, $0.sample.identifier) })
    let rewards = try rewards(of: sampled, samples)
    let baselineRewards = try self.rewards(of: baselines, samples)
    var weights: [Float] = []
    // The decoder's start token is no output.
    let outputs = sampled.map { Array($0.dropFirst()) }
    for (place, output) in outputs.enumerated() {
      let advantage = rewards[place] - baselineRewards[place]
      weights += [Float](repeating: Float(advantage) / Float(output.count), count: output.count)
      terms.add(Double(share) * rewards[place], to: "reward")
      terms.add(Double(share) * baselineRewards[place], to: "reward_greedy")
      terms.add(Double(share) * advantage, to: "reward_advantage")
    }
    return TrainingPass(
      batch: PackedBatch(
        sources: sources, targets: outputs, samples: samples.map(\.sample.identifier),
        startToken: model.configuration.decoderStartToken),
      terms: LossTerms(tokenWeights: .given(weights)), lossScale: weight * share, countsAsLoss: false)
  }

  /// The reward of each output, in [0, 1].
  func rewards(of outputs: [[Int32]], _ samples: [AnnotatedSample]) throws -> [Double] {
    let texts = outputs.map { tokenizer.decode($0, skippingSpecialTokens: true) }
    let bleu = try CodeToTextBLEU.score(references: samples.map(\.reference), predictions: texts).samples
    return zip(texts, samples).enumerated().map { place, pair in
      let said = Set(IdentifierWords.words(of: pair.0))
      let wanted = pair.1.words
      let covered = wanted.filter(said.contains).count
      let coverage = wanted.isEmpty ? 0 : Double(covered) / Double(wanted.count)
      return settings.bleuShare * bleu[place] / 100 + (1 - settings.bleuShare) * coverage
    }
  }
}
