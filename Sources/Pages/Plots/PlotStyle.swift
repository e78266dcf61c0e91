/// The looks of all plots: colours that people with colour blindness tell apart, in light and dark.
///
/// Pictures name classes alone. The page around them holds this style once; a picture that stands alone holds its own.
package enum PlotStyle {
  /// After Okabe and Ito's palette, with brighter tones for dark surfaces.
  package static let light = ["#0072b2", "#d55e00", "#00805c", "#b0508a", "#b07800", "#2f8fc7", "#5a5a5a", "#7a5195"]
  package static let dark = ["#58b4f0", "#ff8f52", "#37cfa3", "#ec9fcb", "#f2b632", "#9bd4f7", "#c4c4c4", "#c3a2e0"]

  /// From poor to good: dark to light as in viridis, and the other way on dark surfaces.
  private static let lightRamp = ["#c9cfd6", "#8fb8c9", "#4a97b5", "#1f6f9f", "#0b3c6f"]
  private static let darkRamp = ["#4a5058", "#44738a", "#4a9fbe", "#86cbe0", "#e3f6ff"]

  /// Colours as custom properties of the element `selector`.
  package static func variables(selector: String) -> String {
    let light = properties(light, lightRamp)
    let dark = properties(dark, darkRamp)
    return """
      \(selector){color-scheme:light dark;--surface:#ffffff;--ink:#1d232b;--muted:#5b6673;--rule:#dde2e8;--accent:#0072b2;\(light)}
      @media (prefers-color-scheme:dark){\(selector){--surface:#14181d;--ink:#e6eaef;--muted:#9aa6b3;--rule:#2c333b;--accent:#58b4f0;\(dark)}}

      """
  }

  private static func properties(_ palette: [String], _ ramp: [String]) -> String {
    palette.enumerated().map { "--series-\($0):\($1);" }.joined()
      + ramp.enumerated().map { "--ramp-\($0):\($1);" }.joined()
  }

  /// The rules of the classes that pictures use.
  package static var rules: String {
    let series = light.indices.map { number in
      """
      .plot .line.series-\(number){stroke:var(--series-\(number))}\
      .plot .band.series-\(number),.plot .mark.series-\(number){fill:var(--series-\(number))}

      """
    }
    let ramp = lightRamp.indices.map { ".plot .line.ramp-\($0){stroke:var(--ramp-\($0))}\n" }
    return """
      .plot{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
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

  static func series(_ number: Int) -> String { "series-\(number % light.count)" }

  /// Series beyond the fourth are dashed too, so that colour is not all that tells them apart.
  static func line(_ number: Int) -> String { "line \(series(number))" + (number % light.count >= 4 ? " dashed" : "") }

  static let rampSteps = 5
}
