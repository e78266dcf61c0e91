import Basics

/// A possible type of a setting, other than a configuration or an enum.
protocol ShapedSetting {
  static var shape: ConfigurationShape { get }
  func tree() throws -> ConfigurationTree
}

extension Bool: ShapedSetting {
  static var shape: ConfigurationShape { .boolean }
  func tree() -> ConfigurationTree { .boolean(self) }
}

extension ShapedSetting where Self: FixedWidthInteger {
  static var shape: ConfigurationShape { .integer(Int128(Self.min)...Int128(Self.max)) }
  func tree() -> ConfigurationTree { .integer(Int128(self)) }
}

extension Int: ShapedSetting {}
extension Int8: ShapedSetting {}
extension Int16: ShapedSetting {}
extension Int32: ShapedSetting {}
extension Int64: ShapedSetting {}
extension UInt: ShapedSetting {}
extension UInt8: ShapedSetting {}
extension UInt16: ShapedSetting {}
extension UInt32: ShapedSetting {}
extension UInt64: ShapedSetting {}

extension Double: ShapedSetting {
  static var shape: ConfigurationShape { .number(limit: .greatestFiniteMagnitude) }
  func tree() -> ConfigurationTree { .number(self) }
}

extension Float: ShapedSetting {
  // The shortest decimal of the largest Float, slightly above its exact value.
  static var shape: ConfigurationShape { .number(limit: 3.4028235e38) }

  // Uses the shortest decimal, so that 0.1 reads 0.1 and not 0.10000000149.
  func tree() -> ConfigurationTree { .number(Double(description) ?? Double(self)) }
}

extension String: ShapedSetting {
  static var shape: ConfigurationShape { .text }
  func tree() -> ConfigurationTree { .text(self) }
}

extension Array: ShapedSetting where Element: Encodable {
  static var shape: ConfigurationShape { .sequence(of: ConfigurationEncoder.shape(of: Element.self)) }
  func tree() throws -> ConfigurationTree {
    .sequence(try map { try ConfigurationEncoder.encode($0).value })
  }
}

extension Dictionary: ShapedSetting where Key == String, Value: Encodable {
  static var shape: ConfigurationShape { .dictionary(of: ConfigurationEncoder.shape(of: Value.self)) }
  func tree() throws -> ConfigurationTree {
    .mapping(
      try sorted { $0.key < $1.key }.map {
        .init(key: $0.key, codingKey: $0.key, value: try ConfigurationEncoder.encode($0.value).value)
      })
  }
}

extension Optional: ShapedSetting where Wrapped: Encodable {
  static var shape: ConfigurationShape { .optional(ConfigurationEncoder.shape(of: Wrapped.self)) }
  func tree() throws -> ConfigurationTree {
    try map { try ConfigurationEncoder.encode($0).value } ?? .absent
  }
}
