import ArgumentParser
import Basics
import Foundation

/// A program with subcommands, and the one place where errors become messages and exit codes.
package protocol Program: ParsableCommand {}

extension Program {
  /// Parses the command line and runs the command that it names.
  package static func main() {
    // When a reader of the output has gone, the next write fails, and that ends the command quietly.
    signal(SIGPIPE, SIG_IGN)
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
    Console.standardError.write(diagnosis)
    Foundation.exit(diagnosis.exitCode.rawValue)
  }
}
