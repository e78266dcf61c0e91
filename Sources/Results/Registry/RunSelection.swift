import Basics
import Foundation

/// Runs that belong together: an experiment, a run, or whatever lies below a folder.
package struct RunSelection: Sendable {
  package let name: String
  /// The folder that holds all of them.
  package let folder: String
  package let root: String
  package let runs: [RunRecord]
  package let warnings: [String]

  /// - Parameter name: an experiment, a run's path below the root, or the path of a folder anywhere.
  /// - Throws: `ResultsError`.
  package init(_ name: String, root: String) throws {
    var name = name
    while name.count > 1 && name.hasSuffix("/") { name.removeLast() }
    var names: [String] = []
    var missingRoot: (any Error)?
    do {
      let registry = try ResultsRegistry(root: root)
      let chosen = registry.runs.filter { $0.path == name || $0.path.hasPrefix(name + "/") }
      if !chosen.isEmpty {
        self.init(
          name: name, folder: RunDiscovery.join(registry.root, name), root: registry.root, runs: chosen,
          warnings: registry.warnings.filter { $0.contains(name) })
        return
      }
      names = registry.experiments
    } catch {
      missingRoot = error
    }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: name, isDirectory: &isFolder), isFolder.boolValue else {
      throw missingRoot ?? ResultsError.unknown(name, root: root, known: names)
    }
    let registry = try ResultsRegistry(root: name, usesIndex: false)
    guard !registry.runs.isEmpty else { throw ResultsError.noRuns(name) }
    let label = (name as NSString).lastPathComponent
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

/// Results that cannot be had.
package enum ResultsError: DiagnosableError, Equatable {
  case noRoot(FileFailure)
  case unknown(String, root: String, known: [String])
  case noRuns(String)
  case notOneRun(String, count: Int)
  case nothingToCompare(String, reason: String)
  case unknownVariant(String, known: [String])
  case cannotServe(address: String, reason: String)

  package var diagnosis: Diagnosis {
    switch self {
    case .noRoot(let failure):
      return Diagnosis(
        .inputOutput,
        problem: "the folder of results cannot be listed: \(String(cString: strerror(failure.errorNumber)))",
        place: failure.path, remedy: "name another with --root, or train something first")
    case .unknown(let name, let root, let known):
      let guess = NearestName.nearest(to: name, among: known).map { "did you mean '\($0)'? " } ?? ""
      let list = known.isEmpty ? "there are none there" : "there are \(known.prefix(12).joined(separator: ", "))"
      return Diagnosis(
        .usage, problem: "no experiment, run or folder '\(name)'", place: root, remedy: "\(guess)\(list)")
    case .noRuns(let path):
      return Diagnosis(.usage, problem: "no run's folder is in it", place: path, remedy: "name a folder with runs")
    case .notOneRun(let name, let count):
      return Diagnosis(
        .usage, problem: "'\(name)' holds \(count) runs, not one", remedy: "fovea results list \(name) shows them")
    case .nothingToCompare(let name, let reason):
      return Diagnosis(
        .usage, problem: reason, place: name, remedy: "give at least two runs that were set up differently")
    case .unknownVariant(let name, let known):
      return Diagnosis(
        .usage, problem: "no variant is called '\(name)'", remedy: "the variants are \(known.joined(separator: "; "))")
    case .cannotServe(let address, let reason):
      return Diagnosis(
        .inputOutput, problem: "cannot listen: \(reason)", place: address, remedy: "choose another --port")
    }
  }
}
