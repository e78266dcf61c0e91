import CodeT5
import Tensors

/// The part of a replica that a checkpoint saves: weights and moments, shared with training or copied.
package struct ReplicaSnapshot: Sendable {
  let configuration: ModelConfiguration
  let weights: ParameterArena
  let firstMoment: ParameterArena
  let secondMoment: ParameterArena

  /// Shares the replica's own memory, which training changes. The moments of a sharded optimiser get memory of their
  /// own, 8 bytes per parameter, for `gatherMoments`.
  init(sharing replica: Replica) {
    configuration = replica.model.configuration
    weights = replica.model.weights
    let layout = weights.layout
    let isSharded = replica.gathering != nil
    firstMoment = ParameterArena(layout, storage: isSharded ? nil : replica.optimizer.firstMoment.storage)
    secondMoment = ParameterArena(layout, storage: isSharded ? nil : replica.optimizer.secondMoment.storage)
  }

  /// Allocates memory for a copy, 12 bytes per parameter, and touches it so that the system provides it now.
  init(_ configuration: ModelConfiguration, layout: ParameterLayout) {
    self.configuration = configuration
    (weights, firstMoment, secondMoment) = (ParameterArena(layout), ParameterArena(layout), ParameterArena(layout))
    for arena in [weights, firstMoment, secondMoment] { arena.storage.touch() }
  }

  /// Copies the replica, except the moments of a sharded optimiser.
  func take(_ replica: Replica) {
    let pool = replica.model.context.pool
    pool.forRanges(of: weights.buffer.count) { range in
      (weights.storage.base + range.lowerBound).update(
        from: replica.model.weights.storage.base + range.lowerBound, count: range.count)
    }
    guard replica.gathering == nil else { return }
    replica.optimizer.firstMoment.copy(to: firstMoment, pool)
    replica.optimizer.secondMoment.copy(to: secondMoment, pool)
  }
}

extension Replica {
  /// Copies the moments of all ranks into the snapshot of the rank that has one, if the optimiser is sharded; then a
  /// collective operation, which overwrites the gradients.
  func gatherMoments(into snapshot: ReplicaSnapshot?) throws {
    try gathering?.gather(optimizer.firstMoment, into: snapshot?.firstMoment)
    try gathering?.gather(optimizer.secondMoment, into: snapshot?.secondMoment)
  }
}
