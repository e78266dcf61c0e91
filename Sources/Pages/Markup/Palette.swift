/// The colours of plots, reports, live pages and gaze pages, each for light and for dark backgrounds.
///
/// Style sheets refer to them as `var(--name)`. Pages and plots declare the names that they use, and so follow light
/// and dark mode. Gaze pictures contain the light colours themselves, because few programs besides browsers resolve
/// custom properties.
package enum Palette {
  struct Colour: Sendable, Equatable {
    let name: String
    let light: String
    let dark: String
  }

  /// How a page chooses between light and dark.
  package enum Theme: Sendable {
    /// Follow the reader's system.
    case preferred
    /// Follow the attribute `data-theme`, which a script sets.
    case attribute
  }

  /// A hue after Okabe and Ito. Thin lines and words on white need a dark tone, which leaves some hues too similar for
  /// colour-blind readers: plots dash the lines after the fourth. Labels instead need hues that are far apart.
  private struct Hue {
    let line: String
    let label: String
    let dark: String
  }

  private static let blue = Hue(line: "#0072b2", label: "#0b62a5", dark: "#58b4f0")
  private static let vermilion = Hue(line: "#d55e00", label: "#bf4200", dark: "#ff8f52")
  private static let green = Hue(line: "#00805c", label: "#119e5e", dark: "#37cfa3")
  private static let pink = Hue(line: "#b0508a", label: "#a05c81", dark: "#ec9fcb")
  private static let yellow = Hue(line: "#b07800", label: "#cb8600", dark: "#f2b632")
  private static let sky = Hue(line: "#2f8fc7", label: "#7792c5", dark: "#9bd4f7")

  private static let surfaces = [
    Colour(name: "surface", light: "#ffffff", dark: "#171c23"),
    Colour(name: "backdrop", light: "#f6f7f9", dark: "#101419"),
    Colour(name: "notice", light: "#fff1d6", dark: "#3a2c10"),
    Colour(name: "rule", light: "#dfe3e9", dark: "#2b323c"),
    Colour(name: "control", light: "#7c8694", dark: "#7c8796"),
  ]

  private static let words = [
    Colour(name: "ink", light: "#1c2430", dark: "#e8ebef"),
    Colour(name: "muted", light: "#56606f", dark: "#a3adba"),
    Colour(name: "faint", light: "#8a94a3", dark: "#7c8796"),
    Colour(name: "accent", light: "#274b9f", dark: "#8fb0ff"),
    Colour(name: "warning", light: "#a84a0a", dark: "#ffb27a"),
  ]

  /// Regressions, and the current fixation; other saccades use the accent colour.
  private static let reading = [
    Colour(name: "regression", light: "#b3261e", dark: "#ff8d80"),
    Colour(name: "current", light: "#dd6b28", dark: "#dd6b28"),
  ]

  private static let series =
    [blue, vermilion, green, pink, yellow, sky].enumerated().map {
      Colour(name: "series-\($0)", light: $1.line, dark: $1.dark)
    } + [
      Colour(name: "series-6", light: "#5a5a5a", dark: "#c4c4c4"),
      Colour(name: "series-7", light: "#7a5195", dark: "#c3a2e0"),
    ]

  /// The label families. With any colour blindness no two are closer than 16 units of CIELAB in light tones and 12 in
  /// dark ones, and all have a contrast of 3 to the surface. In light tones, a search for the hues nearest to Okabe and
  /// Ito's that meet both found them.
  private static let labels =
    [
      ("declaration", blue), ("use", sky), ("outside", vermilion), ("branching", green), ("leaving", pink),
      ("computation", yellow),
    ].map { Colour(name: "label-\($0)", light: $1.label, dark: $1.dark) } + [
      Colour(name: "label-text", light: "#22373a", dark: "#6f7a89")
    ]

  /// From poor to good: light to dark on light backgrounds, dark to light on dark ones.
  private static let ramp = steps(
    "ramp", from: 0, light: ["#c9cfd6", "#8fb8c9", "#4a97b5", "#1f6f9f", "#0b3c6f"],
    dark: ["#4a5058", "#44738a", "#4a9fbe", "#86cbe0", "#e3f6ff"])

  /// How long a token was looked at; the background of its text.
  private static let heat = steps(
    "heat", from: 1,
    light: ["#fff3d4", "#ffe6ad", "#ffd685", "#fdc263", "#f9ad4a", "#f29739", "#e9822f", "#dd6b28"],
    dark: ["#2b2415", "#3a2d14", "#4b3614", "#5d3f14", "#704714", "#844d14", "#985114", "#a85114"])

  static let colours = surfaces + words + reading + series + labels + ramp + heat

  static let seriesCount = series.count
  static let rampSteps = ramp.count

  private static func steps(_ name: String, from first: Int, light: [String], dark: [String]) -> [Colour] {
    zip(light, dark).enumerated().map { Colour(name: "\(name)-\($0 + first)", light: $1.0, dark: $1.1) }
  }
}

extension Palette {
  /// The declarations of the colours that a style sheet uses, as custom properties of the element `selector`.
  static func declarations(for sheet: String, theme: Theme = .preferred, selector: String = ":root") -> String {
    let used = colours.filter { sheet.contains("var(--\($0.name))") }
    let light = used.map { "--\($0.name):\($0.light);" }.joined()
    let dark = used.map { "--\($0.name):\($0.dark);" }.joined()
    return switch theme {
    case .preferred:
      """
      \(selector){color-scheme:light dark;\(light)}
      @media (prefers-color-scheme:dark){\(selector){\(dark)}}

      """
    case .attribute:
      """
      \(selector){color-scheme:light;\(light)}
      [data-theme="dark"]{color-scheme:dark;\(dark)}

      """
    }
  }

  /// A style sheet with the names replaced by light colours.
  package static func resolved(_ sheet: String) -> String {
    colours.reduce(sheet) { $0.replacing("var(--\($1.name))", with: $1.light) }
  }

  /// A style sheet for a picture of its own. Programs that know neither custom properties nor media queries, such as
  /// converters to PDF, get the light colours; browsers follow the reader's preference.
  static func resolvedForBoth(_ sheet: String) -> String {
    let dark = colours.reduce(sheet) { $0.replacing("var(--\($1.name))", with: $1.dark) }
    return "\(resolved(sheet))@media (prefers-color-scheme:dark){\n\(dark)}\n"
  }
}
