import ArgumentParser
import Basics
import Foundation

/// The option for a command's number of compute threads.
package struct ThreadOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Threads to compute with (default: FOVEA_THREADS, else the cores this process may use).", valueName: "count"))
  package var threads: Int?

  package init() {}

  /// More threads than any host has cores; each takes memory.
  private static let most = 1024

  /// The environment variable; the launch scripts set it for each rank.
  package static let variable = "FOVEA_THREADS"

  package func validate() throws {
    if let threads, !(1...Self.most).contains(threads) {
      throw ValidationError("--threads is \(threads); give a number from 1 to \(Self.most)")
    }
  }

  /// The option's value, otherwise the environment's, otherwise one thread for each usable core. Ranks that are not
  /// bound to their own cores share the machine's.
  ///
  /// - Throws: `UnusableEnvironment` if FOVEA_THREADS is not a number of at least 1.
  package func count(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> Int {
    if let threads { return threads }
    if let text = environment[Self.variable], !text.isEmpty {
      guard let number = Int(text), (1...Self.most).contains(number) else {
        throw UnusableEnvironment(
          variable: Self.variable, value: text, expected: "a whole number from 1 to \(Self.most)")
      }
      return number
    }
    let ranksHere = environment["OMPI_COMM_WORLD_LOCAL_SIZE"].flatMap { Int($0) } ?? 1
    return max(1, Machine.isUnbound ? Machine.usableCores / max(1, ranksHere) : Machine.usableCores)
  }
}

/// An environment variable with an unusable value.
package struct UnusableEnvironment: DiagnosableError {
  package let variable: String
  package let value: String
  package let expected: String

  package var diagnosis: Diagnosis {
    Diagnosis(
      .configuration, problem: "\"\(value)\" is not \(expected)", place: variable,
      remedy: "set \(variable) to \(expected), or unset it")
  }
}

/// Throws a usage error unless a sequence of `length` tokens has room for one between `<s>` and `</s>`.
package func requireLength(_ length: Int, _ option: String) throws {
  guard length >= 3 else {
    throw ValidationError("\(option) is \(length); a sequence with a token between <s> and </s> needs at least 3")
  }
}

/// Throws if an option's values repeat one, which would count it twice.
package func requireDifferent(_ values: [String], _ option: String) throws {
  for (place, value) in values.enumerated() where values[..<place].contains(value) {
    throw ValidationError("\(option) names \(value) twice")
  }
}
