/// The style of all plots. Plots use only classes: a page includes these rules once, a plot in a file of its own includes
/// them itself.
enum PlotStyle {
  static let font = #"system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif"#

  /// The rules for the classes that plots use.
  static var rules: String {
    let series = (0..<Palette.seriesCount).map { number in
      """
      .plot .line.series-\(number){stroke:var(--series-\(number))}\
      .plot .band.series-\(number),.plot .mark.series-\(number){fill:var(--series-\(number))}

      """
    }
    let ramp = (0..<Palette.rampSteps).map { ".plot .line.ramp-\($0){stroke:var(--ramp-\($0))}\n" }
    return """
      .plot{font:12px \(font)}
      .plot text{fill:var(--muted);stroke:none}
      .plot .title{fill:var(--ink);font-size:14px;font-weight:600}
      .plot .strong{fill:var(--ink)}
      .plot .halo{paint-order:stroke;stroke:var(--surface);stroke-width:4px;stroke-linejoin:round}
      .plot .surface{fill:var(--surface)}
      .plot .grid{stroke:var(--rule);stroke-width:1}
      .plot .axis{stroke:var(--muted);stroke-width:1}
      .plot .zero{stroke:var(--muted);stroke-width:1.2;stroke-dasharray:3 3}
      .plot .line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
      .plot .dashed{stroke-dasharray:6 4}
      .plot .faint{opacity:.38;stroke-width:1.3}
      .plot .band{opacity:.17;stroke:none}
      .plot .mark{stroke:var(--surface);stroke-width:1}
      .plot .track{fill:var(--rule)}

      """ + series.joined() + ramp.joined()
  }

  static func series(_ number: Int) -> String { "series-\(number % Palette.seriesCount)" }

  /// Series beyond the fourth are dashed as well, so colour is not the only difference.
  static func line(_ number: Int) -> String {
    "line \(series(number))" + (number % Palette.seriesCount >= 4 ? " dashed" : "")
  }
}

extension String {
  /// The approximate width of the text in the plots' font of 12 units.
  var plotWidth: Double { Double(count) * 6.8 }
}
