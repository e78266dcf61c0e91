import Scanpaths

/// Finds the token at a position in the text: a byte, or a line and column as an editor's plug-in reports them.
package struct PositionMapping: Sendable {
  /// The unit in which a recorder counts columns.
  package enum ColumnUnit: Sendable {
    /// Bytes of UTF-8.
    case bytes
    /// Units of UTF-16, as most editors count.
    case utf16
  }

  package struct Hit: Sendable, Equatable {
    package var token: Int
    /// The number of bytes between the position and the token, 0 for a position on the token.
    package var distance: Int

    package init(token: Int, distance: Int) {
      self.token = token
      self.distance = distance
    }
  }

  private let source: [UInt8]
  private let tokens: [Range<Int>]
  /// The start offset of each line, followed by the length of the text.
  private let lineStarts: [Int]

  /// - Parameters:
  ///   - code: the tokens of the method, in text order.
  ///   - source: the text that the tokens' byte offsets refer to.
  package init(code: LabelledCode, source: String) {
    let bytes = Array(source.utf8)
    self.source = bytes
    tokens = code.tokens.map(\.bytes)
    lineStarts = [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 } + [bytes.count]
  }

  /// The token nearest to a position, among those on its line; ties go to the first.
  ///
  /// A column past the end of its line counts as the line's end. A multi-line string or comment is on all of its lines.
  ///
  /// - Parameters:
  ///   - line: from 0.
  ///   - column: from 0.
  /// - Complexity: O(log number of tokens) plus the length of the line.
  package func nearest(line: Int, column: Int, unit: ColumnUnit = .utf16) -> Result<Hit, UnmappedReason> {
    guard line >= 0, line < lineStarts.count - 1 else { return .failure(.outsideText) }
    let bytes = content(ofLine: line)
    return nearest(to: bytes.lowerBound + offset(ofColumn: max(column, 0), unit, in: bytes), among: bytes)
  }

  /// The token nearest to a byte, among those on its line.
  package func nearest(byte: Int) -> Result<Hit, UnmappedReason> {
    guard byte >= 0, byte < source.count else { return .failure(.outsideText) }
    return nearest(to: byte, among: content(ofLine: lineStarts.firstPlace { $0 > byte } - 1))
  }

  /// The bytes of a line without its end.
  private func content(ofLine line: Int) -> Range<Int> {
    var end = lineStarts[line + 1]
    while end > lineStarts[line], source[end - 1] == UInt8(ascii: "\n") || source[end - 1] == UInt8(ascii: "\r") {
      end -= 1
    }
    return lineStarts[line]..<end
  }

  private func nearest(to byte: Int, among line: Range<Int>) -> Result<Hit, UnmappedReason> {
    let next = tokens.firstPlace { $0.upperBound > byte }
    if next < tokens.count, tokens[next].contains(byte) { return .success(Hit(token: next, distance: 0)) }
    var best: Hit?
    for token in [next - 1, next] where tokens.indices.contains(token) {
      let part = tokens[token].clamped(to: line)
      guard !part.isEmpty else { continue }
      let distance = max(part.lowerBound - byte, byte - part.upperBound + 1, 0)
      if distance < best?.distance ?? .max { best = Hit(token: token, distance: distance) }
    }
    return best.map { .success($0) } ?? .failure(.emptyLine)
  }

  private func offset(ofColumn column: Int, _ unit: ColumnUnit, in line: Range<Int>) -> Int {
    switch unit {
    case .bytes: return min(column, line.count)
    case .utf16:
      var units = 0
      for place in line {
        // Count bytes that begin a character: one unit each, two for characters of four bytes.
        if source[place] & 0xC0 != 0x80 {
          guard units < column else { return place - line.lowerBound }
          units += source[place] >= 0xF0 ? 2 : 1
        }
      }
      return line.count
    }
  }
}
