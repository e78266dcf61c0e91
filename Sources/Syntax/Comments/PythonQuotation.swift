/// The delimiters of a Python string literal.
struct PythonQuotation {
  var mark: Unicode.Scalar
  var isTriple: Bool
  /// The number of characters in the prefix and the opening marks.
  var opening: Int

  /// The string literal that begins at a position in a line; nil if there is none.
  ///
  /// A literal with single marks must end on the line, or the line must end with a backslash inside it.
  init?(in line: ArraySlice<Unicode.Scalar>, at start: Int) {
    guard let prefix = Self.prefixLength(in: line, at: start), start + prefix < line.endIndex else { return nil }
    let place = start + prefix
    mark = line[place]
    isTriple = line[place...].prefix(3).elementsEqual(repeatElement(mark, count: 3))
    opening = prefix + (isTriple ? 3 : 1)
    if !isTriple, end(in: line, from: place + 1) == nil, !goesOn(in: line, from: place + 1) { return nil }
  }

  /// The position after the closing marks, or nil when they are not in the line.
  func end(in line: ArraySlice<Unicode.Scalar>, from start: Int) -> Int? {
    var place = start
    while place < line.endIndex {
      if line[place] == "\\" {
        // Within single marks, a backslash at the end of the first line is left to `goesOn`; in a later line, and
        // within triple marks, it may precede a line feed.
        place += 2
      } else if line[place] == mark, !isTriple || line[place...].prefix(3).elementsEqual([mark, mark, mark]) {
        return place + (isTriple ? 3 : 1)
      } else {
        if !isTriple, line[place] == "\n" { return nil }
        place += 1
      }
    }
    return nil
  }

  /// Whether a literal with single marks reaches a backslash at the end of its line.
  private func goesOn(in line: ArraySlice<Unicode.Scalar>, from start: Int) -> Bool {
    var place = start
    while place < line.endIndex, line[place] != "\n", line[place] != mark {
      guard line[place] == "\\" else {
        place += 1
        continue
      }
      let behind = line[(place + 1)...]
      if behind.elementsEqual(["\n"]) || behind.elementsEqual(["\r", "\n"]) { return true }
      if behind.first == "\n" { return false }
      place += 2
    }
    return false
  }

  private static let prefixes: Set<String> = ["", "b", "r", "u", "f", "br", "rb", "fr", "rf"]

  private static func prefixLength(in line: ArraySlice<Unicode.Scalar>, at start: Int) -> Int? {
    var prefix = ""
    for place in line[start...].indices.prefix(3) {
      if line[place] == "'" || line[place] == "\"" { return prefixes.contains(prefix) ? place - start : nil }
      prefix += line[place].properties.lowercaseMapping
    }
    return nil
  }

  /// The end of a token that is not a string: a comment, a line end, a name or number, an operator; nil for anything
  /// else.
  static func end(ofPlainTokenAt start: Int, in line: ArraySlice<Unicode.Scalar>) -> Int? {
    let scalar = line[start]
    let next = start + 1 < line.endIndex ? line[start + 1] : nil
    switch scalar {
    case "#": return line[start...].firstIndex { $0 == "\r" || $0 == "\n" } ?? line.endIndex
    case "\n": return start + 1
    case "\r": return next == "\n" ? start + 2 : nil
    case "\\":
      if next == "\n" { return start + 2 }
      return next == "\r" && start + 2 < line.endIndex && line[start + 2] == "\n" ? start + 3 : nil
    case "!": return next == "=" ? start + 2 : nil
    case "%", "&", "(", ")", "*", "+", ",", "-", ".", "/", ":", ";", "<", "=", ">", "@", "[", "]", "^", "{", "|", "}",
      "~":
      return start + 1
    default: return endOfWord(at: start, in: line)
    }
  }

  /// The end of a run of letters, digits and underscores, unless a prefixed string literal begins there.
  private static func endOfWord(at start: Int, in line: ArraySlice<Unicode.Scalar>) -> Int? {
    guard PythonQuotation(in: line, at: start) == nil else { return nil }
    let end = line[start...].firstIndex { !isWordCharacter($0) } ?? line.endIndex
    return end > start ? end : nil
  }

  private static func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar == "_" || scalar.properties.isAlphabetic || (0x30...0x39).contains(scalar.value) }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber:
      return true
    default:
      return false
    }
  }
}
