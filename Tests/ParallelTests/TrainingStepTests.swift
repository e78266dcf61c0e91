import CodeT5
import Collectives
import Corpus
import Tensors
import Training
import XCTest

/// The training step over real MPI: all ranks together do what one does alone.
final class TrainingStepTests: XCTestCase {
  func testRanksTrainAsOneDoes() throws {
    let communicator = try ParallelSession.communicator()
    let together = try losses(communicator)
    let alone = try losses(SoloCommunicator())
    XCTAssertEqual(together.count, 4)
    for (shared, single) in zip(together, alone) { XCTAssertEqual(shared, single, accuracy: 1e-4) }
    XCTAssertLessThan(together[3], together[0])
    let everywhere = try communicator.allGather(together.flatMap { withUnsafeBytes(of: $0) { Array($0) } })
    XCTAssertEqual(Set(everywhere).count, 1, "ranks disagree about the loss")
  }

  /// Sharding the optimiser changes nothing but rounding, and leaves all ranks with the same weights.
  func testTheShardedOptimizerTrainsAsTheWholeOne() throws {
    let communicator = try ParallelSession.communicator()
    let whole = try train(communicator) { _ in }
    let sharded = try train(communicator) { $0.shardOptimizer = true }
    for (one, other) in zip(sharded.losses, whole.losses) { XCTAssertEqual(one, other, accuracy: 1e-5) }
    for (one, other) in zip(sharded.weights, whole.weights) { XCTAssertEqual(one, other, accuracy: 1e-4) }
    XCTAssertLessThan(sharded.losses[3], sharded.losses[0])
    let everywhere = try communicator.allGather(sharded.weights.withUnsafeBytes { Array($0) })
    XCTAssertEqual(Set(everywhere).count, 1, "the replicas have drifted apart")
    let count = sharded.weights.count
    XCTAssertLessThanOrEqual(abs(sharded.moments - count / communicator.size), count / 1000)
  }

  /// Deterministic training sums all gradients on every rank, so that sharding does not change a bit.
  func testTheShardedOptimizerKeepsTheBitsOfDeterministicTraining() throws {
    let communicator = try ParallelSession.communicator()
    let alone = try train(SoloCommunicator()) { ($0.deterministic, $0.microShards) = (true, 4) }
    let sharded = try train(communicator) {
      ($0.deterministic, $0.microShards, $0.shardOptimizer) = (true, 4, true)
    }
    XCTAssertEqual(sharded.losses, alone.losses)
    XCTAssertEqual(sharded.weights, alone.weights)
  }

  /// Gradients that travel in bfloat16 train nearly alike, and leave all ranks with the same weights. In shared memory
  /// nothing travels, and no bit changes.
  func testRoundedGradientsTrainNearlyAlike() throws {
    let communicator = try ParallelSession.communicator()
    for isSharded in [false, true] {
      let exact = try train(communicator) { $0.shardOptimizer = isSharded }
      let rounded = try train(communicator) { ($0.shardOptimizer, $0.reducePrecision) = (isSharded, .bf16) }
      for (one, other) in zip(rounded.losses, exact.losses) { XCTAssertEqual(one, other, accuracy: 0.02 * other) }
      let travels = ParallelSession.splitsMessages && communicator.size > 1
      XCTAssertEqual(rounded.weights == exact.weights, !travels)
      let everywhere = try communicator.allGather(rounded.weights.withUnsafeBytes { Array($0) })
      XCTAssertEqual(Set(everywhere).count, 1, "the replicas have drifted apart")
    }
  }

  private func losses(_ communicator: any Communicator) throws -> [Double] {
    try train(communicator) { _ in }.losses
  }

  private struct Outcome {
    var losses: [Double]
    var weights: [Float]
    /// The first moments of this rank.
    var moments: Int
  }

  /// Four steps on 9 sequences of different lengths, dropout included.
  private func train(_ communicator: any Communicator, _ change: (inout LoopConfiguration) -> Void) throws -> Outcome {
    var shape = ModelShape()
    shape.modelWidth = 32
    shape.headWidth = 8
    shape.heads = 4
    shape.feedForwardWidth = 64
    shape.encoderLayers = 2
    shape.decoderLayers = 2
    let architecture = Architecture(shape.configuration(vocabularySize: 60, pad: 0, beginning: 1, end: 2))
    let model = CodeT5Model(
      architecture, weights: architecture.initialWeights(seed: 7), context: ComputeContext(threads: 1))
    var optimizer = AdamW.Configuration()
    optimizer.learningRate = 3e-3
    var settings = LoopConfiguration()
    settings.bucketMegabytes = 1
    change(&settings)
    let replica = try Replica(
      model, optimizer: optimizer, settings: settings, seed: 3, communicator: communicator)

    let sources = (0..<9).map { tokens(3 + 5 * $0, stride: 7, offset: $0) }
    let targets = (0..<9).map { tokens(2 + 2 * $0, stride: 3, offset: $0) + [2] }
    let lengths = zip(sources, targets).map { SampleLength(source: $0.count, target: $1.count) }
    let batch = GlobalBatch(samples: Array(0..<9), lengths: lengths)
    let shards = batch.shards(ranks: replica.shards.count, lengths: lengths, microBatchTokens: 90)
    let objective = SupervisedObjective { positions, startToken in
      PackedBatch(
        sources: positions.map { sources[$0] }, targets: positions.map { targets[$0] }, samples: positions,
        startToken: startToken)
    }
    let losses = try (0..<4).map { update in
      let plans = shards[replica.shards.own].map { objective.plan(batch, $0, model: model, update: update) }
      return try replica.step(plans, learningRateScale: 1).loss
    }
    return Outcome(
      losses: losses, weights: Array(model.weights.buffer), moments: replica.optimizer.firstMoment.buffer.count)
  }

  private func tokens(_ count: Int, stride: Int, offset: Int) -> [Int32] {
    (0..<count).map { place in Int32(3 + (place * stride + offset) % 57) }
  }
}
