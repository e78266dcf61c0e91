import CZlib

/// Decompression of raw deflate streams (RFC 1951) with zlib.
enum Inflation {
  /// The bytes of a stream; nil if it is damaged, or does not give exactly `size` bytes.
  ///
  /// - Complexity: allocates `size` bytes, whatever the stream says.
  static func inflated(_ stream: UnsafeRawBufferPointer, size: Int) -> [UInt8]? {
    guard let inputSize = UInt32(exactly: stream.count), let outputSize = UInt32(exactly: size) else { return nil }
    var state = z_stream()
    // Negative window bits mean a stream without zlib's own header.
    let opened = inflateInit2_(&state, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard opened == Z_OK else { return nil }
    defer { inflateEnd(&state) }
    var isWhole = false
    let bytes = [UInt8](unsafeUninitializedCapacity: max(size, 1)) { output, count in
      // zlib does not write to its input, but its C type is not const.
      state.next_in = UnsafeMutablePointer(mutating: stream.bindMemory(to: UInt8.self).baseAddress)
      state.avail_in = inputSize
      state.next_out = output.baseAddress
      state.avail_out = outputSize
      isWhole = inflate(&state, Z_FINISH) == Z_STREAM_END && state.avail_out == 0
      count = isWhole ? size : 0
    }
    return isWhole ? bytes : nil
  }
}
