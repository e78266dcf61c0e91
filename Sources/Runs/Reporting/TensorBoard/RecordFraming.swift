import Foundation

/// TensorFlow's record file format: each record is preceded by its length and a checksum, and followed by a checksum.
enum RecordFraming {
  /// Frames a record: length (8 bytes), checksum of the length, bytes, checksum of the bytes; little-endian.
  static func framed(_ record: Data) -> Data {
    let length = bytes(of: UInt64(record.count))
    return length + bytes(of: maskedChecksum(length)) + record + bytes(of: maskedChecksum(record))
  }

  /// The checksum, rotated and offset by a constant, because a checksum over bytes that contain checksums would be
  /// weak.
  static func maskedChecksum(_ data: Data) -> UInt32 {
    let sum = checksum(data)
    return (sum >> 15 | sum << 17) &+ 0xA282_EAD8
  }

  /// CRC-32C (Castagnoli), as in iSCSI.
  static func checksum(_ data: Data) -> UInt32 {
    ~data.reduce(~0) { sum, byte in table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ (sum >> 8) }
  }

  private static let table: [UInt32] = (0..<256).map { start in
    (0..<8).reduce(UInt32(start)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
  }

  private static func bytes(of number: some FixedWidthInteger) -> Data {
    withUnsafeBytes(of: number.littleEndian) { Data($0) }
  }
}
