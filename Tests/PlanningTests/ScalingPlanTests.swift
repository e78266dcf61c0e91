import Basics
import CodeT5
import Corpus
import Foundation
import TestSupport
import Testing
import Training

@testable import Planning

/// Predicted steps against Golden/make_golden.py, and what any plan must satisfy.
struct ScalingPlanTests {
  private struct Golden: Decodable {
    struct Step: Decodable {
      struct Expected: Decodable {
        var parameters: Int
        var compute, update, exposed, communication: Double
      }

      var shape: [Int]
      var ranks, pairs, source, target: Int
      var reduction: Reduction
      var latency, bandwidth, rate, memory_rate, bucket, overlap: Double
      var shard_optimizer, reduce_precision: Bool
      var expected: Expected
    }

    var steps: [Step]
  }

  private static func demand(_ name: String) throws -> ModelDemand {
    let shape = try #require(ModelShape.published.first { $0.name == name }).shape
    return ModelDemand(name: name, shape.configuration(vocabularySize: 32_100, pad: 0, beginning: 1, end: 2))
  }

  private static func length(_ source: Int, _ target: Int) -> SampleLength {
    SampleLength(source: source, target: target)
  }

  @Test func publishedShapesHaveTheirParameters() throws {
    // Hugging Face counts 60,492,288, 222,882,048 and 737,639,424 for codet5-small, -base and -large.
    #expect(try Self.demand("small").parameters == 60_492_288)
    #expect(try Self.demand("base").parameters == 222_882_048)
    #expect(try Self.demand("large").parameters == 737_639_424)
  }

