/// The limit on YAML aliases. Each alias may double the size of the expanded text, and the parser compares all of it
/// before anyone can count it.
package enum YAMLAliases {
  /// More than any configuration needs.
  package static let most = 32

  /// The place of the first alias over the limit, line and column counted from 1; nil if there is none.
  ///
  /// Counts anything that may be an alias, an asterisk before a name; some may be text.
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
