import Basics
import Experiments
import Foundation
import Yams

/// A run's configuration as its `config.yaml` states it: every setting under its full key, in the file's order.
///
/// It is read as plain YAML, so that runs of older and newer versions can be looked at too.
package struct RunSettings: Sendable, Equatable {
  package private(set) var keys: [String] = []
  private var values: [String: String] = [:]

  /// - Parameter folder: the run's.
  /// - Throws: `FileFailure`, or `DataLineError` when it is no YAML.
  package init(of folder: String) throws {
    let path = "\(folder)/\(RunFiles.configuration)"
    let text = String(decoding: try TextFile.bytes(of: path), as: UTF8.self)
    do {
      if let root = try Yams.compose(yaml: text) { add(root, "") }
    } catch {
      throw DataLineError(path: path, line: 0, problem: "not valid YAML")
    }
  }

  package init(_ settings: KeyValuePairs<String, String>) {
    for (key, value) in settings { set(key, value) }
  }

  package subscript(key: String) -> String? { values[key] }

  private mutating func add(_ node: Node, _ path: String) {
    switch node {
    case .mapping(let mapping):
      for (key, value) in mapping { add(value, ConfigurationKey.path(path, key.scalar?.string ?? "?")) }
    case .sequence(let sequence): set(path, sequence.map { $0.scalar?.string ?? "…" }.joined(separator: ", "))
    case .scalar(let scalar): set(path, scalar.string)
    case .alias: break
    }
  }

  private mutating func set(_ key: String, _ value: String) {
    if values.updateValue(value, forKey: key) == nil { keys.append(key) }
  }

  /// Whether a setting says which run it is and where it goes, rather than what is computed.
  package static func isIncidental(_ key: String) -> Bool {
    ["seed", "name", "output", "experiment"].contains(key) || key.hasPrefix("checkpoints.")
  }
}
