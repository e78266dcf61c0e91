import ArgumentParser
import Basics
import Programs

/// The program `fovea-bench`, which measures Fovea's speed on this machine.
@main
struct FoveaBench: Program {
  static let configuration = CommandConfiguration(
    commandName: "fovea-bench",
    abstract: "Measures speed and memory, compared with this machine's limits and with PyTorch.",
    discussion: """
      Every benchmark also measures its limit in the same run. Run them on an otherwise idle machine.

      EXAMPLES:
        fovea-bench gemm
        fovea-bench step --data-source train.java --data-target train.cs --tokenizer codet5-small --peer
        mpirun -np 2 fovea-bench allreduce
      """,
    version: "fovea-bench \(FoveaVersion.current)",
    subcommands: [
      BenchStep.self, BenchGEMM.self, BenchAllReduce.self, BenchGenerate.self, BenchCodeBLEU.self, BenchCoverage.self,
      BenchCheck.self,
    ])
}
