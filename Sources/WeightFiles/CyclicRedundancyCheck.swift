/// The 32-bit cyclic redundancy check of ZIP, PNG and Ethernet (reflected polynomial EDB88320).
enum CyclicRedundancyCheck {
  /// `tables[k][b]` is the check of byte b followed by k zero bytes, so that eight bytes take eight independent
  /// look-ups (Kounavis and Berry, "A systematic approach to building high performance software-based CRC generators",
  /// 2005).
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var value = UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
      tables[byte] = value
    }
    for index in 256..<8 * 256 {
      let shorter = tables[index - 256]
      tables[index] = shorter >> 8 ^ tables[Int(shorter & 0xFF)]
    }
    return tables
  }()

  /// - Complexity: linear, about 1 GB/s.
  static func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 {
    tables.withUnsafeBufferPointer { tables in
      var value = UInt32.max
      var position = 0
      while position <= bytes.count - 8 {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)) ^ UInt64(value)
        value = 0
        for place in 0..<8 {
          value ^= tables[(7 - place) * 256 + Int(word >> UInt64(8 * place) & 0xFF)]
        }
        position += 8
      }
      while position < bytes.count {
        value = value >> 8 ^ tables[Int((value ^ UInt32(bytes[position])) & 0xFF)]
        position += 1
      }
      return ~value
    }
  }
}
