import Basics

package struct LoopConfiguration: ValidatedConfiguration, Equatable {
  package var epochs = 10
  /// Steps after which training ends even within an epoch; 0 for no such limit.
  package var maximumSteps = 0
  /// The global norm that gradients are clipped to; 0 switches clipping off.
  package var clipNorm = 1.0
  package var labelSmoothing: Float = 0
  /// Megabytes of gradients that are all-reduced at once.
  package var bucketMegabytes = 4
  /// Steps after which the ranks compare their weights, which must be the same bits, as they also do before each
  /// checkpoint; 0 for never.
  package var compareReplicasEvery = 1000
  /// Whether the weights are to be the same bits on any number of ranks that divides `microShards`. Gradients are then
  /// summed in a fixed order after the backward pass, not while it runs.
  package var deterministic = false
  /// Parts that deterministic training cuts each global batch into, a power of two.
  package var microShards = 8

  package init() {}

  package func validate() throws {
    try require(epochs >= 1, "epochs", "must be at least 1")
    try require(maximumSteps >= 0, "maximumSteps", "must not be negative", remedy: "0 switches the limit off")
    try require(clipNorm >= 0 && clipNorm.isFinite, "clipNorm", "must not be negative", remedy: "0 switches it off")
    try require(labelSmoothing >= 0 && labelSmoothing < 1, "labelSmoothing", "must be in [0, 1)")
    try require(
      microShards >= 1 && microShards <= 1024 && microShards & (microShards - 1) == 0, "microShards",
      "must be a power of two up to 1024, not \(microShards)")
    try require(compareReplicasEvery >= 0, "compareReplicasEvery", "must not be negative")
    try require(bucketMegabytes >= 1 && bucketMegabytes <= 1024, "bucketMegabytes", "must be between 1 and 1024")
  }
}
