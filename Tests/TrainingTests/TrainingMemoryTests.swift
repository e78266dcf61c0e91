import CodeT5
import Collectives
import CollectivesContract
import Tensors
import Testing

@testable import Training

struct TrainingMemoryTests {
  /// The shape of CodeT5+ 770M, which is that of T5-large (Wang et al., "CodeT5+", 2023).
  private var large: ModelConfiguration {
    var shape = ModelConfiguration()
    (shape.modelWidth, shape.headWidth, shape.heads, shape.feedForwardWidth) = (1024, 64, 16, 4096)
    (shape.encoderLayers, shape.decoderLayers) = (24, 24)
    return shape
  }

  /// Micro-batches of 4096 tokens, with sources of up to 512 and targets of up to 256.
  private func estimate(_ change: (inout LoopConfiguration) -> Void) -> TrainingMemory {
    var training = LoopConfiguration()
    change(&training)
    let activations = ActivationEstimate(
      large, precision: training.precision.resolved, recomputesBlocks: training.recomputeActivations, threads: 1)
    return TrainingMemory(
      large, training, ranks: 4,
      activationFloats: activations.peakFloats(
        ActivationEstimate.Tokens(source: 2731, target: 1365, longestSource: 512, longestTarget: 256)),
      savesInBackground: true)
  }

  @Test func fourRanksOfTheLargeModelFitAHostOf64GBWithBothSettings() {
    #expect(Architecture(large).layout.parameterCount == 737_639_424)
    let both = estimate { ($0.shardOptimizer, $0.recomputeActivations) = (true, true) }
    #expect(both.host(ranks: 4) < 42e9)
    #expect(estimate { _ in }.host(ranks: 4) > 80e9)
    // Each alone leaves little for the system and the data: the moments take 18 GB more, the activations 21.
    #expect(estimate { $0.shardOptimizer = true }.host(ranks: 4) > 59e9)
    #expect(estimate { $0.recomputeActivations = true }.host(ranks: 4) > 59e9)
    let rounded = estimate { ($0.shardOptimizer, $0.recomputeActivations, $0.precision) = (true, true, .bf16) }
    #expect(rounded.host(ranks: 4) < 45e9)
  }

  @Test func theMomentsAreThoseOfReplicas() throws {
    let fixture = try Fixture.shared.get()
    for (ranks, isSharded) in [(1, true), (2, true), (4, true), (4, false)] {
      let settings = fixture.configuration { $0.training.shardOptimizer = isSharded }
      let held = try InProcessGroup(size: ranks).run { communicator in
        let optimizer = try fixture.replica(settings, communicator).optimizer
        return 4 * (optimizer.firstMoment.buffer.count + optimizer.secondMoment.buffer.count)
      }
      let estimate = TrainingMemory(
        fixture.architecture.configuration, settings.training, ranks: ranks, activationFloats: 0,
        savesInBackground: false)
      for bytes in held { #expect(abs(Double(bytes) - estimate.moments) < 0.01 * estimate.moments) }
      #expect(estimate.checkpoint == (isSharded && ranks > 1 ? 2 * estimate.weights : 0))
    }
  }

  @Test func deterministicTrainingKeepsPartialSums() {
    var training = LoopConfiguration()
    (training.deterministic, training.microShards) = (true, 8)
    for (ranks, arenas) in [(1, 3.0), (2, 2), (8, 0)] {
      let estimate = TrainingMemory(large, training, ranks: ranks, activationFloats: 0, savesInBackground: true)
      #expect(estimate.partialSums == arenas * estimate.weights)
    }
  }
}
