import Basics
import Tensors

package struct LoopConfiguration: ValidatedConfiguration, Equatable {
  package var epochs = 10
  /// Steps after which training ends, even within an epoch; 0 for no limit.
  package var maximumSteps = 0
  /// The global norm to which gradients are clipped; 0 switches clipping off.
  package var clipNorm = 1.0
  package var labelSmoothing: Float = 0
  /// The precision of the products of layers and head.
  package var precision = PrecisionChoice.fp32
  /// Whether the backward pass recomputes the activations of each layer from its input, the only one that is saved.
  package var recomputeActivations = false
  /// Whether each rank has the optimiser's moments for its share of the parameters only, and updates only these. One
  /// rank has all of them either way.
  package var shardOptimizer = false
  /// Size of an all-reduce of gradients, in megabytes.
  package var bucketMegabytes = 4
  /// The precision in which gradients travel between hosts; sums are in single precision.
  package var reducePrecision = ReducePrecision.fp32
  /// Steps between checks that all ranks have bit-identical weights, which also precede each checkpoint; 0 for never.
  package var compareReplicasEvery = 1000
  /// Whether the weights must be bit-identical on any number of ranks that divides `microShards`. Gradients are then
  /// summed in a fixed order after the backward pass instead of during it.
  package var deterministic = false
  /// Number of parts into which deterministic training divides each global batch, a power of two.
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
    try require(
      reducePrecision == .fp32 || !deterministic, "reducePrecision",
      "is bf16, which rounds differently on each number of ranks, and training.deterministic is true",
      remedy: "set training.reduce_precision to fp32, or training.deterministic to false")
    try require(bucketMegabytes >= 1 && bucketMegabytes <= 1024, "bucketMegabytes", "must be between 1 and 1024")
  }
}
