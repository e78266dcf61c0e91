import Scanpaths

/// The result of comparing a model's attention with that of people.
package struct AttentionStudyResult: Sendable, Equatable, Codable {
  /// Agreement with people's looking time among tokens, of the model or of what it is compared with.
  package struct Agreement: Sendable, Equatable, Codable {
    /// The measures of `AttentionAgreement`.
    package struct Measures: Sendable, Equatable, Codable {
      package var aboveEven: MeanInterval?
      package var rankCorrelation: MeanInterval?
      package var crossEntropyBelowEven: MeanInterval?

      enum CodingKeys: String, CodingKey {
        case aboveEven = "above_even"
        case rankCorrelation = "rank_correlation"
        case crossEntropyBelowEven = "cross_entropy_below_even"
      }
    }

    /// `model`, `other_model`, or an `AttentionReference`.
    package var source: String
    package var measures: Measures
    /// In nats for each reading.
    package var crossEntropy: MeanInterval?
    /// The model's measures minus these, reading by reading; nil for the model itself.
    package var modelAbove: Measures?

    enum CodingKeys: String, CodingKey {
      case source, measures
      case crossEntropy = "cross_entropy"
      case modelAbove = "model_above"
    }
  }

  /// The tokens of one label: means over the readings of methods that have some.
  package struct Label: Sendable, Equatable, Codable {
    package var label: SemanticLabel
    /// Shares of the attention to tokens, of looking time, and of the tokens.
    package var attention: MeanInterval?
    package var lookingTime: MeanInterval?
    package var even: MeanInterval?
    /// Among the label's tokens alone, the share of attention on fixated ones above even.
    package var aboveEven: MeanInterval?

    enum CodingKeys: String, CodingKey {
      case label, attention, even
      case lookingTime = "looking_time"
      case aboveEven = "above_even"
    }
  }

  /// Attention mass on one set of tokens: means over trials.
  package struct Row: Sendable, Equatable, Codable {
    /// `f`, `f_star_r0`, …: the yardstick, with its radius.
    package var name: String
    /// `F` or `F★`.
    package var set: String
    /// The radius of F★ in lines; nil for F.
    package var radius: Int?
    /// The set's share of all attention; its share under attention spread evenly over subwords; the difference.
    package var mass: MeanInterval
    package var evenOverSubwords: MeanInterval
    package var aboveSubwords: MeanInterval
    /// The set's share of the attention to tokens; its share under attention spread evenly over tokens; the difference.
    package var massAmongTokens: MeanInterval?
    package var evenOverTokens: MeanInterval?
    package var aboveTokens: MeanInterval?
    /// The mass minus the other model's mass, of all attention and among tokens; nil without another model.
    package var aboveOther: MeanInterval?
    package var aboveOtherAmongTokens: MeanInterval?

    enum CodingKeys: String, CodingKey {
      case name, set, radius, mass
      case evenOverSubwords = "even_over_subwords"
      case aboveSubwords = "above_subwords"
      case massAmongTokens = "mass_among_tokens"
      case evenOverTokens = "even_over_tokens"
      case aboveTokens = "above_tokens"
      case aboveOther = "above_other"
      case aboveOtherAmongTokens = "above_other_among_tokens"
    }
  }

  /// Spearman's rank correlation with dwell time per token: means over the trials that have one.
  package struct Correlation: Sendable, Equatable, Codable {
    package var attention: MeanInterval?
    /// The correlation of attention spread evenly over subwords.
    package var evenAttention: MeanInterval?
    package var aboveEven: MeanInterval?
    /// The correlation minus the other model's; nil without another model.
    package var aboveOther: MeanInterval?

    enum CodingKeys: String, CodingKey {
      case attention
      case evenAttention = "even_attention"
      case aboveEven = "above_even"
      case aboveOther = "above_other"
    }
  }

  /// The values of one trial, for your own statistics.
  package struct Reading: Sendable, Equatable, Codable {
    package var participant: String
    package var code: String
    /// The masses, in the order of `rows`.
    package var mass: [Double]
    package var aboveEven: Double?
    package var rankCorrelation: Double?
    package var crossEntropy: Double?
    package var crossEntropyOfEven: Double?

    enum CodingKeys: String, CodingKey {
      case participant, code, mass
      case aboveEven = "above_even"
      case rankCorrelation = "rank_correlation"
      case crossEntropy = "cross_entropy"
      case crossEntropyOfEven = "cross_entropy_of_even"
    }

    init(_ participant: String, _ code: String, _ readout: TrialReadout) {
      self.participant = participant
      self.code = code
      mass = readout.masses.map(\.mass)
      aboveEven = readout.agreement.aboveEven
      rankCorrelation = readout.agreement.rankCorrelation
      crossEntropy = readout.agreement.crossEntropy
      crossEntropyOfEven = readout.agreement.crossEntropyOfEven
    }
  }

  package var settings: AttentionStudy
  package var trials: Int
  /// The model, another model if there is one, and the references.
  package var agreement: [Agreement]
  /// The share of all attention that falls on tokens of the method.
  package var massOnTokens: MeanInterval?
  package var rows: [Row]
  /// The labels that occur, in their order.
  package var labels: [Label]
  package var rankCorrelation: Correlation
  package var readings: [Reading]

  enum CodingKeys: String, CodingKey {
    case settings, trials, agreement, rows, labels, readings
    case massOnTokens = "mass_on_tokens"
    case rankCorrelation = "rank_correlation"
  }
}
