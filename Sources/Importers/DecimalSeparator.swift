/// What separates the whole part of a number from its fraction in a table.
public enum DecimalSeparator: String, Codable, CaseIterable, Sendable {
  /// 1,234.5
  case point
  /// 1.234,5
  case comma

  var byte: UInt8 { self == .point ? UInt8(ascii: ".") : UInt8(ascii: ",") }
}
