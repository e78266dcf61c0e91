/// The predicted time of a training step, in seconds.
package struct StepPrediction: Sendable, Equatable {
  /// The passes of the slowest rank.
  package var compute: Double
  /// The optimizer's update with clipping.
  package var update: Double
  /// All communication, hidden or not.
  package var communication: Double
  /// The communication that the ranks wait for.
  package var exposed: Double

  package var total: Double { compute + update + exposed }
}

extension ClusterModel {
  /// The bytes of memory that clipping, update and clearing move for each parameter: gradients are read twice and cleared,
  /// weights and moments read and written.
  private static let updateBytes = 36.0

  /// Predicts a step.
  ///
  /// Gradients travel in buckets, one after the other, while the last micro-batch's backward pass goes on. Those of the
  /// embedding table are complete only at its end, so nothing hides them.
  ///
  /// - Parameters:
  ///   - work: the operations of the slowest rank, of all its micro-batches and of the last of them.
  ///   - bucket: bytes of a bucket of gradients in single precision.
  func step(
    _ demand: ModelDemand, work: (all: Double, last: Double), ranks: Int, hosts: Int, bucket: Double,
    _ switches: PlanSwitches, _ network: NetworkModel
  ) -> StepPrediction {
    let parameters = Double(demand.parameters)
    let compute = work.all / rate
    let updated = switches.shardsOptimizer ? parameters / Double(ranks) : parameters
    let update = updated * Self.updateBytes / memoryRate
    guard ranks > 1 else { return StepPrediction(compute: compute, update: update, communication: 0, exposed: 0) }

    let share = switches.reducesInBfloat16 ? 0.5 : 1
    func reduction(_ bytes: Double) -> Double {
      let buckets = (bytes / bucket).rounded(.up)
      let each = share * bytes / max(1, buckets)
      return buckets
        * (switches.shardsOptimizer
          ? half(each, ranks: ranks, hosts: hosts, network) : allReduce(each, ranks: ranks, hosts: hosts, network))
    }
    let sums = reduction(4 * parameters)
    let last = reduction(4 * Double(demand.lastParameters))
    let window = overlap * work.last / rate * ModelDemand.backwardShare
    // The new weights travel after the update, when there is nothing to hide them behind.
    let weights = switches.shardsOptimizer ? half(4 * parameters, ranks: ranks, hosts: hosts, network) : 0
    return StepPrediction(
      compute: compute, update: update, communication: sums + weights, exposed: max(sums - window, last) + weights)
  }
}
