import ArgumentParser
import Basics
import Foundation

/// A program with subcommands; the only place that turns errors into messages and exit codes.
package protocol Program: ParsableCommand {}

extension Program {
  /// Parses the command line and runs the given command.
  package static func main() {
    do {
      try ProcessSurroundings.prepare()
      var command = try parseAsRoot()
      try command.run()
    } catch {
      end(because: error)
    }
  }

  /// Reports the error and ends the process with its exit code.
  private static func end(because error: any Error) -> Never {
    if error is OutputClosed { Foundation.exit(Basics.ExitCode.success.rawValue) }
    let code = exitCode(for: error)
    // The parser quotes what it does not understand, and only the console writes its control characters out.
    if code == .validationFailure {
      Console.standardError.writeLine(fullMessage(for: error))
      Foundation.exit(code.rawValue)
    }
    // --help and --version are the parser's own errors as well; only the exit code distinguishes them from others.
    if error is ArgumentParser.ExitCode || code != .failure { exit(withError: error) }
    let diagnosis = Diagnosis(of: error)
    Console.standardError.write(diagnosis)
    Foundation.exit(diagnosis.exitCode.rawValue)
  }
}
