import ArgumentParser
import Basics

/// The folder with the experiments.
struct ResultsRoot: ParsableArguments {
  @Option(help: ArgumentHelp("The folder with the experiments.", valueName: "dir"))
  var root = "results"

  func validate() throws {
    guard !root.isEmpty else { throw ValidationError("--root is empty; name a folder") }
  }
}

extension Console {
  /// Warns of what could not be read and is therefore missing in the output.
  func warn(_ warnings: [String]) {
    for warning in warnings.prefix(20) { warn(warning) }
    if warnings.count > 20 { warn("and \(warnings.count - 20) more") }
  }
}
