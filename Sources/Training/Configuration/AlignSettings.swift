import Basics
import CodeT5

/// The aligning objective: loss + strength · cross-entropy from people's looking time to the model's attention on
/// gaze-annotated batches.
package struct AlignSettings: ValidatedConfiguration, Equatable {
  /// The weight of the cross-entropy; with 0, training uses the same batches without it.
  package var strength = 1.0
  /// Gaze-annotated batches over which the weight rises linearly to `strength`.
  package var warmupSteps = 10
  /// Which attention to the source: the decoder's cross-attention, or the encoder's self-attention.
  package var source = AttentionPlace.cross
  /// Layers of that stack, counted from 0; empty for all.
  package var layers: [Int] = []
  /// The heads of each of these layers, counted from 0; empty for all.
  package var heads: [Int] = []
  /// Whether a sample's target is the looking time that all readers of its method have in common, instead of that of
  /// its own reader.
  package var consensus = false

  package init() {}

  package func validate() throws {
    try require(strength >= 0 && strength.isFinite, "strength", "must be 0 or more, not \(strength)")
    try require(warmupSteps >= 0, "warmupSteps", "must not be negative")
    try requireNumbers(layers, "layers")
    try requireNumbers(heads, "heads")
  }
}

extension ValidatedConfiguration {
  /// Throws unless the numbers can be those of layers or heads.
  func requireNumbers(_ numbers: [Int], _ property: String) throws {
    try require(numbers.allSatisfy { $0 >= 0 }, property, "are counted from 0")
    try require(Set(numbers).count == numbers.count, property, "names one of them twice")
  }
}
