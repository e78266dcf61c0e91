import CKernels

/// The dropout of one training step; `none` for evaluation.
package struct DropoutStep: Sendable, Equatable {
  package var rate: Float
  package var seed: UInt64
  package var step: Int

  package init(rate: Float, seed: UInt64, step: Int) {
    precondition((0..<1).contains(rate), "a dropout rate of \(rate)")
    self.rate = rate
    self.seed = seed
    self.step = step
  }

  package static let none = DropoutStep(rate: 0, seed: 0, step: 0)

  /// The dropout at one site of the network; each site has its own number. Attention heads count up from their site's
  /// number; with sites numbered 0, 1, 2, … each has `headsPerSite` numbers.
  package func site(_ site: Int, head: Int = 0) -> FoveaDropout {
    precondition(head < Self.headsPerSite, "dropout knows at most \(Self.headsPerSite) heads")
    let threshold = UInt32((rate * 65_536).rounded())
    return FoveaDropout(
      seed: seed, step: UInt32(truncatingIfNeeded: step), site: UInt32(site * Self.headsPerSite + head),
      threshold: threshold, scale: 65_536 / Float(65_536 - threshold))
  }

  private static let headsPerSite = 128
}
