/// Text handling as in the metrics' reference implementations.
///
/// They are Python programs, so a character here is one Unicode scalar, white space is whatever `str.split()` splits
/// at, and strings are equal when their scalars are. (Swift's `String` would treat "é" as equal in its one- and
/// two-scalar forms.)
enum MetricText {
  /// One token as UTF-8, which compares and hashes scalar by scalar.
  typealias Token = [UInt8]

  /// Python's white space: that of Unicode, and the four information separators.
  static func isWhitespace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
  }

  /// Letters and numbers: the characters that match Python's `\w`, except the underscore.
  static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.properties.isAlphabetic || (0x30...0x39).contains(scalar.value) }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber:
      return true
    default:
      return false
    }
  }

  /// The result of Python's `str.lower()`: capital sigma becomes ς at the end of a word and σ elsewhere.
  static func lowercased(_ text: some BidirectionalCollection<Unicode.Scalar>) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(text.count)
    for (index, scalar) in zip(text.indices, text) {
      if scalar.value < 0x80 {
        result.append((0x41...0x5A).contains(scalar.value) ? Unicode.Scalar(UInt8(scalar.value + 0x20)) : scalar)
      } else if scalar == "\u{3A3}" {
        result.append(isFinalSigma(at: index, in: text) ? "\u{3C2}" : "\u{3C3}")
      } else {
        result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
      }
    }
    return result
  }

  /// Whether a cased letter precedes and none follows, ignoring marks and the like (Unicode, table 3-17,
  /// `Final_Sigma`).
  private static func isFinalSigma<Text: BidirectionalCollection<Unicode.Scalar>>(
    at index: Text.Index, in text: Text
  ) -> Bool {
    let before = text[..<index].last { !$0.properties.isCaseIgnorable }
    let after = text[text.index(after: index)...].first { !$0.properties.isCaseIgnorable }
    return before?.properties.isCased == true && after?.properties.isCased != true
  }

  /// The text without white space at its ends.
  static func stripped(_ text: String) -> Substring.UnicodeScalarView {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !isWhitespace($0) }),
      let last = scalars.lastIndex(where: { !isWhitespace($0) })
    else { return Substring().unicodeScalars }
    return Substring(text).unicodeScalars[first...last]
  }

  /// The text without white space at its ends, as UTF-8.
  static func strippedBytes(_ text: String) -> [UInt8] { Array(Substring(stripped(text)).utf8) }

  /// The tokens separated by white space.
  static func whitespaceTokens(_ text: String) -> [Token] {
    whitespaceWords(text).map { Array(String($0).utf8) }
  }

  /// The tokens separated by white space, as scalars.
  static func whitespaceWords(_ text: String) -> [Substring.UnicodeScalarView] {
    text.unicodeScalars.split(whereSeparator: isWhitespace)
  }

  /// The tokens separated by white space in a valid UTF-8 text, as ranges of its bytes.
  ///
  /// - Complexity: linear, and without decoding for ASCII text.
  static func whitespaceRuns(_ text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    guard text.allSatisfy({ $0 < 0x80 }) else { return whitespaceRunsOfScalars(text) }
    var runs: [Range<Int>] = []
    var start = 0
    for place in 0..<text.count where isWhitespace(text[place]) {
      if start < place { runs.append(start..<place) }
      start = place + 1
    }
    if start < text.count { runs.append(start..<text.count) }
    return runs
  }

  private static func isWhitespace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte) || (0x1C...0x1F).contains(byte)
  }

  private static func whitespaceRunsOfScalars(_ text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var (start, place) = (0, 0)
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      let next = place + UTF8.width(scalar)
      if isWhitespace(scalar) {
        if start < place { runs.append(start..<place) }
        start = next
      }
      place = next
    }
    if start < place { runs.append(start..<place) }
    return runs
  }

  /// Lower-case words and numbers, and every other visible character separately.
  ///
  /// CodeXGLUE splits a text with `[\w]+|[^\s\w]` and then applies the rules of mteval-v11a. After the first step, the
  /// only rule that still has an effect is the one that separates underscores, so one pass does both.
  static func wordsAndMarks(_ text: String) -> [Token] {
    var tokens: [Token] = []
    var word: Token = []
    for scalar in lowercased(text.unicodeScalars) {
      if isAlphanumeric(scalar) {
        word.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        continue
      }
      if !word.isEmpty {
        tokens.append(word)
        word = []
      }
      if !isWhitespace(scalar) { tokens.append(Array(String(scalar).utf8)) }
    }
    return word.isEmpty ? tokens : tokens + [word]
  }
}
