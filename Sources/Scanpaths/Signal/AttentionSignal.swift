import Basics

/// What training takes from a reader's attention to one method: F★ as numbers, one entry for each token of the method.
package struct AttentionSignal: Sendable, Equatable, Codable {
  package struct Token: Sendable, Equatable, Codable {
    /// In [0, 1]; above 0 for the tokens of F★.
    package var weight = 0.0
    /// The token's place in the order of reading, from 1; 0 outside F★.
    package var order = 0
    /// The kept pattern it lies in, 0 for none.
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
      // A fixation that lasted no time was a fixation all the same.
      Token(
        weight: gaze.isIncluded ? max(gaze.weight, Self.leastWeight) : 0, order: gaze.order, pattern: gaze.pattern,
        label: token.label.id)
    }
  }

  /// A pseudo-scanpath; every token on it weighs the same.
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
