import Basics
import CodeT5
import Tensors
import Training

/// Compares the speed of steps and generation with committed thresholds. Every figure is a ratio or a count within one
/// run, so that the thresholds hold on machines of different speed.
struct SpeedCheck {
  let threads: Int

  /// A figure, the threshold it must keep, and whether it does.
  struct Finding: Encodable, Sendable {
    let name: String
    let value: Double
    let threshold: SpeedThreshold

    var holds: Bool { threshold.accepts(value) }

    private enum CodingKeys: String, CodingKey { case name, value, atLeast, atMost, holds }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(value, forKey: .value)
      switch threshold {
      case .atLeast(let bound): try container.encode(bound, forKey: .atLeast)
      case .atMost(let bound): try container.encode(bound, forKey: .atMost)
      }
      try container.encode(holds, forKey: .holds)
    }
  }

  struct Report: BenchmarkReport {
    let benchmark = "check"
    let machine = Machine.this
    let threads: Int
    let findings: [Finding]

    var holds: Bool { findings.allSatisfy(\.holds) }

    private enum CodingKeys: String, CodingKey { case benchmark, machine, threads, findings }

    var table: String {
      let rows = findings.map { finding in
        [finding.name, finding.value.decimals(3), finding.threshold.text, finding.holds ? "holds" : "FAILS"]
      }
      return "\(threads) threads, \(machine.cpu)\n\n"
        + TextTable(header: ["figure", "here", "threshold", ""], rows: rows, numeric: [1, 2]).rendered(.table)
    }
  }

  /// Runs everything; some 40 seconds for codet5-small's shape on two cores.
  func run() throws -> Report {
    let batches = BenchmarkBatches.synthetic
    var findings = try step(batches, .fp32)
    findings += try generation(batches, .fp32)
    if Precision.bf16.isSupported {
      let exact = findings
      let rounded = try step(batches, .bf16) + generation(batches, .bf16)
      findings += rounded
      findings += [
        try ratio("step", rounded, exact, SpeedThreshold.roundedStep),
        try ratio("generation", rounded, exact, SpeedThreshold.roundedGeneration),
      ]
    }
    return Report(threads: threads, findings: findings.filter { !$0.name.hasSuffix(Self.speed) })
  }

  /// The ending of the names of figures that are speeds, which only ratios are made of.
  private static let speed = "per second"

  private func step(_ batches: BenchmarkBatches, _ precision: Precision) throws -> [Finding] {
    var settings = StepBenchmark.Settings()
    (settings.threads, settings.precision) = (threads, precision)
    var benchmark = try StepBenchmark(batches, settings)
    let report = try benchmark.run()
    let profile = benchmark.profile()
    let kinds = profile.kinds
    let name = "step, \(precision.rawValue)"
    func share(_ wanted: [OperationProfiler.Kind]) -> Double {
      kinds.filter { kind in wanted.contains { $0.rawValue == kind.name } }.reduce(0) { $0 + $1.share }
    }
    let thresholds = SpeedThreshold.step(precision)
    return [
      Finding(name: "\(name): share of the limit", value: report.ratio, threshold: thresholds.shareOfLimit),
      Finding(name: "\(name): attention's share", value: share([.attention]), threshold: thresholds.attention),
      Finding(name: "\(name): packing's share", value: share([.packing]), threshold: thresholds.packing),
      Finding(
        name: "\(name): element-wise work's share",
        value: share([.norm, .dropout, .activation, .residual, .loss, .embedding, .clearing]),
        threshold: thresholds.elementWise),
      Finding(
        name: "\(name): floats allocated after the first steps", value: Double(benchmark.arenaGrowth),
        threshold: .atMost(0)),
      Finding(name: "\(name): tokens \(Self.speed)", value: report.realTokensPerSecond, threshold: .atLeast(0)),
    ]
  }

  private func generation(_ batches: BenchmarkBatches, _ precision: Precision) throws -> [Finding] {
    var settings = GenerationBenchmark.Settings()
    (settings.threads, settings.precision, settings.steps) = (threads, precision, 2)
    settings.options.maximumLength = 48
    let report = try GenerationBenchmark(batches, settings).run()
    let name = "generation, \(precision.rawValue)"
    return [
      Finding(
        name: "\(name): share of the limit", value: report.ratio,
        threshold: SpeedThreshold.generation(precision)),
      Finding(name: "\(name): sequences \(Self.speed)", value: report.sequencesPerSecond, threshold: .atLeast(0)),
    ]
  }

  private func ratio(
    _ name: String, _ rounded: [Finding], _ exact: [Finding], _ threshold: SpeedThreshold
  ) throws -> Finding {
    func speed(_ findings: [Finding]) -> Double {
      findings.first { $0.name.hasPrefix(name) && $0.name.hasSuffix(Self.speed) }?.value ?? 0
    }
    return Finding(name: "\(name): bf16 to fp32", value: speed(rounded) / speed(exact), threshold: threshold)
  }
}

/// A figure fell behind its threshold.
struct SpeedLost: DiagnosableError {
  let names: [String]

  var diagnosis: Diagnosis {
    Diagnosis(
      .failure, problem: "\(names.count) of the figures fail: \(names.joined(separator: "; "))",
      remedy:
        "repeat on an idle machine; if it stays, profile with `fovea-bench step --profile trace.json` and compare "
        + "with the last commit that held")
  }
}
