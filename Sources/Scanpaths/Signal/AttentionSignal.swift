import Basics

/// A reader's attention to one method as training uses it: F★ as numbers, one entry for each token of the method.
package struct AttentionSignal: Sendable, Equatable, Codable {
  package struct Token: Sendable, Equatable, Codable {
    /// In [0, 1]; above 0 for the tokens of F★.
    package var weight = 0.0
    /// The token's position in the reading order, from 1; 0 outside F★.
    package var order = 0
    /// The kept pattern that it belongs to, 0 for none.
    package var pattern = 0
    /// The semantic label's id.
    package var label = 0
    /// How long it was looked at, on a scale of its own for each signal (`LookingTime` divides it by the sum); 0 for
    /// tokens that were not fixated, also in F★.
    package var looking = 0.0
    /// In F: fixated, however long.
    package var isFixated = false

    package var isIncluded: Bool { weight > 0 }

    package init(
      weight: Double = 0, order: Int = 0, pattern: Int = 0, label: Int = 0, looking: Double = 0,
      isFixated: Bool = false
    ) {
      self.weight = weight
      self.order = order
      self.pattern = pattern
      self.label = label
      self.looking = looking
      self.isFixated = isFixated
    }
  }

  /// The method's id.
  package var code: String
  package var tokens: [Token]

  package init(code: String, tokens: [Token]) {
    self.code = code
    self.tokens = tokens
  }

  /// F★ of a scanpath, with the looking time of its own tokens, F.
  ///
  /// - Parameter looking: nil if no duration is known; then no token has any.
  package init(_ scanpath: AugmentedScanpath, looking: LookingTime?, of code: LabelledCode) {
    self.code = code.id
    tokens = zip(scanpath.tokens, code.tokens).enumerated().map { place, pair in
      let (gaze, token) = pair
      // A fixation of zero duration is still a fixation.
      return Token(
        weight: gaze.isIncluded ? max(gaze.weight, Self.leastWeight) : 0, order: gaze.order, pattern: gaze.pattern,
        label: token.label.id, looking: looking?.shares[place] ?? 0, isFixated: gaze.isFixated)
    }
  }

  /// A pseudo-scanpath; all of its tokens have the same weight and looking time.
  package init(_ path: PseudoScanpath, of code: LabelledCode) {
    self.code = code.id
    tokens = zip(path.tokens, code.tokens).map { gaze, token in
      Token(
        weight: gaze.isMasked ? 1 : 0, order: gaze.isMasked ? max(gaze.order, 1) : 0,
        pattern: gaze.isMasked ? gaze.pattern : 0, label: token.label.id, looking: gaze.isMasked ? 1 : 0,
        isFixated: gaze.isMasked)
    }
  }

  private static let leastWeight = 1e-3

  package var includedCount: Int { tokens.reduce(0) { $0 + ($1.isIncluded ? 1 : 0) } }

  /// The looking time as a distribution over the method's tokens; nil if there is none.
  package var lookingTime: LookingTime? { LookingTime(milliseconds: tokens.map(\.looking)) }

  /// The same signal with another looking time; F, F★ and their order stay.
  ///
  /// - Precondition: `looking` is over the tokens of this method.
  package func with(_ looking: LookingTime) -> AttentionSignal {
    var signal = self
    for place in tokens.indices { signal.tokens[place].looking = looking.shares[place] }
    return signal
  }
}
