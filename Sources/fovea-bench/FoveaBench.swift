import ArgumentParser
import Basics
import Programs

/// The program `fovea-bench`: how fast this machine runs Fovea.
@main
struct FoveaBench: Program {
  static let configuration = CommandConfiguration(
    commandName: "fovea-bench",
    abstract: "Measures speed and memory against this machine's limits and against PyTorch.",
    discussion: """
      Every benchmark measures the limit that it is compared with in the same run. Run them on an otherwise quiet \
      machine.

      EXAMPLES:
        fovea-bench gemm
        fovea-bench step --data-source train.java --data-target train.cs --tokenizer codet5-small --peer
        mpirun -np 2 fovea-bench allreduce
      """,
    version: "fovea-bench \(FoveaVersion.current)",
    subcommands: [BenchStep.self, BenchGEMM.self, BenchAllReduce.self, BenchGenerate.self, BenchCodeBLEU.self])
}
