import Basics
import Collectives
import CollectivesContract
import Foundation
import Tensors
import TestSupport
import Testing

@testable import Training

/// The optimiser's state sharded over the ranks: the same training, with moments for a share on each rank.
struct ShardedOptimizerTests {
  private func configuration(
    _ fixture: Fixture, isSharded: Bool = true, isDeterministic: Bool = false
  ) -> TrainingConfiguration {
    fixture.configuration {
      $0.training.maximumSteps = 6
      $0.training.epochs = 4
      $0.training.shardOptimizer = isSharded
      $0.training.deterministic = isDeterministic
      // The norm of these gradients is above it, so that the clipping needs the norm of all shares.
      $0.training.clipNorm = 0.5
      $0.checkpoints.everySteps = 3
      $0.checkpoints.keep = 10
      $0.schedule.decay = .constant
    }
  }

  @Test func sharesAreDisjointAndCoverTheArena() {
    for (count, bytes) in [(1000, 400), (1001, 36), (7, 4), (5, 1 << 20), (0, 64)] {
      let buckets = GradientBuckets(of: count, bytes: bytes)
      for ranks in 1...5 {
        let shares = (0..<ranks).map { buckets.share(of: $0, ranks: ranks) }
        #expect(shares.flatMap(\.ranges).flatMap(Array.init).sorted() == Array(0..<count))
        #expect(shares.reduce(0) { $0 + $1.count } == count)
        for share in shares {
          #expect(share.ranges.map(\.lowerBound) == share.ranges.map(\.lowerBound).sorted())
          #expect(share.parts(of: 0..<count).map(\.part) == share.ranges)
        }
      }
    }
  }

  @Test func partsOfARangeAreItsIntersectionsWithTheShare() {
    let share = ArenaShare([2..<5, 10..<20, 30..<31])
    #expect(share.count == 14)
    func parts(_ range: Range<Int>) -> [[Int]] {
      share.parts(of: range).map { [$0.part.lowerBound, $0.part.upperBound, $0.start] }
    }
    #expect(parts(0..<2) == [] && parts(5..<10) == [] && parts(31..<99) == [] && parts(12..<12) == [])
    #expect(parts(0..<40) == [[2, 5, 0], [10, 20, 3], [30, 31, 13]])
    #expect(parts(4..<12) == [[4, 5, 2], [10, 12, 3]])
    #expect(parts(15..<31) == [[15, 20, 8], [30, 31, 13]])
  }

  /// Sums go in rank order with and without sharding; only the norm, and with it the clipping, may round differently.
  @Test(arguments: [2, 3, 4])
  func ranksTrainAsWithoutSharding(_ ranks: Int) throws {
    let fixture = try Fixture.shared.get()
    func train(isSharded: Bool) throws -> [(losses: [Double], norms: [Double], weights: [Float])] {
      let settings = configuration(fixture, isSharded: isSharded)
      return try InProcessGroup(size: ranks).run { communicator in
        let outcome = try fixture.train(settings, communicator)
        return (outcome.events.losses, outcome.events.steps.map(\.gradientNorm), outcome.weights)
      }
    }
    let whole = try train(isSharded: false)[0]
    #expect(whole.norms.allSatisfy { $0 > 0.5 }, "nothing is clipped")
    for (losses, norms, weights) in try train(isSharded: true) {
      #expect(zip(norms, whole.norms).allSatisfy { abs($0 - $1) < 1e-6 * $1 })
      #expect(zip(losses, whole.losses).allSatisfy { abs($0 - $1) < 1e-5 })
      #expect(relativeDifference(weights, whole.weights) < 1e-4)
    }
    #expect(Set(try train(isSharded: true).map(\.weights)).count == 1, "the replicas have drifted apart")
  }

