import Collectives
import CollectivesContract
import Corpus
import Testing

@testable import Training

/// Several ranks, or several micro-batches, do what one does with the whole batch.
struct DataParallelTests {
  @Test(arguments: [2, 3, 4])
  func ranksTrainAsOneDoes(_ ranks: Int) throws {
    let fixture = try Fixture.shared.get()
    let configuration = fixture.configuration { $0.training.maximumSteps = 4 }
    let alone = try fixture.train(configuration)
    let together = try InProcessGroup(size: ranks).run { communicator in
      let outcome = try fixture.train(configuration, communicator)
      return (outcome.events.losses, outcome.weights)
    }
    for (losses, weights) in together {
      #expect(losses.count == 4)
      #expect(zip(losses, alone.events.losses).allSatisfy { abs($0 - $1) < 1e-4 })
      #expect(weights == together[0].1, "the replicas have drifted apart")
      // Adam divides by the gradient's size, so that rounding of tiny gradients shows in the weights.
      #expect(relativeDifference(weights, alone.weights) < 2e-3)
    }
  }

  @Test func gradientsOfRanksAreThoseOfOne() throws {
    let fixture = try Fixture.shared.get()
    let configuration = fixture.configuration { $0.training.clipNorm = 0 }
    @Sendable func gradients(_ communicator: any Communicator) throws -> [Float] {
      let replica = try fixture.replica(configuration, communicator)
      var schedule = try BatchSchedule(lengths: fixture.data.corpus.lengths, settings: configuration.batch, seed: 3)
      let batch = schedule.next()
      let shard = schedule.shards(of: batch, ranks: communicator.size)[communicator.rank]
      let objective = SupervisedObjective { fixture.data.pack($0, startToken: $1) }
      _ = try replica.step(objective.plan(batch, shard, model: replica.model, update: 0), learningRateScale: 1)
      return Array(replica.gradients.buffer)
    }
    let alone = try gradients(SoloCommunicator())
    for ranks in [2, 4, 7] {
      for summed in try InProcessGroup(size: ranks).run({ try gradients($0) }) {
        #expect(relativeDifference(summed, alone) < 1e-5, "\(ranks) ranks")
      }
    }
  }

  @Test func ranksWithoutSamplesTakePart() throws {
    let fixture = try Fixture.shared.get()
    let configuration = fixture.configuration {
      $0.batch.batchTokens = 0
      $0.batch.batchSamples = 2
      $0.training.maximumSteps = 3
    }
    let alone = try fixture.train(configuration)
    let together = try InProcessGroup(size: 4).run { try fixture.train(configuration, $0).events.losses }
    for losses in together { #expect(zip(losses, alone.events.losses).allSatisfy { abs($0 - $1) < 1e-4 }) }
  }

  @Test func microBatchesChangeNothingButRounding() throws {
    let fixture = try Fixture.shared.get()
    let whole = try fixture.train(fixture.configuration { $0.training.maximumSteps = 3 })
    let pieces = try fixture.train(
      fixture.configuration {
        $0.training.maximumSteps = 3
        $0.batch.microBatchTokens = 40
      })
    #expect(zip(pieces.events.losses, whole.events.losses).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test func bucketsOfAnySizeSumEveryGradient() throws {
    let fixture = try Fixture.shared.get()
    let configuration = fixture.configuration()
    for bytes in [64, 1000, 1 << 20] {
      let sums = try InProcessGroup(size: 2).run { communicator in
        let replica = try fixture.replica(configuration, communicator)
        let synchronizer = GradientSynchronizer(
          replica.gradients, communicator, GradientBuckets(of: replica.gradients.buffer.count, bytes: bytes),
          pool: replica.model.context.pool)
        for index in replica.gradients.buffer.indices {
          replica.gradients.buffer[index] = Float(index % 97) + Float(communicator.rank)
        }
        let end = replica.gradients.buffer.count
        for offset in [end - 10, end / 2, 1, 0] { synchronizer.gradientsReady(from: offset) }
        _ = try synchronizer.wait()
        return Array(replica.gradients.buffer)
      }
      for sum in sums {
        #expect(sum.enumerated().allSatisfy { $1 == 2 * Float($0 % 97) + 1 })
      }
    }
  }
}
