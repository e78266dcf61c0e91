import ArgumentParser
import Collectives
import Programs

/// `fovea-bench allreduce`: sums over ranks.
struct BenchAllReduce: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "allreduce",
    abstract: "Measures the all-reduce of gradients over the ranks of an MPI job.",
    discussion: """
      "Blocking" reduces each buffer in one piece; "polled" reduces it in concurrent buckets of 4 MB, as in a training \
      step. Rank 0 prints the report.

      EXAMPLES:
        mpirun -np 2 fovea-bench allreduce
        mpirun -np 4 fovea-bench allreduce --sizes 1 16 --json
      """)

  @Option(parsing: .upToNextOption, help: ArgumentHelp("Buffer sizes in MB.", valueName: "MB"))
  var sizes = [1, 4, 16, 64, 256]

  @Option(help: ArgumentHelp("Timed repetitions of each size; the fastest counts.", valueName: "count"))
  var repetitions = 5

  @OptionGroup var report: ReportOptions

  func validate() throws {
    guard !sizes.isEmpty, sizes.allSatisfy({ (1...16_384).contains($0) }) else {
      throw ValidationError("--sizes must be between 1 and 16384")
    }
    guard repetitions >= 1 else { throw ValidationError("--repetitions must be at least 1") }
  }

  func run() throws {
    try Ranks.run { communicator in
      let result = try AllReduceBenchmark(communicator, megabytes: sizes, repetitions: repetitions).run()
      if communicator.rank == 0 { try report.print(result) }
    }
  }
}
