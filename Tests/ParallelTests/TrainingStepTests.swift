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

  /// Four steps on 9 sequences of different lengths, dropout included.
  private func losses(_ communicator: any Communicator) throws -> [Double] {
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
    let replica = try Replica(
      model, optimizer: optimizer, settings: settings, seed: 3, communicator: communicator)

    let sources = (0..<9).map { tokens(3 + 5 * $0, stride: 7, offset: $0) }
    let targets = (0..<9).map { tokens(2 + 2 * $0, stride: 3, offset: $0) + [2] }
    let lengths = zip(sources, targets).map { SampleLength(source: $0.count, target: $1.count) }
    let batch = GlobalBatch(samples: Array(0..<9), lengths: lengths)
    let shard = batch.shards(ranks: communicator.size, lengths: lengths, microBatchTokens: 90)[communicator.rank]
    let objective = SupervisedObjective { positions, startToken in
      PackedBatch(
        sources: positions.map { sources[$0] }, targets: positions.map { targets[$0] }, samples: positions,
        startToken: startToken)
    }
    return try (0..<4).map { update in
      try replica.step(objective.plan(batch, shard, model: model, update: update), learningRateScale: 1).loss
    }
  }

  private func tokens(_ count: Int, stride: Int, offset: Int) -> [Int32] {
    (0..<count).map { place in Int32(3 + (place * stride + offset) % 57) }
  }
}
