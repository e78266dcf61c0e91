import Basics
import CodeT5
import Corpus
import Training

/// What a run would take on more machines: step time, memory and cost for each number of ranks.
package struct ScalingPlan: Encodable, Sendable {
  /// How the global batch depends on the number of ranks.
  package enum Scaling: String, CaseIterable, Encodable, Sendable {
    /// The batch stays as configured.
    case strong
    /// The batch grows with the ranks, so that each rank's part stays as large as that of the first number of ranks.
    case weak
  }

  package struct Row: Encodable, Sendable, Equatable {
    package let shape: String
    package let network: String
    package let switches: PlanSwitches
    package let scaling: Scaling
    package let ranks: Int
    package let hosts: Int
    package let stepSeconds: Double
    /// Bytes of the first rank, which also holds the copy of a checkpoint that is being written.
    package let memoryBytes: Double
    /// The share of the step in which the ranks wait for communication.
    package let communicationShare: Double
    package let tokensPerSecond: Double
    /// Tokens per second and rank, as a share of that of the first number of ranks.
    package let efficiency: Double
    package let steps: Int
    package let days: Double
    package let coreHours: Double

    private enum CodingKeys: String, CodingKey {
      case shape, network, switches, scaling, ranks, hosts, efficiency, steps, days
      case stepSeconds = "step_seconds"
      case memoryBytes = "memory_bytes"
      case communicationShare = "communication_share"
      case tokensPerSecond = "tokens_per_second"
      case coreHours = "core_hours"
    }
  }

  package struct Request: Sendable {
    package var ranks: [Int]
    package var demands: [ModelDemand]
    package var networks: [NetworkModel]
    package var switches: [PlanSwitches]
    package var scalings = Scaling.allCases

    package init(ranks: [Int], demands: [ModelDemand], networks: [NetworkModel], switches: [PlanSwitches]) {
      self.ranks = ranks
      self.demands = demands
      self.networks = networks
      self.switches = switches
    }
  }

  package let cluster: ClusterModel
  package let networks: [NetworkModel]
  package let rows: [Row]

  private enum CodingKeys: String, CodingKey { case rows }

  /// - Parameter lengths: of the training data.
  /// - Throws: `InvalidSetting` for ranks that do not fill their hosts, and for batches without room for a sample.
  package init(
    _ request: Request, _ configuration: TrainingConfiguration, lengths: [SampleLength], cluster: ClusterModel
  ) throws {
    self.cluster = cluster
    networks = request.networks
    try configuration.batch.requireRoom(forSampleOf: lengths.reduce(0) { max($0, $1.tokens) })
    let perEpoch = Double(lengths.reduce(0) { $0 + $1.tokens })
    let hosts = try request.ranks.map { try cluster.hosts(ranks: $0) }
    var rows: [Row] = []
    for scaling in request.scalings {
      // The work depends on neither network nor switches, and takes longest to find.
      let works = request.ranks.map { ranks in
        ShardWork(
          lengths: lengths, configuration.batch,
          growth: scaling == .weak ? Double(ranks) / Double(request.ranks.first ?? 1) : 1, ranks: ranks,
          seed: configuration.seed)
      }
      for demand in request.demands {
        for network in request.networks {
          for switches in request.switches {
            let predictor = Predictor(demand, network, switches, cluster, configuration)
            var first: Double?
            for (place, ranks) in request.ranks.enumerated() {
              let row = predictor.row(
                works[place], scaling, ranks: ranks, hosts: hosts[place], tokensPerEpoch: perEpoch, comparedWith: first)
              first = first ?? row.tokensPerSecond / Double(ranks)
              rows.append(row)
            }
          }
        }
      }
    }
    self.rows = rows
  }

  /// The rows of one shape on one network with one choice of switches.
  private struct Predictor {
    let demand: ModelDemand
    let network: NetworkModel
    let switches: PlanSwitches
    let cluster: ClusterModel
    let configuration: TrainingConfiguration

    init(
      _ demand: ModelDemand, _ network: NetworkModel, _ switches: PlanSwitches, _ cluster: ClusterModel,
      _ configuration: TrainingConfiguration
    ) {
      self.demand = demand
      self.network = network
      self.switches = switches
      self.cluster = cluster
      self.configuration = configuration
    }

    func row(
      _ work: ShardWork, _ scaling: Scaling, ranks: Int, hosts: Int, tokensPerEpoch: Double,
      comparedWith first: Double?
    ) -> Row {
      let bucket = Double(configuration.training.bucketMegabytes << 20)
      let steps = work.slowest(demand, switches).map {
        cluster.step(demand, work: $0, ranks: ranks, hosts: hosts, bucket: bucket, switches, network)
      }
      let count = Double(max(1, steps.count))
      let seconds = steps.reduce(0) { $0 + $1.total } / count
      let waiting = steps.reduce(0) { $0 + $1.exposed } / count
      let rate = work.tokens / seconds
      let all = (tokensPerEpoch / work.tokens).rounded(.up) * Double(configuration.training.epochs)
      let most = configuration.training.maximumSteps > 0 ? Double(configuration.training.maximumSteps) : .infinity
      let number = max(1, min(all, most))
      let hours = number * seconds / 3600
      return Row(
        shape: demand.name, network: network.name, switches: switches, scaling: scaling, ranks: ranks, hosts: hosts,
        stepSeconds: seconds, memoryBytes: memory(work, ranks: ranks), communicationShare: waiting / seconds,
        tokensPerSecond: rate, efficiency: first.map { rate / Double(ranks) / $0 } ?? 1, steps: Int(number),
        days: hours / 24, coreHours: hours * Double(ranks * cluster.threads))
    }

    /// The bytes of the first rank, which also holds the copy of a checkpoint.
    private func memory(_ work: ShardWork, ranks: Int) -> Double {
      let activations = ActivationEstimate(
        demand.configuration, precision: configuration.training.precision.resolved,
        recomputesBlocks: switches.recomputesActivations, threads: cluster.threads)
      var training = configuration.training
      training.shardOptimizer = switches.shardsOptimizer
      return TrainingMemory(
        demand.configuration, training, ranks: ranks, activationFloats: activations.peakFloats(work.largestMicroBatch),
        savesInBackground: configuration.checkpoints.inBackground
      ).firstRank
    }
  }
}
