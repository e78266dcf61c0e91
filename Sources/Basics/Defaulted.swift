/// A type with a default value that means "not recorded".
package protocol DefaultValue {
  static var defaultValue: Self { get }
}

extension Int: DefaultValue { package static var defaultValue: Int { 0 } }
extension UInt64: DefaultValue { package static var defaultValue: UInt64 { 0 } }
extension Double: DefaultValue { package static var defaultValue: Double { 0 } }
extension Bool: DefaultValue { package static var defaultValue: Bool { false } }
extension String: DefaultValue { package static var defaultValue: String { "" } }
extension Array: DefaultValue { package static var defaultValue: [Element] { [] } }
extension Dictionary: DefaultValue { package static var defaultValue: [Key: Value] { [:] } }

/// A stored property that files of other versions may lack; it then gets its type's default value.
///
/// ```swift
/// struct Step: Codable {
///   var loss: Double               // required
///   @Defaulted var seconds: Double // 0 if a file lacks it
/// }
/// ```
@propertyWrapper
package struct Defaulted<Value: DefaultValue & Codable & Equatable & Sendable>: Codable, Equatable, Sendable {
  package var wrappedValue: Value

  package init(wrappedValue: Value) { self.wrappedValue = wrappedValue }

  package init(from decoder: any Decoder) throws {
    wrappedValue = try decoder.singleValueContainer().decode(Value.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}

extension KeyedDecodingContainer {
  /// Decodes such a property; the synthesized `init(from:)` calls this.
  package func decode<Value>(_ type: Defaulted<Value>.Type, forKey key: Key) throws -> Defaulted<Value> {
    try decodeIfPresent(type, forKey: key) ?? Defaulted(wrappedValue: .defaultValue)
  }
}
