/// A token of Python's `tokenize` module. Numbers, names and operators are not distinguished.
struct PythonToken {
  enum Kind {
    case comment
    case string
    case indent
    case newline
    case other
  }

  var kind: Kind
  var text: ArraySlice<Unicode.Scalar>
  /// The line, from 1; columns count characters.
  var line: Int
  var column: Int
  var endLine: Int
  var endColumn: Int
}

/// Splits Python code into tokens line by line, with the rules and rejections of the `tokenize` module of Python 3.11.
struct PythonLines {
  private let text: [Unicode.Scalar]
  private var rest: ArraySlice<Unicode.Scalar>
  private var number = 0
  private var indentations = [0]
  private var depth = 0
  private var continued = false
  /// A string that continues on the next line: its text so far, its position, its end, and whether each of its lines
  /// except the last must end with a backslash.
  private var open: (text: [Unicode.Scalar], line: Int, column: Int, end: PythonQuotation, needsBackslash: Bool)?

  init(_ text: [Unicode.Scalar]) {
    self.text = text
    rest = text[...]
  }

  /// Passes on every token; false when the text ends inside brackets or a string, or dedents to an unknown level.
  mutating func tokenize(into write: (PythonToken) -> Void) -> Bool {
    while true {
      let line = nextLine()
      number += 1
      if open != nil {
        guard !line.isEmpty else { return false }
        guard let place = continueString(in: line, write) else { continue }
        scan(line, from: place, write)
      } else if depth == 0, !continued {
        guard !line.isEmpty else { break }
        let (place, column) = indentation(of: line)
        // A last line of only spaces ends the module's loop.
        guard place < line.endIndex else { break }
        if "#\r\n".unicodeScalars.contains(line[place]) {
          writeBlank(line, from: place, write)
          continue
        }
        guard indent(line, to: place, column: column, write) else { return false }
        scan(line, from: place, write)
      } else {
        guard !line.isEmpty else { return false }
        continued = false
        scan(line, from: line.startIndex, write)
      }
    }
    return true
  }

  private mutating func nextLine() -> ArraySlice<Unicode.Scalar> {
    let end = rest.firstIndex(of: "\n").map { $0 + 1 } ?? rest.endIndex
    defer { rest = rest[end...] }
    return rest[..<end]
  }

  /// The start of a line's text, and its column with tab stops at every eighth column.
  private func indentation(of line: ArraySlice<Unicode.Scalar>) -> (place: Int, column: Int) {
    var column = 0
    for place in line.indices {
      switch line[place] {
      case " ": column += 1
      case "\t": column = (column / 8 + 1) * 8
      case "\u{0C}": column = 0
      default: return (place, column)
      }
    }
    return (line.endIndex, column)
  }

  private func writeBlank(_ line: ArraySlice<Unicode.Scalar>, from start: Int, _ write: (PythonToken) -> Void) {
    var place = start
    if line[place] == "#" {
      while place < line.endIndex, line[place] != "\r", line[place] != "\n" { place += 1 }
      // Python strips carriage returns and line feeds only from the end.
      if let last = line.lastIndex(where: { $0 != "\r" && $0 != "\n" }) { place = max(place, last + 1) }
      write(token(.comment, line, start..<place))
    }
    if place < line.endIndex || line[start] != "#" { write(token(.other, line, place..<line.endIndex)) }
  }

  /// Handles a change of indentation; false when the column matches no previous level.
  private mutating func indent(
    _ line: ArraySlice<Unicode.Scalar>, to place: Int, column: Int, _ write: (PythonToken) -> Void
  ) -> Bool {
    if column > indentations.last ?? 0 {
      indentations.append(column)
      write(token(.indent, line, line.startIndex..<place))
    }
    while column < indentations.last ?? 0 {
      guard indentations.contains(column) else { return false }
      indentations.removeLast()
      write(token(.other, line, place..<place))
    }
    return true
  }

  /// Continues an open string; nil when it takes the whole line.
  private mutating func continueString(
    in line: ArraySlice<Unicode.Scalar>, _ write: (PythonToken) -> Void
  ) -> Int? {
    guard var string = open else { return line.startIndex }
    if let end = string.end.end(in: line, from: line.startIndex) {
      open = nil
      write(
        PythonToken(
          kind: .string, text: (string.text + line[..<end])[...], line: string.line, column: string.column,
          endLine: number, endColumn: end - line.startIndex))
      return end
    }
    string.text += line
    if string.needsBackslash, !Self.endsWithBackslash(line) {
      open = nil
      write(
        PythonToken(
          kind: .other, text: string.text[...], line: string.line, column: string.column, endLine: number,
          endColumn: line.count))
    } else {
      open = string
    }
    return nil
  }

  private static func endsWithBackslash(_ line: ArraySlice<Unicode.Scalar>) -> Bool {
    line.suffix(2).elementsEqual(["\\", "\n"]) || line.suffix(3).elementsEqual(["\\", "\r", "\n"])
  }

  /// Scans the tokens of a line from a position on.
  private mutating func scan(_ line: ArraySlice<Unicode.Scalar>, from start: Int, _ write: (PythonToken) -> Void) {
    var place = start
    while place < line.endIndex {
      var first = place
      while first < line.endIndex, " \u{0C}\t".unicodeScalars.contains(line[first]) { first += 1 }
      guard first < line.endIndex else { return }
      if let end = PythonQuotation.end(ofPlainTokenAt: first, in: line) {
        writePlain(line, first..<end, write)
        place = end
      } else if let opening = PythonQuotation(in: line, at: first) {
        guard let end = scanString(line, first, opening, write) else { return }
        place = end
      } else {
        // Characters that match no rule are one token each, including the white space before them.
        write(token(.other, line, place..<place + 1))
        place += 1
      }
    }
  }

  private mutating func writePlain(
    _ line: ArraySlice<Unicode.Scalar>, _ range: Range<Int>, _ write: (PythonToken) -> Void
  ) {
    switch line[range.lowerBound] {
    case "\r", "\n": write(token(depth > 0 ? .other : .newline, line, range))
    case "#": write(token(.comment, line, range))
    case "\\": continued = true
    case "(", "[", "{":
      depth += 1
      write(token(.other, line, range))
    case ")", "]", "}":
      depth -= 1
      write(token(.other, line, range))
    default: write(token(.other, line, range))
    }
  }

  /// Scans a string that begins in this line; nil when it continues on the next.
  private mutating func scanString(
    _ line: ArraySlice<Unicode.Scalar>, _ start: Int, _ quotation: PythonQuotation, _ write: (PythonToken) -> Void
  ) -> Int? {
    if let end = quotation.end(in: line, from: start + quotation.opening) {
      write(token(.string, line, start..<end))
      return end
    }
    open = (Array(line[start...]), number, start - line.startIndex, quotation, !quotation.isTriple)
    return nil
  }

  private func token(
    _ kind: PythonToken.Kind, _ line: ArraySlice<Unicode.Scalar>, _ range: Range<Int>
  ) -> PythonToken {
    PythonToken(
      kind: kind, text: line[range], line: number, column: range.lowerBound - line.startIndex, endLine: number,
      endColumn: range.upperBound - line.startIndex)
  }
}
