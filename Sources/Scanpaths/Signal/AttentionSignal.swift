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

    package var isIncluded: Bool { weight > 0 }

    package init(weight: Double = 0, order: Int = 0, pattern: Int = 0, label: Int = 0) {
      self.weight = weight
      self.order = order
      self.pattern = pattern
      self.label = label
    }
  }

  /// The method's id.
  package var code: String
  package var tokens: [Token]

  package init(code: String, tokens: [Token]) {
    self.code = code
    self.tokens = tokens
  }

  /// F★ of a scanpath.
  package init(_ scanpath: AugmentedScanpath, of code: LabelledCode) {
    self.code = code.id
    tokens = zip(scanpath.tokens, code.tokens).map { gaze, token in
      // A fixation of zero duration is still a fixation.
      Token(
        weight: gaze.isIncluded ? max(gaze.weight, Self.leastWeight) : 0, order: gaze.order, pattern: gaze.pattern,
        label: token.label.id)
    }
  }

  /// A pseudo-scanpath; all of its tokens have the same weight.
  package init(_ path: PseudoScanpath, of code: LabelledCode) {
    self.code = code.id
    tokens = zip(path.tokens, code.tokens).map { gaze, token in
      Token(
        weight: gaze.isMasked ? 1 : 0, order: gaze.isMasked ? max(gaze.order, 1) : 0,
        pattern: gaze.isMasked ? gaze.pattern : 0, label: token.label.id)
    }
  }

  private static let leastWeight = 1e-3

  package var includedCount: Int { tokens.reduce(0) { $0 + ($1.isIncluded ? 1 : 0) } }
}
