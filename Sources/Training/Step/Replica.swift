import Basics
import CodeT5
import Collectives
import Corpus
import Foundation
import Tensors

/// One rank's copy of the model with its optimiser, and the data-parallel step over all ranks.
package final class Replica {
  package let model: CodeT5Model
  package let optimizer: AdamW
  package let gradients: ParameterArena
  package let communicator: any Communicator
  package let shards: MicroShards
  /// Whether each rank has the optimiser's moments for its share only.
  package var isSharded: Bool { gathering != nil }
  /// Completes what the ranks have of their shares; nil if every rank updates all weights.
  let gathering: ShareGathering?
  private let synchronizer: GradientSynchronizer
  /// Whether each rank has the summed gradients of its share only. Deterministic training sums all gradients on every
  /// rank, so that their norm does not depend on how many ranks share them.
  private let hasScatteredSums: Bool
  private let tree = PairwiseSum()
  private let settings: LoopConfiguration
  private let seed: UInt64

  package init(
    _ model: CodeT5Model, optimizer: AdamW.Configuration, settings: LoopConfiguration, seed: UInt64,
    communicator: any Communicator
  ) throws {
    self.model = model
    self.communicator = communicator
    self.settings = settings
    self.seed = seed
    shards = try MicroShards(settings, rank: communicator.rank, ranks: communicator.size)
    let layout = model.architecture.layout
    let buckets = GradientBuckets(of: layout.count, bytes: settings.bucketMegabytes << 20)
    let isSharded = settings.shardOptimizer && communicator.size > 1
    self.optimizer = AdamW(
      optimizer, layout: layout,
      share: isSharded ? buckets.share(of: communicator.rank, ranks: communicator.size) : nil)
    let buffer = try communicator.makeReducibleBuffer(count: layout.count)
    gradients = ParameterArena(layout, storage: AlignedStorage(buffer.elements, ownedBy: buffer))
    gathering =
      isSharded
      ? ShareGathering(gradients: gradients, buckets: buckets, communicator: communicator, pool: model.context.pool)
      : nil
    hasScatteredSums = isSharded && !shards.isDeterministic
    synchronizer = GradientSynchronizer(
      gradients, communicator, buckets, pool: model.context.pool,
      shards.isDeterministic ? .pairwiseSum : hasScatteredSums ? .scatteredSum : .sum,
      precision: settings.reducePrecision)
  }

  /// The result of a step.
  package struct Outcome {
    package var loss: Double
    /// The objective's additional metrics.
    package var terms: [String: Double]
    package var gradientNorm: Double
    package var exposedCommunicationSeconds: Double
    /// Seconds that this rank spent on its own passes.
    package var workSeconds: Double
    package var isSkipped: Bool
    /// Whether any rank has news.
    package var anyRankHasNews: Bool
  }

  /// One step on a global batch, of which this rank processes its part.
  ///
  /// Every pass is scaled by numbers of the whole global batch, so sums over ranks and micro-batches are the gradients
  /// of one large batch.
  ///
  /// - Parameters:
  ///   - plans: one for each of this rank's shards.
  ///   - hasNews: whether this rank has something that all ranks must discuss after the step.
  package func step(_ plans: [StepPlan], learningRateScale: Float, hasNews: Bool = false) throws -> Outcome {
    precondition(plans.count == shards.own.count, "a plan for each shard")
    let begin = ContinuousClock.now
    let lossSums =
      shards.isDeterministic ? backwardInTurn(plans) : [backward(plans[0]) { synchronizer.gradientsReady(from: $0) }]
    let workSeconds = (ContinuousClock.now - begin).seconds
    let context = model.context
    context.begin(.sums)
    var exposed = try context.profiled(.communication) { try synchronizer.wait() }

    // A single all-reduce for all: for small ones, only latency matters.
    let plan = plans[0]
    let figures = zip(lossSums, plans).map { [$0] + $1.terms.values }
    var sums = PairwiseSum.of(figures[...]) + [hasNews ? 1 : 0]
    if hasScatteredSums { sums.append(GradientClipping.sumOfSquares(gradients, optimizer.share, pool: context.pool)) }
    try context.profiled(.communication) {
      try communicator.allReduce(&sums, shards.isDeterministic ? .pairwiseSum : .sum)
    }
    context.begin(.update)
    let norm =
      hasScatteredSums
      ? sums.removeLast().squareRoot()
      : context.profiled(.optimizer) { GradientClipping.globalNorm(gradients, pool: context.pool) }
    // The norm is the same on every rank, so either all ranks skip or none does.
    let isSkipped = !norm.isFinite
    if !isSkipped {
      context.profiled(.optimizer) {
        optimizer.update(
          model.weights, gradients: gradients, learningRateScale: learningRateScale,
          gradientScale: GradientClipping.scale(norm: norm, maximum: settings.clipNorm), pool: context.pool)
      }
      exposed += try context.profiled(.communication) { try completeWeights() }
    }
    context.begin(.rest)
    return Outcome(
      loss: sums[0] / Double(plan.targetTokens),
      terms: Dictionary(uniqueKeysWithValues: zip(plan.terms.names, sums.dropFirst())), gradientNorm: norm,
      exposedCommunicationSeconds: exposed, workSeconds: workSeconds, isSkipped: isSkipped,
      anyRankHasNews: sums[sums.count - 1] > 0)
  }

  /// Gathers the weights that the other ranks have updated, and returns the seconds that it took.
  private func completeWeights() throws -> Double {
    guard let gathering else { return 0 }
    let begin = ContinuousClock.now
    try gathering.complete(model.weights, from: optimizer.share)
    return (ContinuousClock.now - begin).seconds
  }

  /// One step for a rank with a single shard.
  package func step(_ plan: StepPlan, learningRateScale: Float, hasNews: Bool = false) throws -> Outcome {
    try step([plan], learningRateScale: learningRateScale, hasNews: hasNews)
  }

  /// Runs the plans one after the other, each from cleared gradients, and leaves their sum in `gradients`. The sum has
  /// the order of a tree that continues over the ranks, however many there are.
  private func backwardInTurn(_ plans: [StepPlan]) -> [Double] {
    tree.reset()
    let lossSums = plans.enumerated().map { index, plan in
      let lossSum = backward(plan)
      tree.add(gradients, isLast: index == plans.count - 1, pool: model.context.pool)
      return lossSum
    }
    synchronizer.gradientsReady(from: 0)
    return lossSums
  }

  /// Runs the plan's passes from cleared gradients, and returns the sum of the data's token losses.
  ///
  /// - Parameter finished: called with the offset from which all gradients up to the arena's end are complete.
  private func backward(_ plan: StepPlan, finished: (Int) -> Void = { _ in }) -> Double {
    model.context.profiled(.clearing) { gradients.clear(model.context.pool) }
    let dropout = DropoutStep(rate: model.configuration.dropout, seed: seed, step: optimizer.step)
    var lossSum = 0.0
    for (index, pass) in plan.passes.enumerated() {
      let isLast = index == plan.passes.count - 1
      let loss = model.backward(
        pass.batch, lossScale: pass.lossScale, smoothing: settings.labelSmoothing, dropout: dropout, terms: pass.terms,
        recomputesBlocks: settings.recomputeActivations, gradients: gradients
      ) { offset in
        if isLast { finished(offset) }
      }
      if pass.countsAsLoss { lossSum += loss.sum }
      if let term = pass.weightedTerm { plan.terms.add(Double(pass.lossScale) * loss.weightedSum, to: term) }
    }
    if plan.passes.isEmpty { finished(0) }
    return lossSum
  }

  /// The source of a skipped step's non-finite gradients; a collective operation.
  func nonFiniteGradients() throws -> NonFiniteGradients {
    // With scattered sums, gradients outside of the share are this rank's own, and found before the sum.
    let summed = gradients.layout.entries.first { gradients.matrix($0).firstNonFinite != nil }?.name
    return try NonFiniteGradients(own: synchronizer.firstNonFinite, summed: summed, communicator)
  }
}
