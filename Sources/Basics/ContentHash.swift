/// The FNV-1a hash with 128 bits (Fowler, Noll, Vo) of a sequence of values, each with its length or width.
///
/// It finds accidents and keeps different inputs apart; it does not withstand forgery, which a cache in the user's own
/// folder need not.
package struct ContentHash: Sendable {
  package private(set) var value: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D

  package init() {}

  /// The bytes of a number in little-endian order.
  package mutating func combine(_ value: some FixedWidthInteger) {
    for place in 0..<value.bitWidth / 8 { combine(byte: UInt8(truncatingIfNeeded: value >> (8 * place))) }
  }

  /// The bits of a number; the two zeros are different.
  package mutating func combine(_ value: Double) { combine(value.bitPattern) }

  /// The count of UTF-8 bytes and the bytes.
  package mutating func combine(_ text: String) {
    combine(text.utf8.count)
    for byte in text.utf8 { combine(byte: byte) }
  }

  /// The count of bytes and the bytes.
  package mutating func combine(_ bytes: some Collection<UInt8>) {
    combine(bytes.count)
    for byte in bytes { combine(byte: byte) }
  }

  /// One byte and nothing else.
  mutating func combine(byte: UInt8) {
    value = (value ^ UInt128(byte)) &* (1 << 88 | 0x13B)
  }

  /// 32 hexadecimal digits.
  package var hexadecimal: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }
}
