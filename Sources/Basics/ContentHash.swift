/// The 128-bit FNV-1a hash (Fowler, Noll, Vo) of a sequence of values, each with its length or width.
///
/// It detects accidental changes and keeps different inputs apart. It does not resist forgery, which a cache in the
/// user's own folder does not need.
package struct ContentHash: Sendable {
  package private(set) var value: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D

  package init() {}

  /// Adds the bytes of a number in little-endian order.
  package mutating func combine(_ value: some FixedWidthInteger) {
    for place in 0..<value.bitWidth / 8 { combine(byte: UInt8(truncatingIfNeeded: value >> (8 * place))) }
  }

  /// Adds the bits of a number; 0 and −0 differ.
  package mutating func combine(_ value: Double) { combine(value.bitPattern) }

  /// Adds the count of UTF-8 bytes, then the bytes.
  package mutating func combine(_ text: String) {
    combine(text.utf8.count)
    for byte in text.utf8 { combine(byte: byte) }
  }

  /// Adds the count of bytes, then the bytes.
  package mutating func combine(_ bytes: some Collection<UInt8>) {
    combine(bytes.count)
    for byte in bytes { combine(byte: byte) }
  }

  /// Adds one byte.
  mutating func combine(byte: UInt8) {
    value = (value ^ UInt128(byte)) &* (1 << 88 | 0x13B)
  }

  /// 32 hexadecimal digits.
  package var hexadecimal: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }
}
