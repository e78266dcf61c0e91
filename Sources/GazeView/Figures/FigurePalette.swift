import Foundation
import Pages

/// The colours of a figure's quantities. Each ramp gets steadily darker, so that it is read correctly in print without
/// colour and with any colour blindness.
package enum FigurePalette: String, CaseIterable, Sendable {
  /// The colours of the gaze page.
  case orange
  /// Yellow, green and teal, after the light half of matplotlib's viridis.
  case viridis
  /// Yellow, grey and blue, after cividis, which looks almost the same with red-green blindness.
  case cividis
  case grey

  /// Backgrounds of text, from the smallest value to the largest. The ink of the text has a contrast of at least 4.5 on
  /// all of them, which is what WCAG 2.1 requires of text.
  var backgrounds: [String] {
    switch self {
    case .orange: Self.orangeBackgrounds
    case .viridis: Self.viridisBackgrounds
    case .cividis: Self.cividisBackgrounds
    case .grey: Self.greyBackgrounds
    }
  }

  /// Marks on white, from the first fixation to the last.
  var marks: [String] {
    switch self {
    case .orange: Self.orangeMarks
    case .viridis: Self.viridisMarks
    case .cividis: Self.cividisMarks
    case .grey: Self.greyMarks
    }
  }

  /// The bars of charts.
  var bar: String { marks[3] }

  // Equal steps of lightness in OKLCH, each with as much chroma as sRGB has room for.
  private static let orangeBackgrounds = [
    "#fff6e1", "#fbe9bf", "#fada9c", "#f9ca78", "#f8b960", "#f6a84e", "#f3953f", "#ef8334", "#ea6f2f",
  ]
  private static let viridisBackgrounds = [
    "#faf9da", "#efeeb1", "#e1e485", "#cddb60", "#a5d572", "#80cc82", "#5ec190", "#42b49a", "#33a6a0",
  ]
  private static let cividisBackgrounds = [
    "#fef8d9", "#f7ebb6", "#f0dd90", "#e3d087", "#d1c390", "#b6bb98", "#8cb2ba", "#87a1bd", "#7196bc",
  ]
  private static let greyBackgrounds = [
    "#f5f5f5", "#e8e8e8", "#dbdbdb", "#cfcfcf", "#c2c2c2", "#b6b6b6", "#aaaaaa", "#9e9e9e", "#929292",
  ]
  private static let orangeMarks = [
    "#f2af48", "#e7962e", "#dc7d12", "#cd6503", "#bd4d00", "#a63c0c", "#8c3019", "#72251c", "#581b1a",
  ]
  private static let viridisMarks = [
    "#d2d332", "#99c74e", "#61b763", "#20a471", "#0c8982", "#027085", "#135487", "#34347b", "#410f5d",
  ]
  private static let cividisMarks = [
    "#e7c952", "#ccb55c", "#b2a163", "#988e66", "#668178", "#566a7f", "#3d5777", "#25446e", "#0c3164",
  ]
  private static let greyMarks = [
    "#b7b7b7", "#a2a2a2", "#8e8e8e", "#7b7b7b", "#676767", "#555555", "#434343", "#323232", "#222222",
  ]

  /// The background for a share of the scale, from 0 to 1.
  func background(_ share: Double) -> String { Self.colour(share, in: backgrounds) }

  /// The mark for a share of the scale, from 0 to 1.
  func mark(_ share: Double) -> String { Self.colour(share, in: marks) }

  /// A style sheet in the palette's colours: greys of the same luminance for `grey`, else unchanged.
  func applied(to sheet: String) -> String {
    guard self == .grey else { return sheet }
    return sheet.replacing(/#[0-9a-f]{6}/) { match in
      let level = RGB(String(match.output)).map(\.grey) ?? 0
      return RGB(red: level, green: level, blue: level).text
    }
  }

  private static func colour(_ share: Double, in ramp: [String]) -> String {
    let place = (share.isFinite ? min(max(share, 0), 1) : 0) * Double(ramp.count - 1)
    let step = min(Int(place), ramp.count - 2)
    guard let low = RGB(ramp[step]), let high = RGB(ramp[step + 1]) else { return ramp[step] }
    return low.mixed(with: high, place - Double(step)).text
  }
}

/// A colour of sRGB, with parts from 0 to 255.
struct RGB: Sendable, Equatable {
  var red: Double
  var green: Double
  var blue: Double

  init(red: Double, green: Double, blue: Double) {
    (self.red, self.green, self.blue) = (red, green, blue)
  }

  /// Reads `#rrggbb`; nil for anything else.
  init?(_ text: String) {
    guard text.count == 7, text.first == "#", let number = UInt32(text.dropFirst(), radix: 16) else { return nil }
    self.init(
      red: Double(number >> 16 & 0xFF), green: Double(number >> 8 & 0xFF), blue: Double(number & 0xFF))
  }

  var text: String {
    "#" + [red, green, blue].map { String(format: "%02x", Int(min(max($0, 0), 255).rounded())) }.joined()
  }

  /// The relative luminance of WCAG 2.1, from 0 to 1.
  var luminance: Double {
    let parts = [red, green, blue].map { part in
      let share = part / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  /// The part of the grey with the same luminance.
  fileprivate var grey: Double {
    let light = luminance
    return 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055)
  }

  fileprivate func mixed(with other: RGB, _ share: Double) -> RGB {
    RGB(
      red: red + (other.red - red) * share, green: green + (other.green - green) * share,
      blue: blue + (other.blue - blue) * share)
  }
}
