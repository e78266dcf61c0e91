import CZlib

/// The 32-bit cyclic redundancy check of ZIP, PNG and Ethernet (reflected polynomial EDB88320), by zlib.
package enum CyclicRedundancyCheck {
  /// - Complexity: linear.
  package static func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 {
    UInt32(truncatingIfNeeded: crc32_z(0, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count))
  }
}
