import Basics
import Configuration
import Statistics
import Testing
import Training

@testable import Results

/// Simulated runs of two variants that differ only by their seeds.
struct ComparisonCoverageTests {
  private static let words = ["get", "set", "the", "value", "list", "of", "names", "return"]

  private static func run(
    _ seed: Int, loss: Double, references: [[String]], errors: Double, _ stream: inout RandomStream
  ) -> RunDetails {
    var run = RunDetails(RunRecord(path: "study/run"), folder: "/nonexistent")
    run.record.seed = Int64(seed)
    run.record.validationLoss = loss
    run.record.scores = ["bleu": 0]
    run.samples = references.enumerated().map { number, text in
      let output = text.map { stream.uniform() < errors ? "wrong" : $0 }.joined(separator: " ")
      return ValidationOutputs.Sample(
        sample: number, source: "", reference: text.joined(separator: " "), prediction: output)
    }
    return run
  }

  /// The share of simulated comparisons without an effect whose interval excludes zero.
  private static func falsePositives(_ metric: String, experiments: Int, seeds: Int, samples: Int) throws -> Double {
    var stream = RandomStream(seed: 4, purpose: .testData)
    var found = 0
    for _ in 0..<experiments {
      let references = (0..<samples).map { _ in
        (0..<8).map { _ in words[Int(stream.next() % UInt64(words.count))] }
      }
      let variants = ["baseline", "other"].map { label in
        Variant(
          label: label,
          runs: (1...seeds).map { seed in
            run(
              seed, loss: 2 + 0.1 * stream.normal(), references: references, errors: 0.3 + 0.05 * stream.normal(),
              &stream)
          })
      }
      let comparison = try VariantComparison(variants[0], against: variants[1], metrics: [metric])
      let contrast = try #require(comparison.metrics.first).contrast
      #expect((contrast.test?.p ?? 0) >= 0.25, "no p-value of three seeds is below 0.25")
      if contrast.interval.excludesZero { found += 1 }
    }
    return Double(found) / Double(experiments)
  }

  /// A percentile bootstrap over three seeds finds a difference in a quarter of them.
  @Test func withoutAnEffectThreeSeedsSeldomShowOne() throws {
    let share = try Self.falsePositives("loss", experiments: 2_000, seeds: 3, samples: 0)
    #expect(share <= 0.06 && share >= 0.035, "\(share)")
  }

  @Test func withoutAnEffectThreeSeedsAndTheirTextsSeldomShowOne() throws {
    let share = try Self.falsePositives("bleu", experiments: 600, seeds: 3, samples: 15)
    #expect(share <= 0.06, "\(share)")
  }
}
