import Basics

@testable import Recordings

/// Boxes around code on an imagined screen, whose places in the code are known.
struct SyntheticLayout {
  /// How code stands on the screen and how boxes were drawn.
  struct Style {
    enum Font { case monospaced, proportional }
    enum Unit { case words, tokens, pieces, lines }
    enum Labels { case text, none, numbers, escaped, misspelt }

    var font = Font.monospaced
    var unit = Unit.words
    var labels = Labels.text
    var tabWidth = 4
    /// The column at which lines are wrapped.
    var wrap: Int?
    /// The lines on the screen.
    var shown: Range<Int>?
    var showsBlankLines = true
    /// The share of words or tokens that have a box.
    var share = 1.0
    /// The standard deviation of the boxes' heights on the screen, in lines.
    var noise = 0.0
    /// The most by which an edge is off, in columns.
    var padding = 0.3
    /// Whether boxes of whole lines are added, and pairs of neighbours.
    var isNested = false
    /// Whether line numbers, a title and a button have boxes.
    var hasFurniture = false
    var isShuffled = false
  }

  private struct Piece {
    var bytes: Range<Int>
    var text: String
    var left: Double
    var right: Double
    var row: Int
  }

  private(set) var boxes: [TokenBox] = []
  /// The range of bytes that each box is around; nil for boxes that are around no code.
  private(set) var truth: [Range<Int>?] = []

  private let style: Style
  private var random: RandomStream
  private var entries: [(text: String, rectangle: ScreenRectangle, truth: Range<Int>?)] = []
  private static let column = 11.0
  private static let pitch = 32.0

  init(_ code: String, _ style: Style, seed: Int) {
    self.style = style
    random = RandomStream(seed: 31, purpose: .testData, seed)
    let characters = CodeCells(code, tabWidth: style.tabWidth).characters
    var (row, shift) = (0, 0)
    var line = -1
    var current: [Piece] = []
    for (index, cell) in characters.enumerated() {
      if cell.line != line {
        add(current)
        (current, line, shift) = ([], cell.line, 0)
        if index > 0, style.showsBlankLines || characters[index].character != "\n" { row += 1 }
      }
      if let wrap = style.wrap, cell.cells.upperBound - shift > wrap, !cell.character.isWhitespace,
        index > 0, characters[index - 1].character == " ", cell.cells.lowerBound > shift + 4
      {
        add(current)
        (current, shift) = ([], cell.cells.lowerBound)
        row += 1
      }
      guard style.shown?.contains(cell.line) ?? true, !cell.character.isWhitespace else { continue }
      let place = (Self.x(style.font, characters, index, shift), row)
      let isNew =
        current.last.map { last in
          last.bytes.upperBound != cell.byte || startsPiece(characters[index - 1].character, cell.character)
        } ?? true
      if isNew && !(style.unit == .lines && !current.isEmpty) {
        current.append(Piece(bytes: cell.byte..<cell.byte, text: "", left: place.0.left, right: 0, row: place.1))
      }
      let last = current.count - 1
      let between = characters[..<index].suffix { $0.byte >= current[last].bytes.upperBound && $0.line == cell.line }
      current[last].text += String(between.map(\.character)) + String(cell.character)
      current[last].bytes = current[last].bytes.lowerBound..<cell.byte + cell.character.utf8.count
      current[last].right = place.0.right
    }
    add(current)
    if style.hasFurniture { addFurniture(rows: row + 1) }
    if style.isShuffled { entries.shuffle(using: &random) }
    label()
  }

  private func startsPiece(_ before: Character, _ next: Character) -> Bool {
    func isWord(_ character: Character) -> Bool { character.isLetter || character.isNumber }
    switch style.unit {
    case .words, .lines: return false
    case .tokens: return !(isWord(before) || before == "_") || !(isWord(next) || next == "_")
    case .pieces: return isWord(before) != isWord(next) || (before.isLowercase && next.isUppercase)
    }
  }

