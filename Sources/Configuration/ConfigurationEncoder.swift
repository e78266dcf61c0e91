import Basics

/// Turns a configuration into its tree and shape, using the synthesized `Encodable` conformance.
///
/// Unlike JSON or YAML encoders, it keeps the declaration order, the exact Swift type of every value, and optionals
/// that are nil.
package enum ConfigurationEncoder {
  package struct Encoded {
    package var shape: ConfigurationShape
    package var value: ConfigurationTree
  }

  package static func encode<Value: Encodable>(_ value: Value) throws -> Encoded {
    if let shaped = value as? any ShapedSetting {
      return Encoded(shape: type(of: shaped).shape, value: try shaped.tree())
    }
    if let names = choices(of: Value.self), let name = (value as? any RawRepresentable)?.rawValue as? String {
      return Encoded(shape: .choice(names), value: .text(name))
    }
    let encoder = SettingEncoder()
    try value.encode(to: encoder)
    return encoder.encoded
  }

  /// The shape of a type that may have no value yet: an array's element or an optional's content.
  ///
  /// - Precondition: `ValidatedConfiguration` allows properties of this type.
  package static func shape<Value: Encodable>(of type: Value.Type) -> ConfigurationShape {
    if let shaped = type as? any ShapedSetting.Type { return shaped.shape }
    if let names = choices(of: type) { return .choice(names) }
    if let configuration = type as? any ValidatedConfiguration.Type,
      let encoded = try? encode(configuration.init())
    {
      return encoded.shape
    }
    preconditionFailure("\(type) cannot be a list's item or an optional setting: make it a ValidatedConfiguration")
  }

  /// The raw values of a string enum that lists its cases; nil for any other type.
  private static func choices(of type: Any.Type) -> [String]? {
    guard let enumeration = type as? any CaseIterable.Type else { return nil }
    return rawValues(of: enumeration)
  }

  private static func rawValues<Enumeration: CaseIterable>(of type: Enumeration.Type) -> [String]? {
    let names = type.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
    return names.count == type.allCases.count ? names : nil
  }
}

/// Collects the fields of one struct, or the single value of a type that is encoded as another.
private final class SettingEncoder: Encoder {
  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]
  fileprivate var fields: [ConfigurationShape.Field] = []
  fileprivate var single: ConfigurationEncoder.Encoded?

  var encoded: ConfigurationEncoder.Encoded {
    if let single { return single }
    let shape = ConfigurationShape.mapping(fields)
    return ConfigurationEncoder.Encoded(shape: shape, value: shape.defaultValue)
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(FieldContainer<Key>(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    preconditionFailure("a configuration's lists are arrays")
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    ValueContainer(encoder: self)
  }

  fileprivate func record<Value: Encodable>(_ value: Value, key: any CodingKey) throws {
    let encoded = try ConfigurationEncoder.encode(value)
    let name = ConfigurationKey.key(ofProperty: key.stringValue)
    precondition(!fields.contains { $0.key == name }, "two properties share the key \(name)")
    fields.append(
      .init(key: name, codingKey: key.stringValue, shape: encoded.shape, defaultValue: encoded.value))
  }
}

private struct FieldContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let encoder: SettingEncoder
  var codingPath: [any CodingKey] { [] }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    try encoder.record(value, key: key)
  }

  func encodeIfPresent<Value: Encodable>(_ value: Value?, forKey key: Key) throws {
    try encoder.record(value, key: key)
  }

  // The protocol's own overloads for these types omit nil, and win over the generic one above.
  func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try encoder.record(value, key: key) }
  func encodeIfPresent(_ value: String?, forKey key: Key) throws { try encoder.record(value, key: key) }
  func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try encoder.record(value, key: key) }
  func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try encoder.record(value, key: key) }
  func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try encoder.record(value, key: key) }
  func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try encoder.record(value, key: key) }
  func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try encoder.record(value, key: key) }
  func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try encoder.record(value, key: key) }
  func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try encoder.record(value, key: key) }
  func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try encoder.record(value, key: key) }
  func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try encoder.record(value, key: key) }
  func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try encoder.record(value, key: key) }
  func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try encoder.record(value, key: key) }
  func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try encoder.record(value, key: key) }

  func encodeNil(forKey key: Key) {
    preconditionFailure("\(key.stringValue): use encodeIfPresent, which tells the type of what is absent")
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested>
  {
    preconditionFailure("\(key.stringValue): nest configurations as types of their own")
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    preconditionFailure("\(key.stringValue): a configuration's lists are arrays")
  }

  func superEncoder() -> any Encoder { preconditionFailure("configurations are structs") }
  func superEncoder(forKey key: Key) -> any Encoder { preconditionFailure("configurations are structs") }
}

private struct ValueContainer: SingleValueEncodingContainer {
  let encoder: SettingEncoder
  var codingPath: [any CodingKey] { [] }

  func encode<Value: Encodable>(_ value: Value) throws {
    encoder.single = try ConfigurationEncoder.encode(value)
  }

  func encodeNil() { preconditionFailure("an absent value has no type") }
}
