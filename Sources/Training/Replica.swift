import Basics
import CodeT5
import Collectives
import Corpus
import Foundation
import Optimizers
import Tensors

/// One rank's copy of the model with its optimiser, and the data-parallel step over all ranks.
package final class Replica {
  package let model: CodeT5Model
  package let optimizer: AdamW
  package let gradients: ParameterArena
  package let communicator: any Communicator
  private let synchronizer: GradientSynchronizer
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
    let layout = model.architecture.layout
    self.optimizer = AdamW(optimizer, layout: layout)
    let buffer = try communicator.makeReducibleBuffer(count: layout.count)
    gradients = ParameterArena(layout, storage: AlignedStorage(buffer.elements, ownedBy: buffer))
    synchronizer = GradientSynchronizer(
      gradients, communicator, bucketBytes: settings.bucketMegabytes << 20, pool: model.context.pool)
  }

  /// What a step did.
  package struct Outcome {
    package var loss: Double
    /// The objective's own figures.
    package var terms: [String: Double]
    package var gradientNorm: Double
    package var exposedCommunicationSeconds: Double
    package var isSkipped: Bool
    /// Whether any rank asked for attention.
    package var needsAttention: Bool
  }

  /// One step on a global batch, of which this rank works on its part of the plan.
  ///
  /// Every pass is scaled by figures of the whole global batch, so that sums over ranks and micro-batches are the gradients
  /// of one large batch.
  ///
  /// - Parameter asksForAttention: whether this rank has something that all ranks must talk about after the step.
  package func step(_ plan: StepPlan, rateFactor: Float, asksForAttention: Bool = false) throws -> Outcome {
    gradients.clear(model.context.pool)
    let lossSum = try backward(plan)
    let exposed = try synchronizer.wait()

    // One reduction for all: a small one costs its latency alone.
    var sums = [lossSum, asksForAttention ? 1 : 0] + plan.terms.values
    try communicator.allReduce(&sums)
    let norm = GradientClipping.globalNorm(gradients, pool: model.context.pool)
    // The summed gradients are the same on every rank, so all of them skip or none does.
    let isSkipped = !norm.isFinite
    if !isSkipped {
      optimizer.update(
        model.weights, gradients: gradients, rateFactor: rateFactor,
        gradientScale: GradientClipping.scale(norm: norm, maximum: settings.clipNorm), pool: model.context.pool)
    }
    return Outcome(
      loss: sums[0] / Double(plan.targetTokens),
      terms: Dictionary(uniqueKeysWithValues: zip(plan.terms.names, sums.dropFirst(2))), gradientNorm: norm,
      exposedCommunicationSeconds: exposed, isSkipped: isSkipped, needsAttention: sums[1] > 0)
  }

  /// Runs the plan's passes, hands finished gradients to the synchronizer, and returns the sum of the data's token losses.
  private func backward(_ plan: StepPlan) throws -> Double {
    let dropout = DropoutStep(rate: model.configuration.dropout, seed: seed, step: optimizer.step)
    var lossSum = 0.0
    for (index, pass) in plan.passes.enumerated() {
      let isLast = index == plan.passes.count - 1
      let loss = model.backward(
        pass.batch, lossScale: pass.lossScale, smoothing: settings.labelSmoothing, dropout: dropout, terms: pass.terms,
        gradients: gradients
      ) { offset in
        if isLast { synchronizer.finished(from: offset) }
      }
      if pass.countsAsLoss { lossSum += loss.sum }
      if let term = pass.weightedTerm { plan.terms.add(Double(pass.lossScale) * loss.weightedSum, to: term) }
    }
    if plan.passes.isEmpty { synchronizer.finished(from: 0) }
    return lossSum
  }

  /// The name of the first parameter with a gradient that is NaN or infinite.
  package var firstNonFiniteGradient: String? {
    gradients.layout.entries.first { gradients.matrix($0).firstNonFinite != nil }?.name
  }
}
