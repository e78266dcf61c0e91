import ArgumentParser
import Basics
import Foundation

/// The program: its subcommands, and the one place where errors become messages and exit codes.
@main
struct Fovea: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fovea",
    abstract: "Trains and runs CodeT5 models on code, data-parallel over MPI.",
    discussion: """
      Results go to standard output, everything else to standard error.

      Exit codes: 0 success, 1 other failures, 64 wrong usage, 65 bad data, 74 reading or writing failed, \
      75 stopped but resumable, 78 wrong configuration.

      EXAMPLES:
        fovea train configs/quickstart.yaml
        fovea loss --model codet5-small --data pairs.jsonl
        echo 'int add(int a, int b) { return a + b; }' | fovea generate --model codet5-small --input -
        fovea tokenize --tokenizer codet5-small --input Main.java
      """,
    version: "fovea \(FoveaVersion.current)",
    subcommands: [
      Train.self, SweepCommand.self, LaunchCommand.self, ResultsCommand.self, Doctor.self, Evaluate.self,
      CodeBLEUCommand.self, MetricsCommand.self, GazeCommand.self, Loss.self, Generate.self,
      Tokenize.self,
      TokenizerCommand.self,
      Checkpoint.self,
      Bench.self,
      HelperCommand.self,
    ]
  )

  /// Parses the command line and runs the command that it names.
  static func main() {
    // A reader that has gone shows as an error of the write, which ends the command quietly.
    signal(SIGPIPE, SIG_IGN)
    ConsoleLogging.bootstrap()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      end(because: error)
    }
  }

  /// Reports the error and ends the process with its exit code.
  private static func end(because error: any Error) -> Never {
    if error is OutputClosed { Foundation.exit(Basics.ExitCode.success.rawValue) }
    // Wrong usage, --help and --version are the parser's own errors; it has no way to tell them from others but this code.
    if error is ArgumentParser.ExitCode || exitCode(for: error) != .failure {
      exit(withError: error)
    }
    let diagnosis = Diagnosis(of: error)
    Console.standardError.writeLine(diagnosis.rendered)
    Foundation.exit(diagnosis.exitCode.rawValue)
  }
}
