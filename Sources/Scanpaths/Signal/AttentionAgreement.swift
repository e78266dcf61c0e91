import Statistics

/// How attention to the tokens of a method agrees with one reading of it, among tokens alone: what lies on brackets,
/// separators and special tokens is left out, and the rest is renormalised on both sides (docs/study.md).
package struct AttentionAgreement: Sendable, Equatable {
  /// The share of the attention that is on fixated tokens, less the share of tokens that are fixated: 0 for attention
  /// that is the same everywhere. Nil without attention or tokens.
  package var aboveEven: Double?
  /// Spearman's correlation of attention and looking time; nil if one of them is constant.
  package var rankCorrelation: Double?
  /// −Σ p ln a, in nats, from looking time p to attention a; nil without attention or looking time.
  package var crossEntropy: Double?
  /// The same for attention that is even over the tokens, ln n; nil where `crossEntropy` is.
  package var crossEntropyOfEven: Double?

  /// How much better than even attention: positive for attention that says something about where the reader looked.
  package var crossEntropyBelowEven: Double? {
    crossEntropy.flatMap { own in crossEntropyOfEven.map { $0 - own } }
  }

  /// - Parameters:
  ///   - attention: for each token that the model reads.
  ///   - milliseconds: the looking time of the same tokens.
  ///   - isFixated: whether the reader looked at them, however long.
  package init(attention: [Double], milliseconds: [Double], isFixated: [Bool]) {
    precondition(attention.count == milliseconds.count && attention.count == isFixated.count, "the same tokens")
    aboveEven = Self.aboveEven(attention, on: isFixated)
    rankCorrelation = RankCorrelation.spearman(attention, milliseconds)
    crossEntropy = LookingTime(milliseconds: milliseconds)?.crossEntropy(of: attention)
    if crossEntropy != nil { crossEntropyOfEven = LookingTime.entropyOfEven(tokens: attention.count) }
  }

  /// The share of attention on a set of tokens, less the share of tokens in it; nil without attention.
  package static func aboveEven(_ attention: [Double], on isChosen: [Bool]) -> Double? {
    let whole = attention.reduce(0, +)
    guard whole > 0, whole.isFinite else { return nil }
    let on = zip(attention, isChosen).reduce(0) { $1.1 ? $0 + $1.0 : $0 }
    return on / whole - Double(isChosen.count { $0 }) / Double(attention.count)
  }
}
