import CodeT5
import Corpus
import Tensors

/// Loss + strength · cross-entropy from looking time to attention, on gaze-annotated samples.
package final class AlignmentObjective: TrainingObjective {
  private let corpus: AnnotatedSamples
  /// For each sample, where its reader looked; nil without looking time.
  private let targets: [AlignmentTarget?]
  private let settings: AlignSettings
  private let interval: Int

  /// - Parameter interval: ordinary batches between two gaze-annotated ones, for the warm-up.
  package init(_ corpus: AnnotatedSamples, settings: AlignSettings, interval: Int) {
    self.corpus = corpus
    self.settings = settings
    self.interval = interval
    targets = corpus.samples.map { AlignmentTarget($0.signal) }
  }

  /// The mean cross-entropy, how far it is above the looking time's entropy (the Kullback–Leibler divergence), and the
  /// cross-entropy's weight.
  static let terms = ["alignment", "alignment_divergence", "alignment_weight"]

  package func plan(_ batch: GlobalBatch, _ shard: RankShard, model: CodeT5Model, update: Int) -> StepPlan {
    let terms = TermSums(Self.terms)
    let weight = settings.weight(atUpdate: update, interval: interval)
    // A sample without looking time contributes its token loss only.
    let count = batch.samples.count { targets[$0] != nil }
    let share = count > 0 ? 1 / Float(count) : 0
    let passes = shard.microBatches.map { positions in
      let chosen = positions.map { targets[$0] }
      let term = ProbabilityTerm(
        place: settings.source, layers: settings.layers(of: model), heads: settings.heads(of: model)
      ) { [settings] attention, queries in
        Alignment(place: settings.source, weight: weight, share: share, terms: terms)
          .replaceByGradient(attention, queries, chosen)
      }
      return TrainingPass(
        batch: corpus.pack(positions, startToken: model.configuration.decoderStartToken),
        terms: LossTerms(probabilities: term), lossScale: 1 / Float(batch.targetTokens))
    }
    // Reported once, by the rank with the batch's first sample.
    if shard.samples.contains(batch.samples[0]) { terms.add(Double(weight), to: "alignment_weight") }
    return StepPlan(passes: passes, targetTokens: batch.targetTokens, terms: terms)
  }
}

/// The cross-entropies of a micro-batch.
///
/// Legend: Q query tokens, K source tokens of the longest source.
struct Alignment {
  let place: AttentionPlace
  let weight: Float
  /// The share of a sample in the mean over the whole batch.
  let share: Float
  let terms: TermSums

  /// Replaces attention `[Q, K]` by the gradient of weight · share · Σ cross-entropy, and adds the samples' shares to the
  /// terms; false if there is no gradient.
  func replaceByGradient(
    _ attention: Matrix, _ queries: PackedSequences, _ targets: [AlignmentTarget?]
  ) -> Bool {
    var masses: [Double] = []
    for (sequence, target) in targets.enumerated() {
      let rows = attention.rows(queries.rows(of: sequence))
      guard let target else {
        rows.fill(0)
        continue
      }
      let crossEntropy = place == .cross ? ofEach(rows, target, &masses) : ofMean(rows, target, &masses)
      terms.add(Double(share) * crossEntropy, to: "alignment")
      terms.add(Double(share) * (crossEntropy - target.looking.entropy), to: "alignment_divergence")
    }
    return weight > 0 && targets.contains { $0 != nil }
  }

  /// The mean over the queries of the cross-entropy of each query's attention.
  private func ofEach(_ rows: Matrix, _ target: AlignmentTarget, _ masses: inout [Double]) -> Double {
    let scale = weight * share / Float(rows.rows)
    var sum = 0.0
    for row in 0..<rows.rows {
      sum += target.replaceByGradient(rows.row(row), scale: scale, masses: &masses)
    }
    return sum / Double(rows.rows)
  }

  /// The cross-entropy of the attention that a token receives, which is the mean over the queries.
  private func ofMean(_ rows: Matrix, _ target: AlignmentTarget, _ masses: inout [Double]) -> Double {
    let mean = rows.row(0)
    let part = 1 / Float(rows.rows)
    for column in 0..<rows.columns {
      var sum: Float = 0
      for row in 0..<rows.rows { sum += rows[row, column] }
      mean[column] = sum * part
    }
    let crossEntropy = target.replaceByGradient(mean, scale: weight * share * part, masses: &masses)
    for row in 1..<max(1, rows.rows) { rows.row(row).update(from: mean, count: rows.columns) }
    return crossEntropy
  }
}

extension AlignmentTarget {
  /// The cross-entropy from the looking time to a model's attention on a batch of this one sample, without dropout.
  package func crossEntropy(of model: CodeT5Model, _ batch: PackedBatch, _ settings: AlignSettings) -> Double {
    let terms = TermSums(AlignmentObjective.terms)
    model.observe(
      ProbabilityTerm(
        place: settings.source, layers: settings.layers(of: model), heads: settings.heads(of: model)
      ) { attention, queries in
        Alignment(place: settings.source, weight: 0, share: 1, terms: terms)
          .replaceByGradient(attention, queries, [self])
      }, batch)
    return terms.values[0]
  }
}

extension AlignSettings {
  /// The cross-entropy's weight on the gaze-annotated batch that follows after `update` updates.
  func weight(atUpdate update: Int, interval: Int) -> Float {
    WarmUp(full: strength, steps: warmupSteps).weight(atUpdate: update, interval: interval)
  }

  /// The chosen layers; all of the stack's if none is chosen.
  package func layers(of model: CodeT5Model) -> [Int] {
    layers.isEmpty ? Array(0..<layerCount(of: model.configuration)) : layers
  }

  /// The chosen heads; all if none is chosen.
  package func heads(of model: CodeT5Model) -> [Int] {
    heads.isEmpty ? Array(0..<model.configuration.heads) : heads
  }

  /// The number of layers of the stack that `source` names.
  package func layerCount(of model: ModelConfiguration) -> Int {
    source == .cross ? model.decoderLayers : model.encoderLayers
  }
}
