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
    widenHelp()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      end(because: error)
    }
  }

  /// The parser lays help out for the width of the terminal, or for `COLUMNS`, and crashes below some 27 columns.
  private static func widenHelp() {
    let least = 40
    var size = winsize()
    let isTerminal = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    let stated = ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) }
    let width = stated ?? (isTerminal ? Int(size.ws_col) : least)
    if width < least { setenv("COLUMNS", String(least), 1) }
  }

  /// Reports the error and ends the process with its exit code.
  private static func end(because error: any Error) -> Never {
    if error is OutputClosed { Foundation.exit(Basics.ExitCode.success.rawValue) }
    // Wrong usage, --help and --version are the parser's own errors; only this exit code distinguishes them from
    // others.
    let code = exitCode(for: error)
    // The parser quotes what it does not understand, and only the console writes its control characters out.
    if code == .validationFailure {
      Console.standardError.writeLine(fullMessage(for: error))
      Foundation.exit(code.rawValue)
    }
    if error is ArgumentParser.ExitCode || code != .failure { exit(withError: error) }
    let diagnosis = Diagnosis(of: error)
    Console.standardError.write(diagnosis)
    Foundation.exit(diagnosis.exitCode.rawValue)
  }
}
