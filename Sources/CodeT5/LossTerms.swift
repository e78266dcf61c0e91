/// How a training objective changes the mean token loss, as plain numbers; the model does not know where they come
/// from. The default is the mean token loss itself.
///
/// Legend: T target tokens, S source tokens, F features, each for a whole packed batch.
package struct LossTerms {
  package enum TokenWeights {
    /// 1 for each token.
    case equal
    /// `[T]`, of either sign.
    case given([Float])
    /// A function of the tokens' losses `[T]`. Computing these first costs one more product with the head.
    case ofLosses(([Float]) -> [Float])
  }

  /// The weight of each target token's loss.
  package var tokenWeights = TokenWeights.equal
  /// The objective's term for the decoder's attention to the source; nil for none.
  package var attention: AttentionTerm?
  /// The objective's term for the probabilities of attention to the source; nil for none.
  package var probabilities: ProbabilityTerm?

  package init(
    tokenWeights: TokenWeights = .equal, attention: AttentionTerm? = nil, probabilities: ProbabilityTerm? = nil
  ) {
    self.tokenWeights = tokenWeights
    self.attention = attention
    self.probabilities = probabilities
  }
}

/// A term of the objective that depends on the decoder's attention to the source through weighted means of features.
package struct AttentionTerm {
  /// Decoder layers whose cross-attention is used.
  package var layers: [Int]
  /// The heads of each of these layers, counted from 0; nil for all.
  package var heads: [Int]?
  /// The features of each source token: `[S, F]`, row by row.
  package var features: [Float]
  package var featureCount: Int
  /// Returns the term's gradient `[T, F]` at a readout `[T, F]`: the features' mean under each target token's
  /// attention, which is the probability averaged over layers and heads, before dropout. Returns nil if the readout is
  /// only observed.
  package var gradient: ([Float]) -> [Float]?

  package init(
    layers: [Int], heads: [Int]? = nil, features: [Float], featureCount: Int,
    gradient: @escaping ([Float]) -> [Float]?
  ) {
    precondition(featureCount > 0 && features.count % featureCount == 0, "a source token for each row of features")
    self.layers = layers
    self.heads = heads
    self.features = features
    self.featureCount = featureCount
    self.gradient = gradient
  }
}

/// The token losses of a pass.
package struct BatchLoss: Sendable, Equatable {
  /// Σ loss, in nats.
  package var sum: Double
  /// Σ weight · loss; equals `sum` if all weights are 1.
  package var weightedSum: Double
}
