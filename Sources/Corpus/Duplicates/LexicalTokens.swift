/// How comments begin in a language.
package enum CommentStyle: String, Sendable, CaseIterable {
  /// `//` to the line end and `/* … */`, as in Java, C#, C, C++, Go, JavaScript and Rust.
  case slashes
  /// `#` to the line end, as in Python and Ruby.
  case hash
}

/// Splits code into tokens by a rule on its bytes that is the same for all languages, so that it needs no grammar and
/// damaged code has tokens too.
///
/// - A word is a run of letters, digits, `_`, `$` and bytes outside ASCII.
/// - A string is one token: from `"` or `'` to the same mark on the same line, from `` ` `` to the next one, from `"""`
///   or `'''` to the same three marks. A backslash protects the next byte. A mark that nothing closes is a token of its
///   own.
/// - Every other byte above 0x20 is a token.
/// - White space and comments are left out. In a text of one line, `//` and `#` begin no comment, because such texts
///   are joined lines (CodeXGLUE) and the comment's end is lost.
struct LexicalTokens {
  private let text: UnsafeBufferPointer<UInt8>
  private let comments: CommentStyle
  private let hasLines: Bool

  init(_ text: UnsafeBufferPointer<UInt8>, comments: CommentStyle) {
    self.text = text
    self.comments = comments
    hasLines = text.contains(UInt8(ascii: "\n"))
  }

  /// Calls `body` with the range of each token, in order.
  ///
  /// - Complexity: linear for code; quadratic at worst for a text of quotation marks that nothing closes.
  func forEach(_ body: (Range<Int>) -> Void) {
    var place = 0
    while place < text.count {
      if text[place] <= 0x20 {
        place += 1
      } else if let end = commentEnd(at: place) {
        place = end
      } else {
        let end = tokenEnd(at: place)
        body(place..<end)
        place = end
      }
    }
  }

  private func tokenEnd(at start: Int) -> Int {
    switch text[start] {
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): return stringEnd(at: start) ?? start + 1
    case let byte where Self.isWord(byte):
      var end = start + 1
      while end < text.count, Self.isWord(text[end]) { end += 1 }
      return end
    default: return start + 1
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x24, 0x80...: true
    default: false
    }
  }

  private func commentEnd(at start: Int) -> Int? {
    switch comments {
    case .hash: return text[start] == UInt8(ascii: "#") && hasLines ? lineEnd(from: start) : nil
    case .slashes:
      guard text[start] == UInt8(ascii: "/"), start + 1 < text.count else { return nil }
      if text[start + 1] == UInt8(ascii: "/") { return hasLines ? lineEnd(from: start) : nil }
      guard text[start + 1] == UInt8(ascii: "*") else { return nil }
      var place = start + 2
      while place + 1 < text.count {
        if text[place] == UInt8(ascii: "*"), text[place + 1] == UInt8(ascii: "/") { return place + 2 }
        place += 1
      }
      return text.count
    }
  }

  private func lineEnd(from start: Int) -> Int {
    text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
  }

  /// The end of the string that begins here; nil if nothing closes it.
  private func stringEnd(at start: Int) -> Int? {
    let mark = text[start]
    let crossesLines = mark == UInt8(ascii: "`")
    let isBlock = !crossesLines && isTriple(mark, at: start)
    var place = start + (isBlock ? 3 : 1)
    while place < text.count {
      switch text[place] {
      case UInt8(ascii: "\\"): place += 2
      case mark where !isBlock: return place + 1
      case mark where isTriple(mark, at: place): return place + 3
      case UInt8(ascii: "\n") where !isBlock && !crossesLines: return nil
      default: place += 1
      }
    }
    return nil
  }

  private func isTriple(_ mark: UInt8, at place: Int) -> Bool {
    place + 2 < text.count && text[place] == mark && text[place + 1] == mark && text[place + 2] == mark
  }
}
