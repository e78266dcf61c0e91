import ArgumentParser
import Programs

/// `fovea-bench gemm`: matrix products.
struct BenchGEMM: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gemm",
    abstract: "Measures matrix products with the shapes of codet5-small's training step.",
    discussion: """
      Each product runs with one thread and with all threads; the best of repeated runs counts. The fastest product \
      with all threads is the limit that the other benchmarks compare with.

      EXAMPLES:
        fovea-bench gemm --threads 4
      """)

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var precision: PrecisionOptions
  @OptionGroup var report: ReportOptions

  @Option(help: ArgumentHelp("Tokens that the layers process at once.", valueName: "count"))
  var tokens = 2048

  func validate() throws {
    guard (1...1 << 20).contains(tokens) else { throw ValidationError("--tokens must be between 1 and \(1 << 20)") }
  }

  func run() throws {
    try report.print(GEMMBenchmark(threads: threads.count(), precision: precision.chosen, tokens: tokens).run())
  }
}
