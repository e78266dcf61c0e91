/// The token counts of one sample, including `<s>` and `</s>`.
package struct SampleLength: Sendable, Equatable {
  package var source: Int
  package var target: Int

  package init(source: Int, target: Int) {
    self.source = source
    self.target = target
  }

  package var tokens: Int { source + target }

  /// The time that a training step spends on the sample, in units of one encoder token.
  ///
  /// A decoder token costs more because of cross-attention and the output matrix; the quadratic part is attention's
  /// scores and sums. The weights count multiplications in the codet5-small shape; balancing needs only rough values.
  package var cost: Double {
    let (s, t) = (Double(source), Double(target))
    return s + 1.75 * t + 0.000_28 * (s * s + s * t + t * t / 2)
  }
}
