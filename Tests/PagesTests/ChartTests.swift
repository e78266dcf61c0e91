import Foundation
import Testing

@testable import Pages

/// The data of charts, and the policy of the pages that have them.
struct ChartTests {
  private static let nasty = "</script><script>alert(1)</script><!-- ]]> \u{2028}"

  @Test func theDataBlockCannotBeLeftAndReadsBack() throws {
    let points = [PlotPoint(1, 0.123456789), PlotPoint(2, .nan), PlotPoint(.infinity, 3), PlotPoint(4, 5e-9)]
    let lines = [
      Chart.Line(Self.nasty, run: "seed 1", points, seconds: [1, 2, 3, 4], colour: 2),
      Chart.Line("b", run: "seed 1", points, seconds: [1], colour: 3),
    ]
    let block = Chart(Self.nasty, xLabel: "step", yLabel: "nats", leastSpan: 0.2, lines).dataBlock
    #expect(block.components(separatedBy: "<").count == 3, "only its own tags: \(block)")
    let json = try #require(
      block.firstMatch(of: /^<script type="application\/json" class="chart-data">(.*)<\/script>$/)?.1)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let read = try #require(object["lines"] as? [[String: Any]])
    #expect(read[0]["x"] as? [Double] == [1, 2, 4] && read[0]["t"] as? [Double] == [1, 2, 4])
    let values = try #require(read[0]["y"] as? [Any])
    #expect(values[0] as? Double == 0.123457 && values[1] is NSNull && values[2] as? Double == 5e-9)
    #expect((read[1]["t"] as? [Double])?.isEmpty == true, "times of another length are none")
    #expect((read[0]["label"] as? String)?.hasPrefix("</script>") == true)
  }

  @Test func thePolicyNamesTheScriptByItsHash() {
    // SHA-256 of "alert(1)".
    #expect(
      HTMLPage.Policy.script("alert(1)").text.contains(
        "script-src 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=';"))
    #expect(!HTMLPage.Policy.still.text.contains("script-src"))
    #expect(!ChartScript.text.contains("</"), "it is embedded in a page")
  }

  @Test func anAxisDoesNotMagnifyNoise() {
    #expect(AxisScale.widened([10, 10.5], to: 5) == [10, 10.5, 7.75, 12.75])
    #expect(AxisScale.widened([0.5, 1], to: 5) == [0.5, 1, 0, 5], "no negative percentages")
    #expect(AxisScale.widened([-1, 1], to: 5) == [-1, 1, -2.5, 2.5])
    #expect(AxisScale.widened([1, 9], to: 5) == [1, 9] && AxisScale.widened([], to: 5).isEmpty)
    var plot = LinePlot("", xLabel: "", yLabel: "", [LinePlot.Series("a", [PlotPoint(0, 10), PlotPoint(1, 10.1)])])
    #expect(plot.inline.contains(">10.04<"))
    plot.leastSpan = 5
    #expect(!plot.inline.contains(">10.04<") && plot.inline.contains(">8<"))
    var interval = IntervalPlot("", xLabel: "", [.init("a", value: 0.01, lower: -0.01, upper: 0.03)])
    interval.leastReach = 1
    #expect(interval.inline.contains(">-1.0<") && interval.inline.contains(">1.0<"))
  }

  @Test func aLongLabelGetsALineOfItsOwn() {
    let label = "optimizer.learning_rate=0.0003, training.label_smoothing=0.1, a=1"
    let plot = IntervalPlot("", xLabel: "", [.init(label, value: 1, lower: 0, upper: 2)])
    let short = IntervalPlot("", xLabel: "", [.init("a", value: 1, lower: 0, upper: 2)])
    #expect(plot.size.height > short.size.height && plot.inline.contains(">\(label)<"))
  }

  /// Programs that know no custom properties must not draw everything black.
  @Test func aPictureOfItsOwnNeedsNoCustomProperties() {
    let picture = BarPlot("bars", xLabel: "", [.init("a", 1)]).standalone
    #expect(!picture.contains("var(--") && picture.contains("#ffffff") && picture.contains("prefers-color-scheme:dark"))
  }
}
