import ArgumentParser
import Basics
import Foundation

/// `fovea bench`: runs `fovea-bench`, which has contained the benchmarks since version 0.2.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Runs fovea-bench, the program with the benchmarks.",
    discussion: """
      Benchmarks are in a separate program, fovea-bench, next to this one. `fovea bench ARGUMENTS` runs it.

      EXAMPLES:
        fovea-bench gemm
        fovea-bench step --help
      """)

  @Argument(parsing: .captureForPassthrough, help: ArgumentHelp("Arguments for fovea-bench.", valueName: "arguments"))
  var arguments: [String] = []

  func run() throws {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let program = PathName.folder(of: own) + "/fovea-bench"
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
