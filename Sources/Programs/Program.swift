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
      do { try command.run() } catch let error as ValidationError { end(because: error, in: type(of: command)) }
    } catch {
      end(because: error)
    }
  }

  /// Reports a mistake in the options that only running the command showed, with the name of the command.
  private static func end(because error: ValidationError, in command: any ParsableCommand.Type) -> Never {
    let help = (words(of: command, below: self) ?? [_commandName]).joined(separator: " ")
    Console.standardError.writeLine("Error: \(error.message)\n  See '\(help) --help' for more information.")
    Foundation.exit(exitCode(for: error).rawValue)
  }

  /// What you type to run a command, such as `fovea study run`; nil if it is not below `root`.
  private static func words(of command: any ParsableCommand.Type, below root: any ParsableCommand.Type) -> [String]? {
    if command == root { return [root._commandName] }
    for next in root.configuration.subcommands {
      if let words = words(of: command, below: next) { return [root._commandName] + words }
    }
    return nil
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
