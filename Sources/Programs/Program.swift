import ArgumentParser
import Basics
import Foundation

/// A program with subcommands; the only place that turns errors into messages and exit codes.
package protocol Program: ParsableCommand {}

extension Program {
  /// Parses the command line and runs the given command.
  package static func main() {
    // If the reader of the output has closed it, the next write fails and the command ends quietly.
    StandardStreams.keepFailedWritesFromKilling()
    StandardStreams.takeClosed()
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
    // Wrong usage, --help and --version are the parser's own errors; only this exit code distinguishes them from
    // others.
    if error is ArgumentParser.ExitCode || exitCode(for: error) != .failure {
      exit(withError: error)
    }
    let diagnosis = Diagnosis(of: error)
    Console.standardError.write(diagnosis)
    Foundation.exit(diagnosis.exitCode.rawValue)
  }
}
