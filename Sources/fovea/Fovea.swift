import ArgumentParser
import Basics
import GazeCommands
import Programs

/// The program `fovea`, with its subcommands.
@main
struct Fovea: Program {
  static let configuration = CommandConfiguration(
    commandName: "fovea",
    abstract: "Trains and runs CodeT5 models on code, data-parallel over MPI.",
    discussion: """
      Results go to standard output, everything else to standard error.

      Exit codes: 0 success, 1 other failures, 64 wrong usage, 65 bad data, 74 input or output failed, \
      75 stopped but resumable, 78 wrong configuration.

      EXAMPLES:
        fovea config init summarization --output my.yaml
        fovea train configs/quickstart.yaml
        fovea loss --model codet5-small --data pairs.jsonl
        echo 'int add(int a, int b) { return a + b; }' | fovea generate --model codet5-small --input -
        fovea tokenize --tokenizer codet5-small --input Main.java
      """,
    version: "fovea \(FoveaVersion.current)",
    subcommands: [
      ConfigCommand.self, TrainCommand.self, SweepCommand.self, StudyCommand.self, LaunchCommand.self,
      ResultsCommand.self, DoctorCommand.self,
      PlanCommand.self,
      EvaluateCommand.self,
      CodeBLEUCommand.self, MetricsCommand.self, CorpusCommand.self, GazeCommand.self, LossCommand.self,
      GenerateCommand.self,
      TokenizeCommand.self,
      TokenizerCommand.self, CheckpointCommand.self, BenchCommand.self, HelperCommand.self,
    ]
  )
}
