/// The visible characters of a text, byte by byte.
///
/// White space has no place in this order, so it does not matter how a label or a screen spaces the text; but it counts
/// in the columns. All arrays have one element for each visible byte.
struct VisibleText: Sendable {
  private(set) var bytes: [UInt8] = []
  /// The byte's place in the text.
  private(set) var offsets: [Int] = []
  /// The cells of the byte's character (`CodeCells`).
  private(set) var cells: [Range<Int>] = []
  /// The columns of the characters' centres.
  private var middles: [Double] = []
  private(set) var lineNumbers: [Int] = []
  /// The visible bytes of each line; empty for blank lines.
  private(set) var lines: [Range<Int>] = []
  /// For each line, the number of lines before it that are not blank.
  private(set) var ranks: [Int] = []

  init(_ code: String, tabWidth: Int) {
    for cell in CodeCells(code, tabWidth: tabWidth).characters where !cell.character.isWhitespace {
      for (number, byte) in cell.character.utf8.enumerated() {
        bytes.append(byte)
        offsets.append(cell.byte + number)
        cells.append(cell.cells)
        middles.append(Double(cell.cells.lowerBound + cell.cells.upperBound) / 2)
        lineNumbers.append(cell.line)
      }
    }
    var (place, rank) = (0, 0)
    for line in 0..<(lineNumbers.last ?? -1) + 1 {
      let start = place
      while place < bytes.count, lineNumbers[place] == line { place += 1 }
      lines.append(start..<place)
      ranks.append(rank)
      if place > start { rank += 1 }
    }
  }

  /// The cells from the first to the last of these bytes, which are on one line.
  func cells(of range: Range<Int>) -> Range<Int> {
    guard let first = range.first, let last = range.last else { return 0..<0 }
    return cells[first].lowerBound..<max(cells[first].lowerBound, cells[last].upperBound)
  }

  /// The same bytes as a range of the text.
  func source(_ range: Range<Int>) -> Range<Int> {
    guard let first = range.first, let last = range.last else { return 0..<0 }
    return offsets[first]..<offsets[last] + 1
  }

  /// The first byte of a part of a line whose character's centre satisfies a condition that holds from some column on;
  /// the part's end if there is none.
  ///
  /// - Complexity: O(log length of the part).
  func place(in range: Range<Int>, where condition: (Double) -> Bool) -> Int {
    var rest = range
    while !rest.isEmpty {
      let middle = (rest.lowerBound + rest.upperBound) / 2
      rest = condition(middles[middle]) ? rest.lowerBound..<middle : middle + 1..<rest.upperBound
    }
    return rest.lowerBound
  }
}
