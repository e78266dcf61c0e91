import Foundation
import Pages

/// A matrix of numbers from 0 to 1 as coloured cells.
struct MatrixFigure {
  var title: String
  var parts: [String]
  var mark = ""
  var description: String
  var rows: [String]
  var columns: [String]
  /// By row; nil where there is no value.
  var values: [[Double?]]
  /// What the values are, for the legend.
  var quantity: String
  /// What rows and columns are, next to their names.
  var axes: (rows: String, columns: String)
  /// The text of a value, as short as possible.
  var text: (Double) -> String
  /// The largest value of the scale; nil takes it from the values.
  var largest: Double?

  private static let largestName = 6.0
  private static let largestCell = 20.0
  private static let smallestCellWithText = 9.5

  func drawn(_ settings: FigureSettings, orElse millimetres: Double) -> DrawnFigure {
    let width = settings.points(orElse: millimetres)
    let nameWidth = min(rows.map { FigureText.width($0, size: Self.largestName) }.max() ?? 0, width * 0.3) + 3
    let axisWidth = axes.rows.isEmpty ? 0 : 9.0
    let left = FigureSheet.margin + axisWidth + nameWidth
    let cell = min(Self.largestCell, (width - FigureSheet.margin - left) / Double(max(columns.count, 1)))
    // Names stand as close as the cells.
    let size = min(Self.largestName, cell * 0.9)
    let scale = AxisScale(
      holding: largest.map { [$0] } ?? values.joined().compactMap { $0 }, includesZero: true, count: 4)
    let sheet = FigureSheet(
      settings: settings, width: width, title: title, parts: parts, mark: mark, description: description)
    let legend = [
      Legend.ramp(
        quantity, scale, colour: settings.palette.background, text: FigureText.percent)
    ]
    return sheet.drawn(legend: legend, smallest: size) { top in
      let height = min(columns.map { FigureText.width($0, size: size) }.max() ?? 0, 110) + 3
      let first = top + (axes.columns.isEmpty ? 0 : 9) + height
      let cells = rows.indices.flatMap { row in
        columns.indices.flatMap { column in
          self.cell(
            values[row][column], x: left + Double(column) * cell, y: first + Double(row) * cell, size: cell, scale,
            settings.palette)
        }
      }
      return (
        names(left: left, top: first, cell: cell, size: size, room: (nameWidth - 3, height - 3)) + [
          .group("cells", cells)
        ],
        first + Double(rows.count) * cell
      )
    }
  }

  private func names(left: Double, top: Double, cell: Double, size: Double, room: (Double, Double)) -> [SVGElement] {
    let middle = (rows: top + Double(rows.count) * cell / 2, columns: left + Double(columns.count) * cell / 2)
    let rowNames = rows.enumerated().map { row, name in
      SVGElement.label(
        FigureText.fitted(name, size: size, room: room.0),
        at: PlotPoint(left - 2.5, top + (Double(row) + 0.5) * cell + size * 0.35), "row"
      ).with("font-size", size.trimmed)
    }
    let columnNames = columns.enumerated().map { column, name in
      Self.upright(
        FigureText.fitted(name, size: size, room: room.1),
        PlotPoint(left + (Double(column) + 0.5) * cell + size * 0.35, top - 2.5), "column"
      ).with("font-size", size.trimmed)
    }
    var axisNames: [SVGElement] = []
    if !axes.rows.isEmpty {
      axisNames.append(
        Self.upright(axes.rows, PlotPoint(FigureSheet.margin + 6, middle.rows), "entry", anchor: "middle"))
    }
    if !axes.columns.isEmpty {
      let y = top - room.1 - 6
      axisNames.append(.label(axes.columns, at: PlotPoint(middle.columns, y), "entry", anchor: "middle"))
    }
    return [.group("names", rowNames + columnNames + axisNames)]
  }

  /// A text that reads upwards.
  private static func upright(_ text: String, _ place: PlotPoint, _ style: String, anchor: String = "") -> SVGElement {
    SVGElement.label(text, at: place, style, anchor: anchor)
      .with("transform", "rotate(-90 \(place.x.trimmed) \(place.y.trimmed))")
  }

  private func cell(
    _ value: Double?, x: Double, y: Double, size: Double, _ scale: AxisScale, _ palette: FigurePalette
  ) -> [SVGElement] {
    guard let value else {
      return [.rectangle(x: x, y: y, width: size, height: size, "missing")]
    }
    let area = SVGElement.rectangle(x: x, y: y, width: size, height: size, "grid")
      .with("fill", value > 0 ? palette.background(scale.position(value)) : "#ffffff")
    guard size >= Self.smallestCellWithText, value > 0 else { return [area] }
    let letters = min(5.5, size * 0.4)
    let label = SVGElement.label(
      text(value), at: PlotPoint(x + size / 2, y + size / 2 + letters * 0.36), "cell"
    ).with("font-size", letters.trimmed)
    return [area, label]
  }
}
