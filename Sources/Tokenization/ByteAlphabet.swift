/// The printable characters that represent raw bytes in byte-level BPE's files (Radford et al., "Language models are
/// unsupervised multitask learners", 2019, and its code).
///
/// The 188 bytes that are visible characters in Latin-1 represent themselves; the other 68, in ascending order, become
/// U+0100, U+0101 and so on, so that a space is `Ġ` and a line feed is `Ċ`.
enum ByteAlphabet {
  /// The symbol of each byte.
  static let symbols: [Unicode.Scalar] = {
    var substitute: UInt32 = 0x100
    return (UInt8.min...UInt8.max).map { byte in
      if isVisible(byte) { return Unicode.Scalar(byte) }
      defer { substitute += 1 }
      return Unicode.Scalar(substitute) ?? Unicode.Scalar(byte)
    }
  }()

  /// The bytes in ascending order of their symbols, as in the first ids of a trained vocabulary.
  static let bytesInSymbolOrder: [UInt8] = (UInt8.min...UInt8.max).sorted { symbols[Int($0)] < symbols[Int($1)] }

  private static let bytes: [UInt32: UInt8] = Dictionary(
    uniqueKeysWithValues: (UInt8.min...UInt8.max).map { (symbols[Int($0)].value, $0) })

  /// The bytes of a vocabulary token; `nil` if one of its characters is not a symbol.
  static func bytes(of token: String) -> [UInt8]? {
    var result: [UInt8] = []
    result.reserveCapacity(token.utf8.count)
    for scalar in token.unicodeScalars {
      guard let byte = bytes[scalar.value] else { return nil }
      result.append(byte)
    }
    return result
  }

  /// The symbols of `bytes`, as in the vocabulary.
  static func token(of bytes: some Sequence<UInt8>) -> String {
    var token = String.UnicodeScalarView()
    for byte in bytes { token.append(symbols[Int(byte)]) }
    return String(token)
  }

  private static func isVisible(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: true
    default: false
    }
  }
}
