import Pages
import Recordings
import Scanpaths

/// The layout of a method in a figure: its words in a grid of cells, its tokens' boxes, and the legend of its labels.
package struct MethodView: Encodable, Sendable, Equatable {
  /// The box of a token, or of one line of a multi-line token; lines and columns from 0, in cells.
  struct Box: Encodable, Sendable, Equatable {
    var token: Int
    var line: Int
    var column: Int
    var cells: Int
  }

  /// A run of characters without white space, whether token or not.
  package struct Word: Encodable, Sendable, Equatable {
    package var text: String
    var line: Int
    var column: Int
    var cells: Int
  }

  /// A label's entry in the legend, with the position of its swatch: its left end, on the line of its text.
  struct LegendEntry: Encodable, Sendable, Equatable {
    /// Index in the page's labels.
    var label: Int
    var x: Double
    var y: Double
  }

  var name: String
  var language: String
  var lines: Int
  var boxes: [Box]
  package var words: [Word]
  /// For each token, the index of its label in the page's labels.
  var labels: [Int]
  /// The text of each token, on one line.
  var texts: [String]
  /// The length of each token's text in bytes: a fixation on several tokens is divided in proportion.
  var lengths: [Int]
  var legend: [LegendEntry]
  /// The figure's size and the code's bottom edge, in pixels.
  var width: Double
  var height: Double
  var codeBottom: Double

  init(_ code: LabelledCode, source: String, metrics: FigureMetrics = FigureMetrics(), tabWidth: Int = 4) {
    let cells = CodeCells(source, tabWidth: tabWidth)
    name = DisplayText.line(code.id)
    language = code.language.rawValue
    labels = code.tokens.map { LabelStyle.order.firstIndex(of: $0.label) ?? 0 }
    texts = code.tokens.map { DisplayText.line($0.text) }
    lengths = code.tokens.map(\.bytes.count)
    boxes = code.tokens.enumerated().flatMap { place, token in
      cells.parts(of: token.bytes).map {
        Box(token: place, line: $0.line, column: $0.cells.lowerBound, cells: $0.cells.count)
      }
    }
    words = Self.pieces(of: code, length: source.utf8.count).flatMap(cells.words).map {
      Word(
        text: DisplayText.line($0.text), line: $0.line, column: $0.cells.lowerBound, cells: $0.cells.count)
    }
    lines = (words.map(\.line).max() ?? 0) + 1
    let columns = words.map { $0.column + $0.cells }.max() ?? 0
    width = max(metrics.narrowest, metrics.left(ofColumn: Double(columns)) + metrics.right)
    codeBottom = metrics.top(ofLine: lines) + 8
    legend = Self.legend(of: Set(labels), below: codeBottom, width: width, metrics)
    // The scale of durations and the note about simulated readers go below the labels.
    height = (legend.last?.y ?? codeBottom) + 2.6 * metrics.legendPitch
  }

  /// The height of the legend's last line, below all labels.
  var footerHeight: Double { height - 18 }

  /// Tokens and the gaps between them, in text order; words are split at their borders.
  private static func pieces(of code: LabelledCode, length: Int) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var end = 0
    for token in code.tokens where token.bytes.lowerBound >= end {
      pieces += [end..<token.bytes.lowerBound, token.bytes]
      end = token.bytes.upperBound
    }
    return (pieces + [end..<max(end, length)]).filter { !$0.isEmpty }
  }

  private static func legend(
    of labels: Set<Int>, below top: Double, width: Double, _ metrics: FigureMetrics
  ) -> [LegendEntry] {
    var entries: [LegendEntry] = []
    var (x, y) = (metrics.left, top + metrics.legendPitch)
    for label in labels.sorted() {
      // A 26-pixel swatch, and 12-pixel letters, whose mean width is about half of that.
      let room = 26 + Double(LabelStyle.order[label].rawValue.count) * 6.6 + 22
      if x + room > width - metrics.right, x > metrics.left { (x, y) = (metrics.left, y + metrics.legendPitch) }
      entries.append(LegendEntry(label: label, x: x, y: y))
      x += room
    }
    return entries
  }
}
