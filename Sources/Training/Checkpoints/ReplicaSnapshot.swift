import CodeT5
import Tensors

/// What a checkpoint takes of a replica: its weights and moments, either where training works on them or copied.
package struct ReplicaSnapshot: Sendable {
  let configuration: ModelConfiguration
  let weights: ParameterArena
  let firstMoment: ParameterArena
  let secondMoment: ParameterArena

  /// The replica's own memory, which training changes.
  init(sharing replica: Replica) {
    configuration = replica.model.configuration
    weights = replica.model.weights
    firstMoment = replica.optimizer.firstMoment
    secondMoment = replica.optimizer.secondMoment
  }

  /// Memory of its own for a replica's numbers, 12 bytes a parameter, which the system has given already.
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
