import Training

/// What a run can do to need less memory or to send less.
package struct PlanSwitches: Sendable, Hashable, Encodable {
  /// Whether each rank keeps the optimizer's moments of its part of the parameters only (ZeRO, stage 1).
  package var shardsOptimizer: Bool
  /// Whether gradients travel as bfloat16.
  package var reducesInBfloat16: Bool
  /// Whether the backward pass computes the activations of each layer again.
  package var recomputesActivations: Bool

  private enum CodingKeys: String, CodingKey {
    case shardsOptimizer = "shard_optimizer"
    case reducesInBfloat16 = "reduce_precision"
    case recomputesActivations = "recompute_activations"
  }

  package init(shardsOptimizer: Bool = false, reducesInBfloat16: Bool = false, recomputesActivations: Bool = false) {
    self.shardsOptimizer = shardsOptimizer
    self.reducesInBfloat16 = reducesInBfloat16
    self.recomputesActivations = recomputesActivations
  }

  /// What the run's settings say.
  package init(_ configuration: TrainingConfiguration) {
    let training = configuration.training
    self.init(
      shardsOptimizer: training.shardOptimizer, reducesInBfloat16: training.reducePrecision == .bf16,
      recomputesActivations: training.recomputeActivations)
  }

  /// In words: `ZeRO-1, bf16 sums`, or a dash for nothing.
  package var text: String {
    let parts = [
      shardsOptimizer ? "ZeRO-1" : nil, reducesInBfloat16 ? "bf16 sums" : nil,
      recomputesActivations ? "recomputation" : nil,
    ].compactMap { $0 }
    return parts.isEmpty ? "–" : parts.joined(separator: ", ")
  }
}
