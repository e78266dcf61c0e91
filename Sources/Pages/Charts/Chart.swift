import Foundation

/// The numbers behind a line plot, from which the page's script draws a chart to explore.
///
/// A page shows the plot itself until the script runs, and wherever scripts do not.
package struct Chart: Sendable {
  /// One run's curve. Lines with the same label are seeds of one variant.
  package struct Line: Sendable {
    package var label: String
    /// The run within its variant: `seed 1`.
    package var run: String
    package var points: [PlotPoint]
    /// Seconds since the run's start at each point; empty if they are unknown.
    package var seconds: [Double]
    /// The number of the colour.
    package var colour: Int

    package init(_ label: String, run: String, _ points: [PlotPoint], seconds: [Double] = [], colour: Int) {
      self.label = label
      self.run = run
      self.points = points
      self.seconds = seconds.count == points.count ? seconds : []
      self.colour = colour
    }
  }

  package var title: String
  package var xLabel: String
  package var yLabel: String
  /// The least range of the y axis.
  package var leastSpan: Double
  /// Whether points are marked.
  package var isMarked: Bool
  package var lines: [Line]

  package init(
    _ title: String, xLabel: String, yLabel: String, leastSpan: Double = 0, isMarked: Bool = false, _ lines: [Line]
  ) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.leastSpan = leastSpan
    self.isMarked = isMarked
    self.lines = lines
  }

  /// A data block for a page. Browsers do not run it, and nothing in it can end it.
  var dataBlock: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let bytes = try? encoder.encode(Content(self))
    // Only `<` could end the element or begin a comment; JSON can escape it.
    let text = String(decoding: bytes ?? Data("{}".utf8), as: UTF8.self).replacing("<", with: "\\u003c")
    return "<script type=\"application/json\" class=\"chart-data\">\(text)</script>"
  }

  /// What the script reads.
  private struct Content: Encodable {
    struct Line: Encodable {
      let label: String
      let run: String
      let colour: Int
      let x: [Double]
      /// Nil for a gap.
      let y: [Double?]
      let t: [Double]
    }

    let title: String
    let x: String
    let y: String
    let span: Double
    let marked: Bool
    let lines: [Line]

    init(_ chart: Chart) {
      (title, x, y) = (DisplayText.line(chart.title), chart.xLabel, chart.yLabel)
      (span, marked) = (chart.leastSpan, chart.isMarked)
      lines = chart.lines.map { line in
        let places = line.points.indices.filter { line.points[$0].x.isFinite }
        let isTimed = !line.seconds.isEmpty && line.seconds.allSatisfy(\.isFinite)
        return Line(
          label: DisplayText.line(line.label), run: DisplayText.line(line.run), colour: line.colour,
          x: places.map { Content.rounded(line.points[$0].x) },
          y: places.map { line.points[$0].y.isFinite ? Content.rounded(line.points[$0].y) : nil },
          t: isTimed ? places.map { Content.rounded(line.seconds[$0]) } : [])
      }
    }

    /// Six significant digits, which no chart can show more of.
    private static func rounded(_ value: Double) -> Double { Double(String(format: "%.6g", value)) ?? value }
  }
}

/// The script that makes charts of the plots whose data the page has.
package enum ChartScript {
  /// To be placed after the page's content, or to be served.
  package static let text = [
    PackageResources.scale_js, PackageResources.curves_js, PackageResources.chart_js, PackageResources.tools_js,
  ].map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")

  static let style = String(decoding: PackageResources.charts_css, as: UTF8.self)
}
