/// A configuration's values as a tree, with the keys in declaration order.
package indirect enum ConfigurationTree: Sendable, Equatable {
  /// An optional setting that is not set.
  case absent
  case boolean(Bool)
  case integer(Int128)
  case number(Double)
  case text(String)
  case sequence([ConfigurationTree])
  case mapping([Entry])

  /// One key of a mapping.
  package struct Entry: Sendable, Equatable {
    /// The key in a file, in snake case.
    package var key: String
    /// The Swift type's coding key.
    package var codingKey: String
    package var value: ConfigurationTree
  }
}

/// Encoding for `JSONDecoder`, under the Swift type's own coding keys.
extension ConfigurationTree: Encodable {
  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  package func encode(to encoder: any Encoder) throws {
    switch self {
    case .mapping(let entries):
      var container = encoder.container(keyedBy: Key.self)
      for entry in entries { try container.encode(entry.value, forKey: Key(stringValue: entry.codingKey)) }
    case .sequence(let values):
      try values.encode(to: encoder)
    default:
      var container = encoder.singleValueContainer()
      switch self {
      case .boolean(let value): try container.encode(value)
      case .integer(let value):
        // JSON coding has no integers beyond 64 bits, and neither have the shapes.
        if let signed = Int64(exactly: value) {
          try container.encode(signed)
        } else {
          try container.encode(UInt64(clamping: value))
        }
      case .number(let value): try container.encode(value)
      case .text(let value): try container.encode(value)
      default: try container.encodeNil()
      }
    }
  }
}
