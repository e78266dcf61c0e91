/// A text's characters in a grid of cells.
///
/// A character takes one cell; East Asian wide characters and emoji take two, combining marks none, and a tab extends
/// to the next tab stop. Lines end at `\n`.
package struct CodeCells {
  /// The part of a piece of text that is on one line.
  package struct Part {
    package var text: String
    /// Counted from 0.
    package var line: Int
    package var cells: Range<Int>
  }

  struct Cell {
    var byte: Int
    var line: Int
    var cells: Range<Int>
    var character: Character
  }

  /// In the order of the text, white space and line ends included.
  private(set) var characters: [Cell] = []

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

  /// The text in these bytes, line by line, without white space at the ends of lines.
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

  /// The words in these bytes, separated by white space and line ends.
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

  /// The number of cells of a character, by the Unicode blocks that are entirely wide in East Asian Width.
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
