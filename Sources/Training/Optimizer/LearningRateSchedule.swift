import Basics
import Foundation

/// The factor on the learning rate: a linear warm-up, then constant, linear or cosine decay to zero.
package struct LearningRateSchedule: ValidatedConfiguration, Equatable {
  package enum Decay: String, Codable, CaseIterable, Sendable {
    case constant, linear, cosine
  }

  package var decay = Decay.linear
  /// Steps over which the rate rises from 0.
  package var warmupSteps = 0

  package init() {}

  package func validate() throws {
    try require(warmupSteps >= 0, "warmupSteps", "must not be negative")
  }

  /// The factor for the update `step`, counted from 0, of a training with `totalSteps`.
  package func factor(step: Int, totalSteps: Int) -> Float {
    if step < warmupSteps { return Float(step) / Float(max(1, warmupSteps)) }
    let progress = Double(step - warmupSteps) / Double(max(1, totalSteps - warmupSteps))
    switch decay {
    case .constant: return 1
    case .linear: return Float(max(0, 1 - progress))
    case .cosine: return Float(max(0, 0.5 * (1 + cos(.pi * min(progress, 1)))))
    }
  }
}
