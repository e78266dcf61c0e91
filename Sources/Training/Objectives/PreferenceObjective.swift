import CodeT5
import Corpus
import Foundation

/// `weighted`, plus γ times EyeMulator's preference for each sample: −ln σ(β (mean over gaze tokens of r − mean over
/// the rest)), r = reference loss − loss of a token, averaged over the samples that have both kinds of token.
package final class PreferenceObjective: TrainingObjective {
  private let data: TaskData
  private let weights: [[Float]]
  /// For each sample, which target tokens carry gaze.
  private let carriesGaze: [[Bool]]
  /// For each sample, the token losses of the initial model.
  private let referenceLosses: [[Float]]
  private let settings: PreferenceSettings

  package init(
    _ data: TaskData, weights: [[Float]], carriesGaze: [[Bool]], referenceLosses: [[Float]],
    settings: PreferenceSettings
  ) {
    self.data = data
    self.weights = weights
    self.carriesGaze = carriesGaze
    self.referenceLosses = referenceLosses
    self.settings = settings
  }

  package func plan(_ batch: GlobalBatch, _ shard: RankShard, model: CodeT5Model, update: Int) -> StepPlan {
    let terms = TermSums(["weighted_loss", "preference", "mean_weight"])
    let sum = batch.samples.reduce(0.0) { $0 + weights[$1].reduce(0) { $0 + Double($1) } }
    let comparable = batch.samples.filter(isComparable).count
    let passes = shard.microBatches.map { positions in
      let plain = positions.flatMap { weights[$0] }
      var pass = TrainingPass(
        batch: data.pack(positions, startToken: model.configuration.decoderStartToken),
        terms: LossTerms(tokenWeights: .given(plain)), lossScale: Float(1 / sum), weightedTerm: "weighted_loss")
      guard settings.weight > 0, comparable > 0 else { return pass }
      pass.weightedTerm = nil
      pass.terms.tokenWeights = .ofLosses { [self] losses in
        let weighted = zip(plain, losses).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        terms.add(weighted / sum, to: "weighted_loss")
        let preference = preference(losses, positions, share: 1 / Double(comparable), terms)
        // The loss scale divides by the sum of weights, but the preference is a mean over samples: multiplying by the
        // sum undoes the division.
        return zip(plain, preference).map { $0 + Float(settings.weight * sum) * $1 }
      }
      return pass
    }
    if shard.samples.contains(batch.samples[0]) { terms.add(sum / Double(batch.targetTokens), to: "mean_weight") }
    return StepPlan(passes: passes, targetTokens: batch.targetTokens, terms: terms)
  }

  private func isComparable(_ position: Int) -> Bool {
    carriesGaze[position].contains(true) && carriesGaze[position].contains(false)
  }

  /// The derivative of the mean preference with respect to each token's loss; adds the samples' shares of the
  /// preference to the terms.
  private func preference(_ losses: [Float], _ positions: [Int], share: Double, _ terms: TermSums) -> [Float] {
    var slopes: [Float] = []
    slopes.reserveCapacity(losses.count)
    var start = 0
    for position in positions {
      let count = carriesGaze[position].count
      let sample = losses[start..<start + count]
      start += count
      guard isComparable(position) else {
        slopes += [Float](repeating: 0, count: count)
        continue
      }
      let (value, derivative) = Self.preference(
        Array(sample), reference: referenceLosses[position], carriesGaze: carriesGaze[position], beta: settings.beta)
      terms.add(share * value, to: "preference")
      slopes += derivative.map { Float(share * $0) }
    }
    return slopes
  }

  /// The preference of one sample and its derivative with respect to each token's loss.
  static func preference(
    _ losses: [Float], reference: [Float], carriesGaze: [Bool], beta: Double
  ) -> (value: Double, derivative: [Double]) {
    let gaze = Double(carriesGaze.filter { $0 }.count)
    let rest = Double(carriesGaze.count) - gaze
    var margin = 0.0
    for place in losses.indices {
      let gain = Double(reference[place]) - Double(losses[place])
      margin += carriesGaze[place] ? gain / gaze : -gain / rest
    }
    let push = beta / (1 + exp(beta * margin))
    // ln(1 + e^−x) without overflow if x is far below zero.
    let value = max(-beta * margin, 0) + log1p(exp(-abs(beta * margin)))
    return (value, carriesGaze.map { $0 ? push / gaze : -push / rest })
  }
}
