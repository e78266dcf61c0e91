import CodeT5
import Tensors

/// The part of a replica that a checkpoint saves: weights and moments, shared with training or copied.
package struct ReplicaSnapshot: Sendable {
  let configuration: ModelConfiguration
  let weights: ParameterArena
  let firstMoment: ParameterArena
  let secondMoment: ParameterArena

  /// Shares the replica's own memory, which training changes.
  init(sharing replica: Replica) {
    configuration = replica.model.configuration
    weights = replica.model.weights
    firstMoment = replica.optimizer.firstMoment
    secondMoment = replica.optimizer.secondMoment
  }

  /// Allocates memory for a copy, 12 bytes per parameter, and touches it so that the system provides it now.
  init(_ configuration: ModelConfiguration, layout: ParameterLayout) {
    self.configuration = configuration
    (weights, firstMoment, secondMoment) = (ParameterArena(layout), ParameterArena(layout), ParameterArena(layout))
    for arena in [weights, firstMoment, secondMoment] { arena.storage.touch() }
  }

  func take(_ replica: Replica) {
    let source = ReplicaSnapshot(sharing: replica)
    let pool = replica.model.context.pool
    for (from, to) in [
      (source.weights, weights), (source.firstMoment, firstMoment), (source.secondMoment, secondMoment),
    ] {
      pool.forRanges(of: to.buffer.count) { range in
        (to.storage.base + range.lowerBound).update(from: from.storage.base + range.lowerBound, count: range.count)
      }
    }
  }
}
