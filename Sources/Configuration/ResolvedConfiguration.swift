import Basics
import Yams

/// A setting that differs between two configurations, with both values as YAML; an empty value means "absent".
package struct ConfigurationDifference: Sendable, Equatable {
  package var keyPath: String
  package var first: String
  package var second: String
}

extension ConfigurationLoader {
  /// The configuration as YAML with every setting spelled out, in declaration order. It loads as an equal
  /// configuration.
  package static func resolvedYAML<Configuration: ValidatedConfiguration>(
    _ configuration: Configuration
  ) throws -> String {
    let tree = try ConfigurationEncoder.encode(configuration).value
    return try Yams.serialize(node: tree.node(inline: false), indent: 2, width: -1, allowUnicode: true)
  }

  /// The settings that differ, in declaration order. Lists are compared as a whole.
  package static func differences<Configuration: ValidatedConfiguration>(
    between first: Configuration, and second: Configuration
  ) throws -> [ConfigurationDifference] {
    try ConfigurationEncoder.encode(first).value.differences(
      from: ConfigurationEncoder.encode(second).value, path: "")
  }
}

extension ConfigurationLoader {
  /// Every setting with its value as YAML, in declaration order. A list is one setting.
  package static func settings<Configuration: ValidatedConfiguration>(
    of configuration: Configuration
  ) throws -> [(keyPath: String, value: String)] {
    try ConfigurationEncoder.encode(configuration).value.settings(path: "")
  }
}

extension ConfigurationTree {
  fileprivate func settings(path: String) throws -> [(keyPath: String, value: String)] {
    guard case .mapping(let entries) = self, !entries.isEmpty else { return [(path, try inlineYAML)] }
    return try entries.flatMap { try $0.value.settings(path: ConfigurationKey.path(path, $0.key)) }
  }

  fileprivate func differences(from other: ConfigurationTree, path: String) throws -> [ConfigurationDifference] {
    guard self != other else { return [] }
    guard case .mapping(let mine) = self, case .mapping(let theirs) = other else {
      return [ConfigurationDifference(keyPath: path, first: try inlineYAML, second: try other.inlineYAML)]
    }
    let keys = mine.map(\.key) + theirs.map(\.key).filter { key in !mine.contains { $0.key == key } }
    return try keys.flatMap { key in
      let inner = ConfigurationKey.path(path, key)
      switch (mine.first { $0.key == key }?.value, theirs.first { $0.key == key }?.value) {
      case (let first?, let second?): return try first.differences(from: second, path: inner)
      case (let first, let second):
        return [
          ConfigurationDifference(
            keyPath: inner, first: try first?.inlineYAML ?? "", second: try second?.inlineYAML ?? "")
        ]
      }
    }
  }

  /// The value on one line.
  private var inlineYAML: String {
    get throws {
      let text = try Yams.serialize(node: node(inline: true), width: -1, allowUnicode: true)
      // The emitter ends a document that is one plain scalar with a line of three full stops.
      return text.replacing("\n...\n", with: "").trimmingSuffix { $0.isNewline }
    }
  }

  /// The tree as YAML; lists of plain values are on one line, and so is everything if `inline` is set.
  fileprivate func node(inline: Bool) -> Node {
    switch self {
    case .absent: Node("null")
    case .boolean(let value): Node(value ? "true" : "false")
    case .integer(let value): Node("\(value)")
    case .number(let value): Node(Self.yaml(value))
    case .text(let value): Self.yaml(text: EnvironmentReferences.escape(value))
    case .sequence(let items):
      Node(items.map { $0.node(inline: inline) }, .implicit, !inline && items.contains { $0.hasItems } ? .block : .flow)
    case .mapping(let entries):
      Node(
        entries.map { (Self.yaml(text: $0.key), $0.value.node(inline: inline)) }, .implicit,
        inline || entries.isEmpty ? .flow : .block)
    }
  }

  private var hasItems: Bool {
    switch self {
    case .sequence, .mapping: true
    default: false
    }
  }

  /// The shortest decimal that reads back as the same number, in YAML 1.1 notation, where an exponent needs a decimal
  /// point before it.
  package static func yaml(_ number: Double) -> String {
    if number.isInfinite { return number < 0 ? "-.inf" : ".inf" }
    if number.isNaN { return ".nan" }
    let text = "\(number)"
    guard let exponent = text.firstIndex(of: "e"), !text.contains(".") else { return text }
    return "\(text[..<exponent]).0\(text[exponent...])"
  }

  /// Text, quoted if YAML would otherwise read another type.
  private static func yaml(text: String) -> Node {
    let isPlainText = Resolver.default.resolveTag(of: Node(text)) == .str
    return Node(text, Tag(.str), isPlainText ? .any : .singleQuoted)
  }
}

extension StringProtocol {
  fileprivate func trimmingSuffix(while condition: (Character) -> Bool) -> String {
    guard let last = lastIndex(where: { !condition($0) }) else { return "" }
    return String(self[...last])
  }
}