  /// The edges of a character on the screen.
  private static func x(
    _ font: Style.Font, _ characters: [CodeCells.Cell], _ index: Int, _ shift: Int
  ) -> (left: Double, right: Double) {
    let cell = characters[index]
    if font == .monospaced {
      return (
        300 + column * Double(cell.cells.lowerBound - shift), 300 + column * Double(cell.cells.upperBound - shift)
      )
    }
    let before = characters[..<index].suffix { $0.line == cell.line && $0.cells.lowerBound >= shift }
    let left = 300 + before.reduce(0) { $0 + width(of: $1) }
    return (left, left + width(of: cell))
  }

  /// Widths like those of a proportional font.
  private static func width(of cell: CodeCells.Cell) -> Double {
    switch cell.character {
    case "\t": column * Double(cell.cells.count) * 0.6
    case "i", "j", "l", ".", ",", ";", ":", "'", "|", "I", "(", ")", " ", "t", "f", "r": 0.5 * column
    case "m", "w", "M", "W": 1.4 * column
    case "A"..."Z": 1.15 * column
    default: column * 0.9
    }
  }

  private mutating func add(_ pieces: [Piece]) {
    let drawn = pieces.filter { _ in random.uniform() < style.share }
    for piece in drawn { add(piece.text, piece.left, piece.right, piece.row, piece.bytes) }
    guard style.isNested, let first = drawn.first, let last = drawn.last, drawn.count > 1 else { return }
    let middle = drawn.count / 2
    for (begin, end) in [(first, last), (drawn[middle - 1], drawn[middle])] {
      let inside = pieces.filter { $0.left >= begin.left && $0.right <= end.right }
      let text = inside.map(\.text).joined(separator: " ")
      add(text, begin.left, end.right, begin.row, begin.bytes.lowerBound..<end.bytes.upperBound)
    }
  }

  private mutating func add(_ text: String, _ left: Double, _ right: Double, _ row: Int, _ bytes: Range<Int>?) {
    let y = 200 + Self.pitch * (Double(row) + style.noise * random.normal())
    let (before, after) = (style.padding * random.uniform(), style.padding * random.uniform())
    let height = Self.pitch * (0.7 + 0.2 * random.uniform())
    entries.append(
      (
        text,
        ScreenRectangle(
          x: left - Self.column * before, y: y - height / 2, width: right - left + Self.column * (before + after),
          height: height), bytes
      ))
  }

  private mutating func addFurniture(rows: Int) {
    for row in 0..<rows { add("\(row + 1)", 230, 250, row, nil) }
    for (place, word) in ["What", "does", "the", "code", "return", "?"].enumerated() {
      add(word, 300 + 80 * Double(place), 370 + 80 * Double(place), -3, nil)
    }
    add("Next", 300, 400, rows + 3, nil)
  }

  private mutating func label() {
    var numbers: [String: Int] = [:]
    for (index, entry) in entries.enumerated() {
      let text: String
      switch style.labels {
      case .text: text = entry.text
      case .none: text = ""
      case .numbers: text = "\(index + 1)"
      case .escaped:
        text = entry.text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "\\\"")
      case .misspelt:
        text = random.uniform() < 0.1 && entry.text.count > 3 ? entry.text.dropLast(2) + "#" : entry.text
      }
      boxes.append(
        TokenBox(
          reference: BoxReference(text: text, occurrence: numbers[text, default: 0]), rectangle: entry.rectangle,
          identifier: "\(index + 1)"))
      numbers[text, default: 0] += 1
      truth.append(entry.truth)
    }
  }
}

extension ArraySlice {
  /// The elements at the end that satisfy a condition.
  fileprivate func suffix(_ condition: (Element) -> Bool) -> SubSequence {
    self[(lastIndex { !condition($0) }.map { $0 + 1 } ?? startIndex)...]
  }
}
