import ArgumentParser
import Programs

/// How a benchmark's result is printed.
struct ReportOptions: ParsableArguments {
  @Flag(help: "Print one JSON object instead of a table.")
  var json = false

  func print(_ report: some BenchmarkReport) throws {
    let output = StandardOutput()
    try output.writeLine(json ? report.json() : report.table)
    try output.flush()
  }
}

extension BenchmarkShape: ExpressibleByArgument {}
