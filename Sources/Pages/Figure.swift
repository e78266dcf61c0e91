/// A plot of a report, with its file name.
package struct Figure: Sendable {
  package var name: String
  package var plot: any Plot
  package var caption: String
  /// The numbers behind the plot, for pages with `ChartScript`.
  package var chart: Chart?

  package init(_ name: String, _ plot: any Plot, caption: String = "", chart: Chart? = nil) {
    self.name = name
    self.plot = plot
    self.caption = caption
    self.chart = chart
  }
}
