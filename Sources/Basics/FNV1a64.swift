/// The 64-bit FNV-1a hash (Fowler, Noll, Vo): a quick fingerprint of short byte strings.
///
/// It detects accidental changes and spreads keys over a hash table; it does not resist deliberate collisions.
@frozen
package struct FNV1a64: Sendable {
  /// The hash of all bytes so far.
  package private(set) var value: UInt64

  @inlinable
  package init() { value = 0xCBF2_9CE4_8422_2325 }

  /// Adds one byte.
  @inlinable
  package mutating func combine(byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
  }

  /// Adds the bytes of a number in little-endian order.
  package mutating func combine(_ number: some FixedWidthInteger & UnsignedInteger) {
    for place in 0..<number.bitWidth / 8 { combine(byte: UInt8(truncatingIfNeeded: number >> (8 * place))) }
  }

  /// The hash of a byte string, its high bits folded into the low ones, which pick the slot in a hash table.
  @inlinable
  package static func folded(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash = FNV1a64()
    for byte in bytes { hash.combine(byte: byte) }
    return hash.value ^ hash.value >> 32
  }

  /// 16 hexadecimal digits.
  package var hexadecimal: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
