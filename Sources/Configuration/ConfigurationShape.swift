/// The type of value allowed at one place of a configuration, derived from the Swift type and its defaults.
package indirect enum ConfigurationShape: Sendable, Equatable {
  case boolean
  case integer(ClosedRange<Int128>)
  /// A number whose magnitude is at most `limit`.
  case number(limit: Double)
  case text
  /// One of the texts, the raw values of an enum.
  case choice([String])
  case optional(ConfigurationShape)
  case sequence(of: ConfigurationShape)
  /// A mapping with arbitrary keys.
  case dictionary(of: ConfigurationShape)
  /// A mapping with exactly these keys.
  case mapping([Field])

  /// One key of a mapping.
  package struct Field: Sendable, Equatable {
    package var key: String
    package var codingKey: String
    package var shape: ConfigurationShape
    package var defaultValue: ConfigurationTree
  }

  /// The defaults of a mapping; `absent` for other shapes, which have none.
  package var defaultValue: ConfigurationTree {
    guard case .mapping(let fields) = self else { return .absent }
    return .mapping(fields.map { .init(key: $0.key, codingKey: $0.codingKey, value: $0.defaultValue) })
  }

  /// The shape without its optional layers.
  package var required: ConfigurationShape {
    if case .optional(let inner) = self { inner.required } else { self }
  }

  /// The expected value, as a phrase to follow "expected".
  package var expectation: String {
    switch self {
    case .boolean: "true or false"
    case .integer(let range): range.lowerBound == 0 ? "a whole number, zero or more" : "a whole number"
    case .number: "a number"
    case .text: "text"
    case .choice(let names): "one of \(names.joined(separator: ", "))"
    case .optional(let inner): "\(inner.expectation), or null"
    case .sequence(let element): "a list, each item \(element.expectation)"
    case .dictionary(let value): "a mapping from names to \(value.expectation)"
    case .mapping(let fields): "a mapping with the keys \(fields.map(\.key).joined(separator: ", "))"
    }
  }

  /// The key paths of all settings below this place.
  package func keyPaths(below path: String = "") -> [String] {
    guard case .mapping(let fields) = required else { return [] }
    return fields.flatMap { field in
      let own = path.isEmpty ? field.key : "\(path).\(field.key)"
      return [own] + field.shape.keyPaths(below: own)
    }
  }
}
