import Foundation
import Testing

@testable import Pages

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Every plot must be well-formed XML whatever its data, and keep what it draws inside its frame.
struct PlotTests {
  private static let nasty = "<script>alert(\"x\")</script> & 'quotes' \u{0}\u{1B}[31m"

  private static var plots: [any Plot] {
    let points = (0..<50).map { PlotPoint(Double($0), Double($0 * $0)) }
    let gap = [PlotPoint(0, 1), PlotPoint(1, .nan), PlotPoint(2, 3), PlotPoint(3, .infinity)]
    let band = points.map { LinePlot.Series.BandPoint(x: $0.x, lower: $0.y - 1, upper: $0.y + 1) }
    return [
      LinePlot(
        nasty, xLabel: nasty, yLabel: nasty,
        [LinePlot.Series(nasty, points, band: band), LinePlot.Series("b", gap, marks: .points, isDashed: true)]),
      LinePlot("empty", xLabel: "", yLabel: "", []),
      IntervalPlot(
        nasty, xLabel: nasty,
        [
          .init(nasty, value: 1, lower: -1, upper: 2), .init("none", value: .nan, lower: .nan, upper: .nan),
          .init("one", value: 3, lower: .nan, upper: .nan),
        ]),
      BarPlot(nasty, xLabel: nasty, [.init(nasty, 3), .init("zero", 0), .init("none", .nan)]),
      ParallelCoordinates(
        nasty,
        axes: [
          .numbers(label: nasty, kind: .logarithmic), .categories(label: "c", [nasty, "b"]),
          .numbers(label: "loss", kind: .linear),
        ],
        [.init(nasty, values: [1e-4, 0, 2], rank: 1), .init("b", values: [1e-2, 1, nil], rank: nil)]),
      PlotPanels(nasty, [BarPlot("a", xLabel: "", []), BarPlot("b", xLabel: "", [])], columns: 2),
    ]
  }

  @Test func everythingIsWellFormedAndEscaped() {
    for plot in Self.plots {
      for markup in [plot.inline, plot.standalone] {
        #expect(!markup.contains("<script"))
        let parser = XMLParser(data: Data(markup.utf8))
        #expect(parser.parse(), "\(plot.title): \(String(describing: parser.parserError))\n\(markup.prefix(300))")
      }
    }
  }

  @Test func coordinatesStayInsideThePicture() throws {
    for plot in Self.plots {
      let numbers = plot.inline.matches(of: /[ML](-?[0-9.]+) (-?[0-9.]+)/).compactMap { match in
        Double(match.1).flatMap { x in Double(match.2).map { (x, $0) } }
      }
      for (x, y) in numbers {
        #expect((0...plot.size.width).contains(x) && (0...plot.size.height).contains(y), "\(plot.title): \(x) \(y)")
      }
    }
  }

  @Test func aValueThatIsNotFiniteIsAGap() {
    let points = [PlotPoint(0, 1), PlotPoint(1, 2), PlotPoint(2, .nan), PlotPoint(3, 3), PlotPoint(4, 4)]
    let markup = LinePlot("gap", xLabel: "", yLabel: "", [LinePlot.Series("a", points)]).inline
    #expect(markup.components(separatedBy: "<path class=\"line").count == 3)
    #expect(!markup.lowercased().contains("nan"))
  }

  @Test func intervalsAreColouredByTheirSide() {
    var plot = IntervalPlot("", xLabel: "", [.init("a", value: 2, lower: 1, upper: 3)])
    #expect(plot.inline.contains("line series-0"))
    plot.isLessBetter = true
    #expect(plot.inline.contains("line series-1"))
    plot.rows[0].lower = -1
    #expect(plot.inline.contains("line series-6"))
  }

  @Test func aPictureOfItsOwnCarriesItsStyle() {
    let plot = BarPlot("bars", xLabel: "", [.init("a", 1)])
    #expect(plot.standalone.contains("prefers-color-scheme:dark") && !plot.inline.contains("<style"))
  }
}
