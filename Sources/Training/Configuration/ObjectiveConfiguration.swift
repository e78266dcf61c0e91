import Basics
import Scanpaths

/// What training minimises; `docs/method.md` has the formulas.
package struct ObjectiveConfiguration: ValidatedConfiguration, Equatable {
  package enum Kind: String, Codable, CaseIterable, Sendable {
    /// The mean loss of the target tokens.
    case supervised = "sft"
    /// The same, and now and then a gaze-annotated batch on which the decoder's attention to F★ is rewarded.
    case reward
    /// The loss of target tokens that carry gaze weighs more.
    case weighted
    /// `weighted`, and a preference for the tokens that carry gaze over the rest, against the model at the start.
    case preference
  }

  package var kind = Kind.supervised
  /// What takes the place of the recorded attention; `none` for nothing.
  package var control = SignalControl.none
  package var reward = RewardSettings()
  package var weighted = WeightedSettings()
  package var preference = PreferenceSettings()

  package init() {}

  package func validate() throws {}

  /// Whether the objective weighs the ordinary samples' target tokens.
  package var weighsTokens: Bool { kind == .weighted || kind == .preference }
}

/// The reward-guided objective: loss − λ · reward on gaze-annotated batches.
package struct RewardSettings: ValidatedConfiguration, Equatable {
  package enum Estimator: String, Codable, CaseIterable, Sendable {
    /// The expected reward of the decoder's attention, which has a gradient.
    case expected
    /// The reward of a sampled output less that of the greedy one (Rennie et al., "Self-critical sequence training",
    /// 2017).
    case selfCritical = "self_critical"
  }

  package var estimator = Estimator.expected
  /// λ; 0 trains on the same batches without reward.
  package var weight = 5.0
  /// Gaze-annotated batches over which λ rises to its value.
  package var warmupSteps = 10
  /// The share of the attention mass on F★ in the reward.
  package var semantic = 1.0
  /// The share of the agreement with the order of reading.
  package var positional = 0.25
  /// Decoder layers whose cross-attention counts, from 0; empty for all.
  package var layers: [Int] = []
  /// How far frequent labels are held down: a token counts in proportion to (tokens of its label in F★)^−balance.
  package var labelBalance = 0.5
  /// Whether a token counts in proportion to how long it was looked at.
  package var usesDurations = false
  /// What a token within a kept pattern counts more.
  package var patternBonus = 0.25
  /// The step of the attention's centre, in shares of the reading, over which the agreement of order goes from even to
  /// certain.
  package var positionalScale = 0.1
  /// For `self_critical`, the share of BLEU-4; the rest is the coverage of the looked-at names' words.
  package var bleuShare = 0.5
  /// For `self_critical`, the longest output, the start token included.
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
    try require(layers.allSatisfy { $0 >= 0 }, "layers", "are counted from 0")
    try require(Set(layers).count == layers.count, "layers", "names a layer twice")
    try require((2...65_536).contains(maximumLength), "maximumLength", "must be from 2 to 65536")
  }
}

/// Weights of target tokens that carry gaze (EyeMulator): base + 1 / ln(count(pattern) + 2) + E[θ of the label].
package struct WeightedSettings: ValidatedConfiguration, Equatable {
  package var base = 3.0
  /// A token weighs 1 + strength · (its weight − 1); 0 trains without weights.
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
