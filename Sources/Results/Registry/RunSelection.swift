import Basics
import Foundation

/// Runs that belong together: an experiment, a run, or everything below a folder.
package struct RunSelection: Sendable {
  package let name: String
  /// The folder that contains all of them.
  package let folder: String
  package let root: String
  package let runs: [RunRecord]
  package let warnings: [String]

  /// - Parameter name: an experiment, a run's path below the root, or the path of any folder.
  /// - Throws: `ResultsError`.
  package init(_ name: String, root: String) throws { try self.init(name, roots: [root]) }

  /// Looks below several roots; the first that has the name counts.
  ///
  /// - Throws: `ResultsError`.
  package init(_ name: String, roots: [String]) throws {
    var name = name
    while name.count > 1 && name.hasSuffix("/") { name.removeLast() }
    var names: [String] = []
    var missingRoot: (any Error)?
    for root in roots {
      do {
        let registry = try ResultsRegistry(root: root)
        let chosen = registry.runs.filter { $0.path == name || $0.path.hasPrefix(name + "/") }
        if !chosen.isEmpty {
          self.init(
            name: name, folder: RunDiscovery.join(registry.root, name), root: registry.root, runs: chosen,
            warnings: registry.warnings.filter { $0.contains(name) })
          return
        }
        names += registry.experiments
      } catch {
        missingRoot = missingRoot ?? error
      }
    }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: name, isDirectory: &isFolder), isFolder.boolValue else {
      throw missingRoot ?? ResultsError.unknown(name, root: roots.joined(separator: " and "), known: names)
    }
    let registry = try ResultsRegistry(root: name)
    guard !registry.runs.isEmpty else { throw ResultsError.noRuns(name) }
    let label = PathName.last(of: name)
    self.init(
      name: label, folder: name, root: name,
      runs: registry.runs.map { run in
        var named = run
        named.experiment = label
        return named
      }, warnings: registry.warnings)
  }

  private init(name: String, folder: String, root: String, runs: [RunRecord], warnings: [String]) {
    self.name = name
    self.folder = folder
    self.root = root
    self.runs = runs
    self.warnings = warnings
  }

  package func folder(of run: RunRecord) -> String { RunDiscovery.join(root, run.path) }
}
