/// The bound on aliases, of which each may double what a text stands for: the parser compares all of that before anybody can
/// count it.
package enum YAMLAliases {
  /// No configuration needs as many.
  package static let most = 32

  /// Where a text has one alias too many, its line and column counted from 1; nil for one that has not.
  ///
  /// What may be an alias counts, an asterisk before a name; some may be text.
  package static func excess<Bytes: Sequence<UInt8>>(in bytes: Bytes) -> (line: Int, column: Int)? {
    var (count, line, column) = (0, 1, 0)
    var isAfterAsterisk = false
    for byte in bytes {
      if isAfterAsterisk, isName(byte) { count += 1 }
      guard count <= most else { return (line, column) }
      isAfterAsterisk = byte == UInt8(ascii: "*")
      if byte == UInt8(ascii: "\n") { (line, column) = (line + 1, 0) } else { column += 1 }
    }
    return nil
  }

  private static func isName(_ byte: UInt8) -> Bool {
    let character = Character(Unicode.Scalar(byte))
    return character.isASCII && (character.isLetter || character.isNumber || character == "-" || character == "_")
  }
}