  @Test func momentsExistForTheShareOnly() throws {
    let fixture = try Fixture.shared.get()
    let settings = configuration(fixture)
    let count = fixture.architecture.layout.count
    let held = try InProcessGroup(size: 4).run { communicator in
      let replica = try fixture.replica(settings, communicator)
      return [replica.optimizer.firstMoment.buffer.count, replica.optimizer.secondMoment.buffer.count]
    }
    // A rank has at most one number more of each bucket.
    let buckets = GradientBuckets(of: count, bytes: settings.training.bucketMegabytes << 20).ranges.count
    for moments in held { #expect(moments[0] == moments[1] && abs(moments[0] - count / 4) <= buckets) }
    #expect(held.reduce(0) { $0 + $1[0] } == count)
    #expect(try fixture.replica(settings, SoloCommunicator()).optimizer.firstMoment.buffer.count == count)
  }

  @Test func deterministicTrainingIsTheSameBitsWithAndWithout() throws {
    let fixture = try Fixture.shared.get()
    let alone = try fixture.train(configuration(fixture, isSharded: false, isDeterministic: true))
    let settings = configuration(fixture, isDeterministic: true)
    for ranks in [1, 2, 4, 8] {
      for weights in try InProcessGroup(size: ranks).run({ try fixture.train(settings, $0).weights }) {
        #expect(weights == alone.weights, "\(ranks) ranks")
      }
    }
  }

  /// Checkpoints have all moments, wherever they were: runs go on to the same bits on other numbers of ranks, with
  /// sharding and without.
  @Test(arguments: [true, false])
  func checkpointsAreThoseOfUnshardedRuns(_ inBackground: Bool) throws {
    let fixture = try Fixture.shared.get()
    let (first, second) = (try TemporaryFolder(), try TemporaryFolder())
    @Sendable func train(
      _ isSharded: Bool, ranks: Int, in path: String, resume: Bool = false
    ) throws -> [Float] {
      var settings = configuration(fixture, isSharded: isSharded, isDeterministic: true)
      settings.checkpoints.inBackground = inBackground
      return try InProcessGroup(size: ranks).run { [settings] communicator in
        try fixture.train(
          settings, communicator, store: CheckpointStore(path), resume: resume ? "\(path)/step-00000003" : nil
        ).weights
      }[0]
    }
    let sharded = try train(true, ranks: 4, in: first.path)
    let whole = try train(false, ranks: 2, in: second.path)
    #expect(sharded == whole)
    for step in ["step-00000003", "step-00000006"] {
      for name in [CheckpointStore.optimizerName, "model.safetensors"] {
        let files = try [first, second].map { try Data(contentsOf: URL(filePath: "\($0.path)/\(step)/\(name)")) }
        #expect(files[0] == files[1], "\(name) of \(step)")
      }
    }
    for (isSharded, ranks) in [(false, 1), (true, 1), (true, 2), (false, 4), (true, 8)] {
      let resumed = try train(isSharded, ranks: ranks, in: first.path, resume: true)
      #expect(resumed == whole, "sharded: \(isSharded), \(ranks) ranks")
    }
  }

  /// Gradients that are finite on each rank and whose sum is not: only the rank with the share sees it.
  @Test func aNonFiniteSumNamesItsParameterOnEveryRank() throws {
    let fixture = try Fixture.shared.get()
    let settings = configuration(fixture)
    let name = "decoder.final_layer_norm.weight"
    let outcomes = try InProcessGroup(size: 3).run { communicator in
      let replica = try fixture.replica(settings, communicator)
      let pool = replica.model.context.pool
      let buckets = GradientBuckets(of: replica.gradients.buffer.count, bytes: 1 << 12)
      replica.gradients[name].fill(.greatestFiniteMagnitude)
      let synchronizer = GradientSynchronizer(replica.gradients, communicator, buckets, pool: pool, .scatteredSum)
      synchronizer.gradientsReady(from: 0)
      _ = try synchronizer.wait()
      let share = buckets.share(of: communicator.rank, ranks: communicator.size)
      let squares = GradientClipping.sumOfSquares(replica.gradients, share, pool: pool)
      return (try communicator.allReduced(squares).isFinite, try replica.nonFiniteGradients().summary)
    }
    for (isFinite, summary) in outcomes {
      #expect(!isFinite)
      #expect(summary == "the gradient of \(name) is not finite")
    }
  }
}
