import ArgumentParser
import Programs

/// `fovea-bench check`: guards the speed of key operations.
struct BenchCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Compares the speed of the step and of generation with committed thresholds.",
    discussion: """
      Needs no data. Every figure is a ratio or a count within this run: shares of the limit and of the step, bf16 to \
      fp32, memory allocated after the first steps. The thresholds are in Sources/fovea-bench/Benchmarks/\
      SpeedThreshold.swift. The command ends with 1 if a figure fails. Run it on an otherwise idle machine.

      EXAMPLES:
        swift build -c release --product fovea-bench && .build/release/fovea-bench check --threads 2
        fovea-bench check --json
      """)

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var report: ReportOptions

  func run() throws {
    let found = try SpeedCheck(threads: threads.count()).run()
    try report.print(found)
    let failing = found.findings.filter { !$0.holds }.map(\.name)
    if !failing.isEmpty { throw SpeedLost(names: failing) }
  }
}