  @Test func stepsTakeWhatTheFormulasSay() throws {
    let golden = try GoldenFolder().decoded(Golden.self, "expected.json")
    #expect(golden.steps.count == 40)
    for step in golden.steps {
      let demand = try Self.demand(step.shape[0] == 512 ? "small" : "large")
      var cluster = ClusterModel(rate: step.rate, memoryRate: step.memory_rate)
      (cluster.reduction, cluster.overlap) = (step.reduction, step.overlap)
      let switches = PlanSwitches(
        shardsOptimizer: step.shard_optimizer, reducesInBfloat16: step.reduce_precision)
      let lengths = Array(repeating: Self.length(step.source, step.target), count: step.pairs)
      let work = demand.operations(lengths.indices, lengths, switches)
      let found = cluster.step(
        demand, work: (work, work), ranks: step.ranks, hosts: step.ranks, bucket: step.bucket, switches,
        NetworkModel(name: "", latency: step.latency, bandwidth: step.bandwidth))
      #expect(demand.parameters == step.expected.parameters)
      for (value, expected) in [
        (found.compute, step.expected.compute), (found.update, step.expected.update),
        (found.exposed, step.expected.exposed), (found.communication, step.expected.communication),
      ] { #expect(abs(value - expected) <= 1e-9 * max(1e-9, expected), "\(step)") }
    }
  }

  private func plan(
    ranks: [Int] = [1, 2, 4, 64], networks: [Double] = [10, 100],
    switches: [PlanSwitches] = [PlanSwitches()], lengths: [SampleLength]? = nil,
    _ change: (inout TrainingConfiguration, inout ClusterModel) -> Void = { _, _ in }
  ) throws -> ScalingPlan {
    var configuration = TrainingConfiguration()
    configuration.batch.batchTokens = 4096
    configuration.training.epochs = 2
    var cluster = ClusterModel(rate: 4e11, memoryRate: 1e10)
    cluster.threads = 2
    change(&configuration, &cluster)
    return try ScalingPlan(
      ScalingPlan.Request(
        ranks: ranks, demands: [Self.demand("small")],
        networks: networks.map { NetworkModel(gigabits: $0, latency: 25e-6) }, switches: switches),
      configuration, lengths: lengths ?? Array(repeating: Self.length(80, 48), count: 4000), cluster: cluster)
  }

  @Test func rowsAddUp() throws {
    let plan = try plan()
    #expect(plan.rows.count == 4 * 2 * 2)
    for row in plan.rows {
      // 32 samples of 128 tokens fill a batch of 4,096; 2 epochs of 4,000 samples.
      let growth = row.scaling == .weak ? row.ranks : 1
      let batches = (4000 / (32 * Double(growth))).rounded(.up)
      #expect(row.steps == max(1, Int(batches) * 2), "\(row)")
      #expect(abs(row.tokensPerSecond * row.stepSeconds / Double(4096 * growth) - 1) < 1e-9)
      #expect(abs(row.days * 86_400 / (Double(row.steps) * row.stepSeconds) - 1) < 1e-9)
      #expect(abs(row.coreHours / (row.days * 24 * Double(row.ranks * 2)) - 1) < 1e-9)
      #expect(row.efficiency > 0 && row.efficiency <= 1 + 1e-9 && (0..<1).contains(row.communicationShare))
      #expect(row.ranks > 1 || row.communicationShare == 0 && row.efficiency == 1)
    }
  }

  @Test func aFasterNetworkIsNoSlowerAndWeakScalingNoWorseThanStrong() throws {
    let rows = try plan().rows
    func row(_ scaling: ScalingPlan.Scaling, _ network: String, _ ranks: Int) throws -> ScalingPlan.Row {
      try #require(rows.first { $0.scaling == scaling && $0.network == network && $0.ranks == ranks })
    }
    for ranks in [2, 4, 64] {
      for scaling in ScalingPlan.Scaling.allCases {
        let (slow, fast) = (try row(scaling, "10 Gb/s", ranks), try row(scaling, "100 Gb/s", ranks))
        #expect(fast.stepSeconds <= slow.stepSeconds)
      }
      let (strong, weak) = (try row(.strong, "10 Gb/s", ranks), try row(.weak, "10 Gb/s", ranks))
      #expect(weak.efficiency >= strong.efficiency - 1e-9)
    }
  }

  /// A batch of 32 samples cannot keep 64 ranks busy, however fast the network.
  @Test func moreRanksThanSamplesDoNotComputeFaster() throws {
    let rows = try plan(ranks: [32, 64], networks: [1000]) { _, cluster in cluster.memoryRate = 1e15 }.rows
    let strong = rows.filter { $0.scaling == .strong }
    #expect(strong[1].stepSeconds >= strong[0].stepSeconds)
    #expect(strong[1].efficiency <= 0.5 + 1e-9)
  }

  /// One long sample holds up the rank that has it.
  @Test func theSlowestRankDecides() throws {
    let even = try plan(ranks: [8], networks: [1000]).rows
    var lengths = Array(repeating: Self.length(80, 48), count: 4000)
    for place in stride(from: 0, to: 4000, by: 31) { lengths[place] = Self.length(1500, 900) }
    let uneven = try plan(ranks: [8], networks: [1000], lengths: lengths).rows
    #expect(uneven[0].tokensPerSecond < 0.75 * even[0].tokensPerSecond)
  }

  @Test func switchesSaveWhatTheyPromise() throws {
    let choices = [(false, false), (true, false), (false, true)].map {
      PlanSwitches(shardsOptimizer: $0, reducesInBfloat16: $1)
    }
    let rows = try plan(ranks: [1, 64], networks: [10], switches: choices).rows.filter { $0.ranks == 64 }
    let parameters = Double(try Self.demand("small").parameters)
    for place in stride(from: 0, to: rows.count, by: 3) {
      let (plain, sharded, short) = (rows[place], rows[place + 1], rows[place + 2])
      // Both moments, in the run and in the copy for a checkpoint, less a 64th.
      #expect(abs(plain.memoryBytes - sharded.memoryBytes - 2 * 4 * parameters * 63 / 64) < 1)
      #expect(short.memoryBytes == plain.memoryBytes && short.stepSeconds < plain.stepSeconds)
    }
  }

  @Test func recomputationCostsAForwardPassAndSavesActivations() throws {
    let rows = try plan(
      ranks: [1], networks: [10], switches: [PlanSwitches(), PlanSwitches(recomputesActivations: true)]
    ) { _, cluster in cluster.memoryRate = 1e15 }.rows
    #expect(abs(rows[1].stepSeconds / rows[0].stepSeconds - 4.0 / 3) < 1e-3)
    #expect(rows[1].memoryBytes < rows[0].memoryBytes)
  }

  @Test func hostsSumInSharedMemoryFirst() throws {
    func seconds(_ reduction: Reduction, perHost: Int) throws -> Double {
      let rows = try plan(ranks: [32], networks: [10]) { _, cluster in
        (cluster.reduction, cluster.ranksPerHost) = (reduction, perHost)
        cluster.sharedMemoryRate = 1e15
      }.rows
      return try #require(rows.first { $0.scaling == .weak }).stepSeconds
    }
    #expect(try seconds(.hierarchical, perHost: 8) < seconds(.hierarchical, perHost: 1))
    #expect(try seconds(.recursive, perHost: 1) < seconds(.hierarchical, perHost: 1))
    #expect(try seconds(.flat, perHost: 8) == seconds(.flat, perHost: 1))
  }

  @Test func ranksThatDoNotFillTheirHostsAreErrors() throws {
    let error = #expect(throws: InvalidSetting.self) {
      try plan(ranks: [8, 12]) { _, cluster in cluster.ranksPerHost = 8 }
    }
    #expect(error?.keyPath == "--ranks" && error?.problem.contains("12") == true)
    #expect(try plan(ranks: [3, 16]) { _, cluster in cluster.ranksPerHost = 8 }.rows.map(\.hosts).max() == 2)
  }

  @Test func aSampleThatFitsIntoNoBatchIsAnError() {
    #expect(throws: InvalidSetting.self) { try plan(lengths: [Self.length(4000, 200)]) }
  }

  @Test func theTableAndThePlotShowEveryNetwork() throws {
    let plan = try plan(switches: [PlanSwitches(), PlanSwitches(shardsOptimizer: true, reducesInBfloat16: true)])
    #expect(plan.table.split(separator: "\n").count == 4 + 1 + plan.rows.count)
    let picture = plan.plot.standalone
    for text in ["10 Gb/s, –", "100 Gb/s, ZeRO-1, bf16 sums", "small, weak scaling", "small, strong scaling"] {
      #expect(picture.contains(text), "\(text)")
    }
    let line = try JSONLines.line(plan.rows[0])
    for key in ["step_seconds", "memory_bytes", "communication_share", "core_hours", "shard_optimizer"] {
      #expect(line.contains("\"\(key)\""))
    }
  }
}
