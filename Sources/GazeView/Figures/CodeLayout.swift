import Pages
import Recordings
import Scanpaths

/// Where the code is in a figure for papers, in points.
struct CodeLayout {
  let method: MethodView
  /// The size of the code's letters.
  let size: Double
  /// The height of the first line.
  var top = 0.0
  /// The space above each line, for fixations.
  let gap: Double
  let left: Double
  /// The right end of the code's part of the figure.
  let right: Double

  /// The height of a label's mark below a token.
  let markHeight: Double

  static let largestSize = 8.0
  private static let smallestInColumn = 6.0
  /// A character of a monospaced font is this wide, for letters of size 1.
  private static let widthOfCell = 0.602
  private static let numberSize = 0.7

  var cell: Double { size * Self.widthOfCell }
  var boxHeight: Double { size * 1.3 }
  var pitch: Double { gap + boxHeight + markHeight + 0.8 }
  var bottom: Double { top + Double(method.lines) * pitch }

  /// - Parameters:
  ///   - width: of the figure.
  ///   - reserved: the share of the width that is not for code.
  ///   - gap: the space above each line.
  init(_ method: MethodView, width: Double, reserved: Double = 0, gap: Double, markHeight: Double) {
    self.method = method
    self.gap = gap
    self.markHeight = markHeight
    let columns = Double(max(method.words.map { $0.column + $0.cells }.max() ?? 1, 8))
    let digits = Double("\(method.lines)".count)
    right = (width - FigureSheet.margin) * (1 - reserved)
    // The letters of line numbers are smaller, so that numbers take `digits` and a half of their cells.
    let taken = (digits * Self.numberSize + 1) * Self.widthOfCell
    size = min(Self.largestSize, (right - FigureSheet.margin) / (columns * Self.widthOfCell + taken))
    left = FigureSheet.margin + size * taken
  }

  /// The width in millimetres for a figure of this code: one column, if its letters are then large enough; else what the
  /// largest letters need, up to two columns.
  static func width(for method: MethodView, reserved: Double) -> Double {
    func layout(_ millimetres: Double) -> CodeLayout {
      CodeLayout(
        method, width: millimetres * FigureSettings.pointsPerMillimetre, reserved: reserved, gap: 0, markHeight: 0)
    }
    let single = layout(FigureSettings.singleColumn).size
    if single >= smallestInColumn { return FigureSettings.singleColumn }
    let needed = (FigureSettings.singleColumn * largestSize / single).rounded(.up)
    return min(needed, FigureSettings.doubleColumn)
  }

  func top(ofLine line: Int) -> Double { top + Double(line) * pitch }

  /// The area of a box: of a token, or of its part on one line.
  func area(of box: MethodView.Box) -> (x: Double, y: Double, width: Double, height: Double) {
    (
      left + Double(box.column) * cell - 0.4, top(ofLine: box.line) + gap, Double(box.cells) * cell + 0.8, boxHeight
    )
  }

  /// The code and its line numbers.
  var text: SVGElement {
    let numbers = (0..<method.lines).map { line -> SVGElement in
      return SVGElement.label("\(line + 1)", at: PlotPoint(left - size * 0.5, baseline(line)), "number")
        .with("font-size", (size * Self.numberSize).trimmed)
    }
    let words = method.words.map { word in
      SVGElement(
        "text",
        [
          "x": (left + Double(word.column) * cell).trimmed, "y": baseline(word.line).trimmed,
          "textLength": (Double(word.cells) * cell).trimmed, "lengthAdjust": "spacingAndGlyphs",
        ], text: word.text)
    }
    return SVGElement.group("code", numbers + words)
      .with("font-size", size.trimmed)
  }

  private func baseline(_ line: Int) -> Double { top(ofLine: line) + gap + size }
}
