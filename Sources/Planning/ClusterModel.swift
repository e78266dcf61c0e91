import Basics

/// The machines of a plan: how fast a rank computes, and how ranks are spread over hosts.
package struct ClusterModel: Sendable, Equatable {
  /// Operations per second that a rank sustains in the matrix products of a training step.
  package var rate: Double
  /// Bytes of memory per second that a rank moves in the optimizer's update.
  package var memoryRate: Double
  package var ranksPerHost = 1
  package var threads = 1
  /// Bytes per second of an all-reduce through a host's shared memory, by the count of `CollectiveCost`.
  package var sharedMemoryRate = 3e9
  package var reduction = Reduction.flat
  /// The share of the backward pass's time that hides communication. Less than 1, because passing messages takes time from
  /// the cores that compute.
  package var overlap = 0.5

  package init(rate: Double, memoryRate: Double) {
    self.rate = rate
    self.memoryRate = memoryRate
  }

  /// The hosts of a number of ranks.
  ///
  /// - Throws: `InvalidSetting` unless the ranks fill their hosts.
  package func hosts(ranks: Int) throws -> Int {
    if ranks <= ranksPerHost { return 1 }
    guard ranks % ranksPerHost == 0 else {
      throw InvalidSetting(
        "--ranks", "\(ranks) ranks do not fill hosts of \(ranksPerHost)",
        remedy: "give multiples of --ranks-per-host, or fewer than that for a single host")
    }
    return ranks / ranksPerHost
  }

  /// The seconds of an all-reduce of `bytes` over all ranks.
  func allReduce(_ bytes: Double, ranks: Int, hosts: Int, _ network: NetworkModel) -> Double {
    combined(ranks: ranks, hosts: hosts, network) { CollectiveCost.allReduce(bytes, members: $0, $1) }
  }

  /// The seconds of a reduce-scatter or an all-gather of `bytes` over all ranks.
  func half(_ bytes: Double, ranks: Int, hosts: Int, _ network: NetworkModel) -> Double {
    combined(ranks: ranks, hosts: hosts, network) { CollectiveCost.half(bytes, members: $0, $1) }
  }

  /// Within a host the sum goes through shared memory; between hosts as `reduction` says.
  private func combined(
    ranks: Int, hosts: Int, _ network: NetworkModel, _ cost: (Int, Reduction) -> CollectiveCost
  ) -> Double {
    let within = NetworkModel(name: "", latency: 0, bandwidth: sharedMemoryRate)
    if hosts == 1 { return cost(ranks, .hierarchical).seconds(within) }
    if reduction == .flat { return cost(ranks, .flat).seconds(network) }
    return cost(ranks / hosts, .hierarchical).seconds(within) + cost(hosts, reduction).seconds(network)
  }
}
