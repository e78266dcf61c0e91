import ArgumentParser
import Basics

/// The folder that holds the experiments.
struct ResultsRoot: ParsableArguments {
  @Option(help: ArgumentHelp("The folder that holds the experiments.", valueName: "dir"))
  var root = "results"

  func validate() throws {
    guard !root.isEmpty else { throw ValidationError("--root is empty; name a folder") }
  }
}

extension Console {
  /// What could not be read, and is left out of what is shown.
  func warn(_ warnings: [String]) {
    for warning in warnings.prefix(20) { warn(warning) }
    if warnings.count > 20 { warn("and \(warnings.count - 20) more") }
  }
}
