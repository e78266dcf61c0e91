import Basics
import CodeMetrics
import Statistics

/// Simulates experiments without an effect, and counts the intervals that contain zero.
struct CoverageSimulation {
  let experiments: Int
  let seed: UInt64

  static let seeds = [3, 5, 8, 20]

  func run() throws -> CoverageReport {
    var rows = [
      row("Student's t on paired seeds", "normal differences") { count, stream in
        PairedDifferences(Self.normals(count, &stream), unit: "seeds").interval()
      },
      row("percentile bootstrap of seeds (not used)", "normal differences", experiments / 5) { count, stream in
        Self.bootstrap(Self.normals(count, &stream), &stream)
      },
      row("Student's t on splits, corrected", "overlapping splits, test/train = 1/4") { count, stream in
        PairedDifferences(Self.overlapping(count, &stream), unit: "splits").interval(overlappingSplits: 0.25)
      },
    ]
    for (share, name) in [
      (0.0, "none"), (0.25, "1/4 as much as seeds"), (1, "as much as seeds"), (4, "4 times as much"),
    ] {
      rows.append(
        row("Student's t with two-way variance", "100 samples with own effects: \(name)") { count, stream in
          Self.crossed(count, samples: 100, sampleShare: share, &stream).interval()
        })
    }
    rows.append(
      try textRow("Student's t with two-way variance", "BLEU of 30 texts, as results compare", experiments / 5))
    let study = SimulatedStudy()
    return CoverageReport(
      seeds: Self.seeds, rows: rows, participants: study.participants, methods: study.methods,
      readings: study.clusters.count, studyRows: study.rows(experiments: experiments, seed: seed),
      signFlips: flips())
  }

  /// One row of the table: the share of intervals that contain zero, for each number of seeds.
  private func row(
    _ method: String, _ situation: String, _ experiments: Int? = nil,
    _ interval: (_ count: Int, _ stream: inout RandomStream) throws -> ConfidenceInterval?
  ) rethrows -> CoverageReport.Row {
    let repetitions = experiments ?? self.experiments
    let percent = try Self.seeds.map { count in
      var stream = RandomStream(seed: seed, purpose: .testData, count, ResamplingKind.simulation.rawValue)
      var covered = 0
      for _ in 0..<repetitions where try interval(count, &stream)?.bounds?.contains(0) == true { covered += 1 }
      return 100 * Double(covered) / Double(repetitions)
    }
    return CoverageReport.Row(method: method, situation: situation, percent: percent, experiments: repetitions)
  }

  static func normals(_ count: Int, _ stream: inout RandomStream) -> [Double] {
    (0..<count).map { _ in stream.normal() }
  }

  /// What Fovea did until version 0.2: the quantiles of the means of resampled differences.
  private static func bootstrap(_ differences: [Double], _ stream: inout RandomStream) -> ConfidenceInterval? {
    let means = (0..<1_000).map { _ in
      differences.reduce(0.0) { sum, _ in sum + differences[Int(stream.next() % UInt64(differences.count))] }
        / Double(differences.count)
    }.sorted()
    guard let lower = Descriptive.quantile(0.025, ofSorted: means),
      let upper = Descriptive.quantile(0.975, ofSorted: means)
    else { return nil }
    return ConfidenceInterval(
      estimate: 0, lower: lower, upper: upper, confidence: 0.95, method: "", units: [], equalValues: "")
  }

  /// Differences over splits whose correlation is the share of the test part, as Nadeau and Bengio assume.
  private static func overlapping(_ count: Int, _ stream: inout RandomStream) -> [Double] {
    let correlation = 0.2
    let common = correlation.squareRoot() * stream.normal()
    return (0..<count).map { _ in common + (1 - correlation).squareRoot() * stream.normal() }
  }

  /// Seeds and samples with normal effects. The variance of the mean difference is 1 from seeds, half of it from their
  /// own effects and half from the rest, and `sampleShare` from the samples' effects.
  private static func crossed(
    _ count: Int, samples: Int, sampleShare: Double, _ stream: inout RandomStream
  ) -> CrossedDifferences {
    let scales = (
      (0.5 * Double(count)).squareRoot(), (sampleShare * Double(samples)).squareRoot(),
      (0.5 * Double(count * samples)).squareRoot()
    )
    let effects = (0..<samples).map { _ in scales.1 * stream.normal() }
    let values = (0..<count).map { _ in
      let own = scales.0 * stream.normal()
      return effects.map { own + $0 + scales.2 * stream.normal() }
    }
    return CrossedDifferences(seeds: values.map { Descriptive.mean($0) ?? 0 }, samples: values)
  }

  private func textRow(_ method: String, _ situation: String, _ experiments: Int) throws -> CoverageReport.Row {
    try row(method, situation, experiments) { count, stream in
      try SimulatedTexts.pairs(seeds: count, samples: 30, &stream).contrast(ContrastSettings()).interval
    }
  }

  /// The share of experiments in which the sign-flip test finds a difference where there is none.
  private func flips() -> CoverageReport.Row {
    let percent = Self.seeds.map { count in
      var stream = RandomStream(seed: seed, purpose: .testData, count, ResamplingKind.simulation.rawValue)
      let repetitions = count < 20 ? experiments : experiments / 20
      let found = (0..<repetitions).count { _ in
        (SignFlipTest().run(Self.normals(count, &stream), unit: "seeds")?.p ?? 1) <= 0.05
      }
      return 100 * Double(found) / Double(repetitions)
    }
    return CoverageReport.Row(
      method: "exact sign-flip test", situation: "normal differences", percent: percent, experiments: experiments)
  }
}

/// Outputs of two systems that do not differ but for their seeds: each seed's system has its own share of wrong words.
enum SimulatedTexts {
  private static let words = ["get", "set", "the", "value", "list", "of", "names", "return", "file", "open"]

  static func pairs(seeds: Int, samples: Int, _ stream: inout RandomStream) throws -> SystemDifferences {
    let references = (0..<samples).map { _ in
      (0..<8).map { _ in words[Int(stream.next() % UInt64(words.count))] }
    }
    func outputs(_ stream: inout RandomStream) -> [String] {
      let errors = 0.3 + 0.04 * stream.normal()
      return references.map { text in
        text.map { stream.uniform() < errors ? "wrong" : $0 }.joined(separator: " ")
      }
    }
    let lists = references.map { [$0.joined(separator: " ")] }
    return try SystemDifferences(
      (0..<seeds).map { _ in
        try PairedSystems(
          metric: CodeToCodeBLEU(), references: lists, baseline: outputs(&stream), system: outputs(&stream))
      })
  }
}
