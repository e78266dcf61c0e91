import CodeT5
import Tensors

/// The memory of the ranks of a training run, in bytes, computed from the model's shape and the settings.
package struct TrainingMemory: Sendable, Equatable {
  package let weights: Double
  package let gradients: Double
  /// The gradients of micro-shards that deterministic training keeps until it can add them.
  package let partialSums: Double
  /// The optimiser's two moments, or a rank's share of them.
  package let moments: Double
  package let activations: Double
  /// What rank 0 needs in addition while it writes a checkpoint.
  package let checkpoint: Double
  /// The program itself.
  package let program = 64e6

  /// - Parameters:
  ///   - activationFloats: of a rank's largest micro-batch; see `ActivationEstimate`.
  ///   - savesInBackground: `checkpoints.in_background`.
  package init(
    _ shape: ModelConfiguration, _ training: LoopConfiguration, ranks: Int, activationFloats: Double,
    savesInBackground: Bool
  ) {
    let arena = 4 * Double(Architecture(shape).layout.count)
    let isSharded = training.shardOptimizer && ranks > 1
    weights = arena
    gradients = arena
    moments = 2 * arena / (isSharded ? Double(ranks) : 1)
    let parts = training.deterministic ? max(1, training.microShards / ranks) : 1
    partialSums = arena * Double(parts.trailingZeroBitCount)
    activations = 4 * activationFloats
    // A copy of weights and moments; without one, a sharded optimiser's moments still come together on rank 0.
    checkpoint = savesInBackground ? 3 * arena : isSharded ? 2 * arena : 0
  }

  /// A rank other than 0.
  package var rank: Double { weights + gradients + partialSums + moments + activations + program }
  package var firstRank: Double { rank + checkpoint }

  /// A host with these ranks, among them rank 0.
  package func host(ranks: Int) -> Double { Double(ranks) * rank + checkpoint }
}
