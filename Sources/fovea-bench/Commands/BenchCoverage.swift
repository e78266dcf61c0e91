import ArgumentParser
import Programs

/// `fovea-bench coverage`: whether intervals contain the truth as often as they claim.
struct BenchCoverage: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coverage",
    abstract: "Simulates how often the intervals of the statistics contain the truth.",
    discussion: """
      Experiments without an effect are simulated with 3, 5, 8 and 20 seeds, and studies with 23 participants and 61 \
      methods. An interval of 95 % should contain zero in 94 to 96 % of them. docs/statistics.md has the table. The \
      result is a function of --seed.

      EXAMPLES:
        fovea-bench coverage
        fovea-bench coverage --experiments 2000 --json
      """)

  @Option(help: ArgumentHelp("Experiments for each number; 10,000 leave an error of 0.2 points.", valueName: "count"))
  var experiments = 10_000

  @Option(help: ArgumentHelp("The seed of the simulation.", valueName: "number"))
  var seed: UInt64 = 0

  @OptionGroup var report: ReportOptions

  func validate() throws {
    guard (100...1_000_000).contains(experiments) else {
      throw ValidationError("--experiments is \(experiments); give 100 to 1,000,000")
    }
  }

  func run() throws {
    try report.print(try CoverageSimulation(experiments: experiments, seed: seed).run())
  }
}
