import Basics
import Scanpaths

/// Where code stands on a simulated screen, in a monospaced font.
package struct CodeLayout: ValidatedConfiguration, Equatable {
  /// The screen in pixels.
  package var screen = ScreenSize(width: 1280, height: 1024)
  /// The upper left corner of the first cell, in pixels.
  package var left = 120.0
  package var top = 120.0
  /// A cell's width, and the distance between two lines, in pixels.
  package var cellWidth = 12.0
  package var lineHeight = 36.0
  /// Cells between two tab stops.
  package var tabWidth = 4

  package init() {}

  package func validate() throws {
    for (name, value) in [("cellWidth", cellWidth), ("lineHeight", lineHeight)] {
      try require(value.isFinite && value >= 1 && value <= 1000, name, "\(value) is no size", remedy: "from 1 to 1000")
    }
    try require((1...16).contains(tabWidth), "tabWidth", "\(tabWidth) is no width of a tab", remedy: "from 1 to 16")
  }

  /// The boxes of a method's tokens in reading order, numbered from 1; a token of several lines has a box on each.
  package func boxes(of code: LabelledCode, source: String) -> [TokenBox] {
    let cells = CodeCells(source, tabWidth: tabWidth)
    var entries: [(text: String, rectangle: ScreenRectangle, identifier: String, token: Int)] = []
    for (token, piece) in code.tokens.enumerated() {
      for part in cells.parts(of: piece.bytes) {
        entries.append((part.text, rectangle(of: part), "\(entries.count + 1)", token))
      }
    }
    var boxes = TokenBox.numbered(entries.map { ($0.text, $0.rectangle, $0.identifier) })
    for (index, entry) in entries.enumerated() { boxes[index].tokens = [entry.token] }
    return boxes
  }

  private func rectangle(of part: CodeCells.Part) -> ScreenRectangle {
    ScreenRectangle(
      x: left + Double(part.cells.lowerBound) * cellWidth, y: top + Double(part.line) * lineHeight,
      width: Double(part.cells.count) * cellWidth, height: lineHeight)
  }
}
