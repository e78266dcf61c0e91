import Basics
import CKernels
import Tensors

/// AdamW: Adam with decoupled weight decay (Loshchilov & Hutter 2019), with no decay for norm weights and biases.
///
/// Works on the flat arena, or on a share of it; has moments only for its share.
package final class AdamW {
  package struct Configuration: ValidatedConfiguration, Equatable {
    /// The learning rate at the schedule's peak.
    package var learningRate: Float = 5e-5
    package var beta1: Float = 0.9
    package var beta2: Float = 0.999
    package var epsilon: Float = 1e-8
    package var weightDecay: Float = 0.01

    package init() {}

    package func validate() throws {
      try require(learningRate > 0, "learningRate", "must be positive")
      try require(beta1 >= 0 && beta1 < 1, "beta1", "must be in [0, 1)")
      try require(beta2 >= 0 && beta2 < 1, "beta2", "must be in [0, 1)")
      try require(epsilon > 0, "epsilon", "must be positive")
      try require(weightDecay >= 0, "weightDecay", "must not be negative")
    }
  }

  package let configuration: Configuration
  package let share: ArenaShare
  package let firstMoment: Moments
  package let secondMoment: Moments
  /// Steps taken.
  package var step = 0

  /// - Parameter share: what this optimiser updates; nil for all parameters.
  package init(_ configuration: Configuration, layout: ParameterLayout, share: ArenaShare? = nil) {
    self.configuration = configuration
    let share = share ?? ArenaShare(all: layout.count)
    self.share = share
    firstMoment = Moments(share)
    secondMoment = Moments(share)
  }

  /// One step: updates the share's `weights` against `gradients`, each scaled by `gradientScale` (the clipping factor) first.
  ///
  /// - Parameter learningRateScale: the schedule's factor on the learning rate.
  /// - Complexity: one pass over the share in four buffers.
  package func update(
    _ weights: ParameterArena, gradients: ParameterArena, learningRateScale: Float, gradientScale: Float = 1,
    pool: WorkerPool
  ) {
    step += 1
    let correction1 = 1 - pow(configuration.beta1, step)
    let correction2 = 1 - pow(configuration.beta2, step)
    for entry in weights.layout.entries {
      let kernel = FoveaAdamW(
        learningRate: configuration.learningRate * learningRateScale, beta1: configuration.beta1,
        beta2: configuration.beta2,
        epsilon: configuration.epsilon, weightDecay: entry.decays ? configuration.weightDecay : 0,
        biasCorrection1: correction1, biasCorrection2: correction2, gradientScale: gradientScale)
      for (part, start) in share.parts(of: entry.range) {
        pool.forRanges(of: part.count) { range in
          let (place, moment) = (part.lowerBound + range.lowerBound, start + range.lowerBound)
          fovea_adamw(
            weights.storage.base + place, firstMoment.storage.base + moment, secondMoment.storage.base + moment,
            gradients.storage.base + place, range.count, kernel)
        }
      }
    }
  }

  /// base^exponent in double precision, for the bias corrections of late steps.
  private func pow(_ base: Float, _ exponent: Int) -> Float {
    var result = 1.0
    var square = Double(base)
    var remaining = exponent
    while remaining > 0 {
      if remaining & 1 == 1 { result *= square }
      square *= square
      remaining >>= 1
    }
    return Float(result)
  }
}
