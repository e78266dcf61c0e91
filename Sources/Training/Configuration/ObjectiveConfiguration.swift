import Basics
import Scanpaths

/// What training minimises; see `docs/method.md` for the formulas.
package struct ObjectiveConfiguration: ValidatedConfiguration, Equatable {
  package enum Kind: String, Codable, CaseIterable, Sendable {
    /// The mean loss of the target tokens.
    case supervised = "sft"
    /// The same, with gaze-annotated batches in between that reward the decoder's attention to F★.
    case reward
    /// The same, with gaze-annotated batches in between that bring the attention to the source closer to where people
    /// looked, and for how long.
    case align
    /// The token loss with more weight on target tokens that carry gaze.
    case weighted
    /// `weighted`, plus a preference for the tokens that carry gaze over the others, relative to the initial model.
    case preference
  }

  package var kind = Kind.supervised
  /// A control signal that replaces the recorded attention; `none` to use the recordings.
  package var control = SignalControl.none
  package var reward = RewardSettings()
  package var align = AlignSettings()
  package var weighted = WeightedSettings()
  package var preference = PreferenceSettings()

  package init() {}

  package func validate() throws {
    guard kind == .align else { return }
    try require(
      control != .fixatedOnly, "control", "has no effect: looking time is that of the fixated tokens only",
      remedy: "use none; fixated_only is for the objective reward, whose F★ has other tokens too")
    try require(
      !(control == .otherReader && align.consensus), "control",
      "has no effect: with objective.align.consensus, all readers of a method have the same looking time",
      remedy: "set objective.align.consensus to false, or the control to none")
  }

  /// Whether gaze-annotated batches have a term of their own besides the token loss.
  package var usesAttention: Bool { kind == .reward || kind == .align }

  /// Whether all readers of a method have the looking time that they have in common.
  package var sharesLooking: Bool { kind == .align && align.consensus }

  /// Whether the objective weights the ordinary samples' target tokens.
  package var weighsTokens: Bool { kind == .weighted || kind == .preference }
}

/// The reward-guided objective: loss − λ · reward on gaze-annotated batches.
package struct RewardSettings: ValidatedConfiguration, Equatable {
  package enum Estimator: String, Codable, CaseIterable, Sendable {
    /// The expected reward of the decoder's attention, which is differentiable.
    case expected
    /// The reward of a sampled output minus that of the greedy output (Rennie et al., "Self-critical sequence
    /// training", 2017).
    case selfCritical = "self_critical"
  }

  package var estimator = Estimator.expected
  /// λ; with 0, training uses the same batches without a reward.
  package var weight = 5.0
  /// Gaze-annotated batches over which λ rises linearly to `weight`.
  package var warmupSteps = 10
  /// The weight of the attention mass on F★ in the reward.
  package var semantic = 1.0
  /// The weight of the agreement with the order of reading.
  package var positional = 0.25
  /// Decoder layers whose cross-attention is used, counted from 0; empty for all.
  package var layers: [Int] = []
  /// The heads of each of these layers, counted from 0; empty for all.
  package var heads: [Int] = []
  /// How strongly frequent labels are weighted down: a token's weight is proportional to (tokens of its label in
  /// F★)^−balance.
  package var labelBalance = 0.5
  /// Whether a token's weight is proportional to how long it was looked at.
  package var usesDurations = false
  /// The additional weight of tokens within a kept pattern: 0.25 makes them weigh 1.25 times as much.
  package var patternBonus = 0.25
  /// The scale of the attention centre's step, as a share of the reading, over which the agreement goes from ½ towards
  /// 1.
  package var positionalScale = 0.1
  /// For `self_critical`, the weight of BLEU-4; the rest is the coverage of the words in looked-at names.
  package var bleuShare = 0.5
  /// For `self_critical`, the most tokens of an output, including the start token.
  package var maximumLength = 48

  package init() {}

  package func validate() throws {
    try require(weight >= 0 && weight.isFinite, "weight", "must be 0 or more, not \(weight)")
    try require(warmupSteps >= 0, "warmupSteps", "must not be negative")
    for (key, value) in [("semantic", semantic), ("positional", positional), ("patternBonus", patternBonus)] {
      try require(value >= 0 && value.isFinite, key, "must be 0 or more, not \(value)")
    }
    for (key, value) in [("labelBalance", labelBalance), ("bleuShare", bleuShare)] {
      try require((0...1).contains(value), key, "must be from 0 to 1, not \(value)")
    }
    try require(positionalScale > 1e-4 && positionalScale.isFinite, "positionalScale", "must be above 0.0001")
    try requireNumbers(layers, "layers")
    try requireNumbers(heads, "heads")
    try require(
      heads.isEmpty || estimator == .expected, "heads", "has no effect on the estimator self_critical",
      remedy: "leave the list empty, or set the estimator to expected")
    try require((2...65_536).contains(maximumLength), "maximumLength", "must be from 2 to 65536")
  }
}

/// Weights of target tokens that carry gaze (EyeMulator): base + 1 / ln(count(pattern) + 2) + E[θ of the label].
package struct WeightedSettings: ValidatedConfiguration, Equatable {
  package var base = 3.0
  /// A token's weight becomes 1 + strength · (its weight − 1); 0 trains without weights.
  package var strength = 1.0

  package init() {}

  package func validate() throws {
    try require(base >= 0 && base.isFinite, "base", "must be 0 or more, not \(base)")
    try require((0...1).contains(strength), "strength", "must be from 0 to 1, not \(strength)")
  }
}

/// EyeMulator's token-level preference: −ln σ(β (mean over gaze tokens of r − mean over the rest)) with
/// r = ln p / p at the start.
package struct PreferenceSettings: ValidatedConfiguration, Equatable {
  /// γ; 0 trains as `weighted` does.
  package var weight = 0.1
  package var beta = 1.0

  package init() {}

  package func validate() throws {
    try require(weight >= 0 && weight.isFinite, "weight", "must be 0 or more, not \(weight)")
    try require(beta > 0 && beta.isFinite, "beta", "must be above 0, not \(beta)")
  }
}
