import ArgumentParser
import Basics
import CodeT5
import Corpus
import Foundation
import Planning
import Programs
import Tensors
import Tokenization
import Training

/// What `fovea plan` plans for: ranks, networks, machines.
struct PlanOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Numbers of ranks, the first of which is the base of comparisons.", valueName: "count,…"))
  var ranks = "1,2,4,8,16,32,64,128,256,512,1024"

  @Option(help: ArgumentHelp("Ranks on each host.", valueName: "count"))
  var ranksPerHost = 1

  @Option(
    help: ArgumentHelp(
      """
      Networks: rates in Gb/s, or files with the output of `fovea-bench allreduce --json`, measured with one rank on \
      each host.
      """, valueName: "rate|file,…"))
  var network = "10"

  @Option(help: ArgumentHelp("Latency of a message between hosts, for networks given by rate.", valueName: "µs"))
  var latency = 25.0

  @Option(
    help: ArgumentHelp(
      "How sums between hosts are made: flat (as the program does), hierarchical or recursive.", valueName: "kind"))
  var allReduce = Reduction.flat

  @Option(
    help: ArgumentHelp(
      "Plan for published shapes of CodeT5 instead of the configured model: small, base, large.", valueName: "name,…"))
  var shape: String?

  @Option(
    help: ArgumentHelp(
      """
      10⁹ operations per second that a rank sustains in a training step, as fovea-bench step reports them (default: \
      0.65 of what this machine reaches in large products).
      """, valueName: "rate"))
  var gigaflops: Double?

  @Option(
    help: ArgumentHelp(
      "10⁹ bytes per second of a rank's memory in the optimizer's update (default: measured here).", valueName: "rate"))
  var memoryRate: Double?

  @Option(
    help: ArgumentHelp(
      "Share of the backward pass's time that hides communication, from 0 to 1; launch/scaling measures it.",
      valueName: "share"))
  var overlap = 0.5

  @Flag(help: "Each rank keeps its part of the optimizer's moments only (ZeRO, stage 1).")
  var shardOptimizer = false

  @Flag(help: "Gradients travel as bfloat16.")
  var reducePrecision = false

  @Flag(help: "The backward pass computes activations again.")
  var recomputeActivations = false

  @Flag(help: "Plan without and with ZeRO-1 and bfloat16 sums: four times as many rows.")
  var compare = false

  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    _ = try rankCounts()
    guard ranksPerHost >= 1 else { throw ValidationError("--ranks-per-host is \(ranksPerHost); give at least 1") }
    guard latency >= 0, latency <= 1e6 else {
      throw ValidationError("--latency is \(latency); give microseconds, such as 25")
    }
    for (name, rate) in [("--gigaflops", gigaflops), ("--memory-rate", memoryRate)] {
      guard let rate else { continue }
      guard rate > 0, rate <= 1e9 else { throw ValidationError("\(name) is \(rate); give a rate above 0") }
    }
    guard (0...1).contains(overlap) else { throw ValidationError("--overlap is \(overlap); give a share from 0 to 1") }
    _ = try shapes()
    if compare, shardOptimizer || reducePrecision {
      throw ValidationError("--compare plans without and with --shard-optimizer and --reduce-precision; leave them out")
    }
  }

  /// The plan; reads the training data.
  func plan(_ configuration: TrainingConfiguration) throws -> ScalingPlan {
    let count = try threads.count()
    let tokenizer = try Tokenizer(
      directory: configuration.tokenizer.isEmpty ? configuration.model.checkpoint : configuration.tokenizer)
    let networks = try networks()
    let data = try TaskData(
      configuration.data.source(configuration.data.train, configuration.task, tokenizer),
      cache: configuration.data.corpusCache, threads: count
    ).drawn(configuration.data.trainSamples, seed: configuration.seed)
    var cluster = ClusterModel(
      rate: try gigaflops.map { $0 * 1e9 }
        ?? MachineRates.rate(threads: count, precision: configuration.training.precision.supported()),
      memoryRate: memoryRate.map { $0 * 1e9 } ?? MachineRates.memoryRate(threads: count))
    (cluster.ranksPerHost, cluster.threads, cluster.reduction) = (ranksPerHost, count, allReduce)
    cluster.overlap = overlap
    return try ScalingPlan(
      ScalingPlan.Request(
        ranks: rankCounts(), demands: demands(configuration, tokenizer), networks: networks,
        switches: switches(configuration)),
      configuration, lengths: data.corpus.lengths, cluster: cluster)
  }

  private func rankCounts() throws -> [Int] {
    let counts = ranks.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard !counts.isEmpty, counts.allSatisfy({ (1...65_536).contains($0 ?? 0) }) else {
      throw ValidationError("--ranks is \"\(ranks)\"; give numbers from 1 to 65536, such as 1,2,4")
    }
    try requireDifferent(counts.map { "\($0 ?? 0)" }, "--ranks")
    return counts.compactMap { $0 }
  }

  private func networks() throws -> [NetworkModel] {
    let names = network.split(separator: ",").map(String.init)
    try requireDifferent(names, "--network")
    guard !names.isEmpty else { throw ValidationError("--network is empty; give rates in Gb/s, such as 10,25,100") }
    return try names.map { name in
      guard let rate = Double(name) else {
        guard access(name, F_OK) == 0 else {
          throw ValidationError(
            "--network names \"\(name)\", which is neither a rate in Gb/s, such as 25, nor a file that exists")
        }
        return try NetworkFit.network(reportAt: name)
      }
      guard rate > 0, rate <= 100_000 else {
        throw ValidationError("--network names \(name); give a rate in Gb/s above 0, or a file")
      }
      return NetworkModel(gigabits: rate, latency: latency * 1e-6)
    }
  }

  private func shapes() throws -> [(name: String, shape: ModelShape)] {
    guard let shape else { return [] }
    let names = shape.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    try requireDifferent(names, "--shape")
    return try names.map { name in
      guard let known = ModelShape.published.first(where: { $0.name == name }) else {
        throw ValidationError("--shape names \"\(name)\"; there are small, base and large")
      }
      return known
    }
  }

  private func demands(_ configuration: TrainingConfiguration, _ tokenizer: Tokenizer) throws -> [ModelDemand] {
    let special = tokenizer.specialTokens
    func demand(_ name: String, _ shape: ModelShape, vocabulary: Int) -> ModelDemand {
      ModelDemand(
        name: name,
        shape.configuration(
          vocabularySize: vocabulary, pad: special.pad, beginning: special.beginning, end: special.end))
    }
    let chosen = try shapes()
    // The published models have CodeT5's vocabulary.
    if !chosen.isEmpty { return chosen.map { demand($0.name, $0.shape, vocabulary: 32_100) } }
    guard configuration.model.checkpoint.isEmpty else {
      let directory = try PretrainedDirectory(loading: configuration.model.checkpoint)
      return [ModelDemand(name: configuration.name, directory.configuration)]
    }
    return [demand(configuration.name, configuration.model.shape, vocabulary: tokenizer.vocabularySize)]
  }

  private func switches(_ configuration: TrainingConfiguration) -> [PlanSwitches] {
    var base = PlanSwitches(configuration)
    base.recomputesActivations = base.recomputesActivations || recomputeActivations
    guard compare else {
      base.shardsOptimizer = base.shardsOptimizer || shardOptimizer
      base.reducesInBfloat16 = base.reducesInBfloat16 || reducePrecision
      return [base]
    }
    return [(false, false), (true, false), (false, true), (true, true)].map { shards, reduces in
      var choice = base
      (choice.shardsOptimizer, choice.reducesInBfloat16) = (shards, reduces)
      return choice
    }
  }
}

extension Reduction: ExpressibleByArgument {}
