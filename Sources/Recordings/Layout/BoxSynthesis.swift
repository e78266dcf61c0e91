/// Makes the boxes of a text of which only font and origin are known.
///
/// A character takes one cell; East Asian wide characters and emoji take two, combining marks none, and a tab goes on
/// to the next tab stop. Lines end at `\n`; a `\r` before it takes no room.
package struct BoxSynthesis: Sendable {
  package let metrics: FontMetrics

  /// - Throws: `InvalidSetting`.
  package init(_ metrics: FontMetrics) throws {
    try metrics.validate()
    self.metrics = metrics
  }

  /// A box for every token and every line that it touches, in the order of tokens; a token over three lines has three
  /// boxes. Tokens whose bytes lie outside the code are passed over.
  ///
  /// - Complexity: O(code + tokens · log(code)).
  package func boxes(of tokens: [StimulusToken], in code: String) -> [TokenBox] {
    let cells = CodeCells(code, tabWidth: metrics.tabWidth)
    var entries: [(text: String, rectangle: ScreenRectangle, token: Int)] = []
    for (index, token) in tokens.enumerated() {
      for part in cells.parts(of: token.byteRange) { entries.append((part.text, rectangle(part), index)) }
    }
    var boxes = TokenBox.numbered(entries.map { ($0.text, $0.rectangle, "") })
    for index in boxes.indices { boxes[index].tokens = [entries[index].token] }
    return boxes
  }

  /// A box for every run of characters without white space.
  package func wordBoxes(of code: String) -> [TokenBox] {
    let cells = CodeCells(code, tabWidth: metrics.tabWidth)
    return TokenBox.numbered(cells.words.flatMap(cells.parts).map { ($0.text, rectangle($0), "") })
  }

  /// A box for every line that is not blank, from its first visible character to its last.
  package func lineBoxes(of code: String) -> [TokenBox] {
    let cells = CodeCells(code, tabWidth: metrics.tabWidth)
    return TokenBox.numbered(cells.visibleLines.map { ($0.text, rectangle($0), "line \($0.line + 1)") })
  }

  private func rectangle(_ part: CodeCells.Part) -> ScreenRectangle {
    ScreenRectangle(
      x: metrics.originX + Double(part.cells.lowerBound) * metrics.cellWidth,
      y: metrics.originY + Double(part.line) * metrics.lineHeight, width: Double(part.cells.count) * metrics.cellWidth,
      height: metrics.lineHeight)
  }
}

/// A text's characters in a grid of cells.
package struct CodeCells {
  /// What lies on one line of a piece of text.
  package struct Part {
    package var text: String
    /// Counted from 0.
    package var line: Int
    package var cells: Range<Int>
  }

  private struct Cell {
    var byte: Int
    var line: Int
    var cells: Range<Int>
    var character: Character
  }

  private var characters: [Cell] = []

  package init(_ code: String, tabWidth: Int) {
    var (byte, line, column) = (0, 0, 0)
    for character in code {
      let width: Int
      switch character {
      case "\n", "\r\n": width = 0
      case "\t": width = tabWidth - column % tabWidth
      default: width = Self.width(of: character)
      }
      characters.append(Cell(byte: byte, line: line, cells: column..<column + width, character: character))
      byte += character.utf8.count
      column += width
      if character == "\n" || character == "\r\n" { (line, column) = (line + 1, 0) }
    }
  }

  /// The piece of text in these bytes, line by line, without white space at the ends of lines.
  package func parts(of bytes: Range<Int>) -> [Part] {
    var parts: [Part] = []
    var index = firstCharacter(from: bytes.lowerBound)
    while index < characters.count, characters[index].byte < bytes.upperBound {
      let line = characters[index].line
      let begin = index
      while index < characters.count, characters[index].byte < bytes.upperBound, characters[index].line == line {
        index += 1
      }
      if let part = part(begin..<index) { parts.append(part) }
    }
    return parts
  }

  /// The byte ranges of words.
  package var words: [Range<Int>] {
    characters.indices.split { characters[$0].character.isWhitespace }.compactMap { run in
      guard let first = run.first, let last = run.last else { return nil }
      return characters[first].byte..<characters[last].byte + characters[last].character.utf8.count
    }
  }

  /// What lies in these bytes between white space and line ends.
  package func words(of bytes: Range<Int>) -> [Part] {
    var words: [Part] = []
    var index = firstCharacter(from: bytes.lowerBound)
    while index < characters.count, characters[index].byte < bytes.upperBound {
      let begin = index
      while index < characters.count, characters[index].byte < bytes.upperBound,
        !characters[index].character.isWhitespace
      {
        index += 1
      }
      if let word = part(begin..<index) { words.append(word) }
      if index == begin { index += 1 }
    }
    return words
  }

  package var visibleLines: [Part] {
    guard let last = characters.last else { return [] }
    return parts(of: 0..<last.byte + last.character.utf8.count)
  }

  private func part(_ range: Range<Int>) -> Part? {
    let visible = range.filter { !characters[$0].character.isWhitespace }
    guard let first = visible.first, let last = visible.last else { return nil }
    let cells = characters[first].cells.lowerBound..<characters[last].cells.upperBound
    guard !cells.isEmpty else { return nil }
    return Part(text: String(characters[first...last].map(\.character)), line: characters[first].line, cells: cells)
  }

  private func firstCharacter(from byte: Int) -> Int {
    var (low, high) = (0, characters.count)
    while low < high {
      let middle = (low + high) / 2
      if characters[middle].byte < byte { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Cells of a character, by the blocks of Unicode's East Asian Width that are wide throughout.
  private static func width(of character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
