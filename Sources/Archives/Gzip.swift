import CZlib

/// Whole files in gzip's form (RFC 1952), by zlib.
package enum Gzip {
  /// The compressed bytes; the same input gives the same bytes, without a time or a name.
  package static func compressed(_ bytes: [UInt8]) -> [UInt8] {
    var state = z_stream()
    // 16 more window bits ask for gzip's header.
    let opened = deflateInit2_(
      &state, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    precondition(opened == Z_OK, "zlib has no memory, or is of another version than its header")
    defer { deflateEnd(&state) }
    let bound = Int(deflateBound(&state, UInt(bytes.count)))
    return bytes.withUnsafeBufferPointer { input in
      [UInt8](unsafeUninitializedCapacity: bound) { output, count in
        var given = 0
        var result = Z_OK
        // zlib counts in 32 bits.
        while result == Z_OK {
          let part = min(input.count - given, Self.part)
          state.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + given })
          state.avail_in = UInt32(part)
          given += part
          repeat {
            state.next_out = output.baseAddress.map { $0 + count }
            let room = min(bound - count, Self.part)
            state.avail_out = UInt32(room)
            result = deflate(&state, given == input.count ? Z_FINISH : Z_NO_FLUSH)
            count += room - Int(state.avail_out)
          } while result == Z_OK && state.avail_out == 0
        }
      }
    }
  }

  private static let part = 1 << 30

  /// The bytes of a compressed file; nil if it is damaged, or has more than `limit` bytes.
  package static func decompressed(_ bytes: [UInt8], upTo limit: Int) -> [UInt8]? {
    var state = z_stream()
    guard bytes.count <= part,
      inflateInit2_(&state, MAX_WBITS + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return nil }
    defer { inflateEnd(&state) }
    var output: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    return bytes.withUnsafeBufferPointer { input in
      state.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      state.avail_in = UInt32(input.count)
      while true {
        let (result, count) = piece.withUnsafeMutableBufferPointer { room in
          state.next_out = room.baseAddress
          state.avail_out = UInt32(room.count)
          return (inflate(&state, Z_NO_FLUSH), room.count - Int(state.avail_out))
        }
        output += piece[..<count]
        guard output.count <= limit else { return nil }
        if result == Z_STREAM_END { return state.avail_in == 0 ? output : nil }
        guard result == Z_OK, count > 0 || state.avail_in > 0 else { return nil }
      }
    }
  }
}
