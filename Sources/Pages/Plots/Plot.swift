/// A picture of data.
package protocol Plot: Sendable {
  var title: String { get }

  /// The size in the picture's units, which are pixels at its natural size.
  var size: PlotSize { get }

  /// All elements on the background, including the title.
  func elements() -> [SVGElement]
}

package struct PlotSize: Sendable, Equatable {
  package var width: Double
  package var height: Double

  package init(_ width: Double, _ height: Double) {
    self.width = width
    self.height = height
  }
}

extension Plot {
  /// The picture for a page that contains `PlotStyle`'s rules; it scales with its place.
  package var inline: String { picture([]).inline }

  /// The picture as a standalone file.
  package var standalone: String {
    let style = SVGElement("style", text: Palette.resolvedForBoth(PlotStyle.rules))
    let surface = SVGElement.rectangle(x: 0, y: 0, width: size.width, height: size.height, "surface")
    return picture([style, surface]).document
  }

  private func picture(_ background: [SVGElement]) -> SVGElement {
    var picture = SVGElement.picture("plot", width: size.width, height: size.height, background + elements())
    picture.attributes.append(("aria-label", title))
    return picture
  }
}

/// Several plots in one picture, in rows.
package struct PlotPanels: Plot {
  package let title: String
  private let plots: [any Plot]
  private let columns: Int
  private var titleHeight: Double { title.isEmpty ? 0 : 28 }

  package init(_ title: String, _ plots: [any Plot], columns: Int) {
    self.title = title
    self.plots = plots
    self.columns = max(1, columns)
  }

  private var cell: PlotSize {
    PlotSize(plots.map(\.size.width).max() ?? 0, plots.map(\.size.height).max() ?? 0)
  }

  package var size: PlotSize {
    let rows = (plots.count + columns - 1) / columns
    return PlotSize(cell.width * Double(min(columns, plots.count)), cell.height * Double(rows) + titleHeight)
  }

  package func elements() -> [SVGElement] {
    let heading = title.isEmpty ? [] : [SVGElement.label(title, at: PlotPoint(14, 24), "title")]
    return heading
      + plots.enumerated().map { number, plot in
        let x = cell.width * Double(number % columns)
        let y = cell.height * Double(number / columns) + titleHeight
        return SVGElement("g", ["transform": "translate(\(x.trimmed) \(y.trimmed))"], plot.elements())
      }
  }
}
