import Basics
import Foundation
import Yams

/// The settings of a configuration file as text: every setting under its full key, in the file's order.
///
/// The file is read as plain YAML without checking types, so that files of older and newer versions can be read.
package struct FlatSettings: Sendable, Equatable {
  package private(set) var keys: [String] = []
  private var values: [String: String] = [:]

  /// Configurations are a few kilobytes long.
  private static let mostBytes = 1 << 16

  /// - Throws: `FileFailure`, or `DataLineError` if the file is not YAML or larger than a configuration can be.
  package init(path: String) throws {
    let bytes = try TextFile.bytes(of: path)
    guard bytes.count <= Self.mostBytes, YAMLAliases.excess(in: bytes) == nil else {
      throw DataLineError(
        path: path, line: 0,
        problem: "no run's configuration has more than \(Self.mostBytes >> 10) KB or \(YAMLAliases.most) aliases",
        remedy: "put back the one that the run wrote")
    }
    let root: Node?
    do {
      root = try Yams.compose(yaml: String(decoding: bytes, as: UTF8.self))
    } catch {
      throw DataLineError(path: path, line: 0, problem: "not valid YAML")
    }
    var extent = Extent(path: path)
    if let root { try add(root, "", depth: 0, &extent) }
  }

  package init(_ settings: KeyValuePairs<String, String>) {
    for (key, value) in settings { set(key, value) }
  }

  package subscript(key: String) -> String? { values[key] }

  /// The amount read from a file so far; with aliases a short file can expand to a long text.
  private struct Extent {
    private static let mostNodes = 10_000
    private static let mostBytes = 1 << 20
    static let deepest = 64

    let path: String
    private var nodes = 0
    private var bytes = 0

    init(path: String) { self.path = path }

    /// - Throws: `DataLineError` if the total is too large.
    mutating func grow(nodes: Int, bytes: Int) throws {
      self.nodes += nodes
      self.bytes += bytes
      guard self.nodes <= Self.mostNodes, self.bytes <= Self.mostBytes else { throw tooMuch }
    }

    var tooMuch: DataLineError {
      DataLineError(
        path: path, line: 0,
        problem: "more than \(Self.mostNodes) settings, \(Self.mostBytes >> 20) MB of text or \(Self.deepest) levels",
        remedy: "write it without aliases")
    }
  }

  private mutating func add(_ node: Node, _ path: String, depth: Int, _ extent: inout Extent) throws {
    guard depth <= Extent.deepest else { throw extent.tooMuch }
    try extent.grow(nodes: 1, bytes: path.utf8.count)
    switch node {
    case .mapping(let mapping):
      for (key, value) in mapping {
        try add(value, ConfigurationKey.path(path, key.scalar?.string ?? "?"), depth: depth + 1, &extent)
      }
    case .sequence(let sequence):
      let items = sequence.map { $0.scalar?.string ?? "…" }
      try extent.grow(nodes: items.count, bytes: items.reduce(0) { $0 + $1.utf8.count })
      set(path, items.joined(separator: ", "))
    case .scalar(let scalar):
      try extent.grow(nodes: 0, bytes: scalar.string.utf8.count)
      set(path, scalar.string)
    case .alias: break
    }
  }

  private mutating func set(_ key: String, _ value: String) {
    if values.updateValue(value, forKey: key) == nil { keys.append(key) }
  }
}
