import ArgumentParser
import Basics
import Foundation

/// `fovea bench`: the benchmarks are a program of their own since version 0.2, which this runs.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Runs fovea-bench, which holds the benchmarks.",
    discussion: """
      Benchmarks are in a program of their own, fovea-bench, next to this one. `fovea bench ARGUMENTS` runs it.

      EXAMPLES:
        fovea-bench gemm
        fovea-bench step --help
      """)

  @Argument(parsing: .captureForPassthrough, help: ArgumentHelp("What fovea-bench gets.", valueName: "arguments"))
  var arguments: [String] = []

  func run() throws {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let program = (own as NSString).deletingLastPathComponent + "/fovea-bench"
    guard access(program, X_OK) == 0 else { throw BenchmarksMissing(program: program) }
    var words = ([program] + arguments).map { strdup($0) } + [nil]
    execv(program, &words)
    throw FileFailure(.read, path: program)
  }
}

/// The program with the benchmarks is not next to this one.
struct BenchmarksMissing: DiagnosableError {
  let program: String

  var diagnosis: Diagnosis {
    Diagnosis(
      .usage, problem: "the benchmarks are in the program fovea-bench, which is not here", place: program,
      remedy: "build it: swift build -c release --product fovea-bench")
  }
}
