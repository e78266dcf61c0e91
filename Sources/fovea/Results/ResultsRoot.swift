import ArgumentParser
import Basics
import Foundation

/// The folder with the experiments.
struct ResultsRoot: ParsableArguments {
  @Option(help: ArgumentHelp("The folder with the experiments (default: results and runs).", valueName: "dir"))
  var root: String?

  func validate() throws {
    guard root?.isEmpty != true else { throw ValidationError("--root is empty; name a folder") }
  }

  /// Without --root, those of the two usual folders that exist: runs without `output` are in the first, those of the
  /// shipped configurations in the second.
  var roots: [String] {
    if let root { return [root] }
    let usual = ["results", "runs"]
    let existing = usual.filter { name in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: name, isDirectory: &isFolder) && isFolder.boolValue
    }
    return existing.isEmpty ? [usual[0]] : existing
  }
}

extension Console {
  /// Warns of what could not be read and is therefore missing in the output.
  func warn(_ warnings: [String]) {
    for warning in warnings.prefix(20) { warn(warning) }
    if warnings.count > 20 { warn("and \(warnings.count - 20) more") }
  }
}
