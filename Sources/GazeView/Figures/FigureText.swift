import Foundation
import Pages

/// Text that has to fit: figures are drawn without knowing the font that will be used.
enum FigureText {
  /// An upper estimate of a text's width, in the unit of `size`. Based on DejaVu Sans, the widest of the fonts that the
  /// figures name.
  static func width(_ text: String, size: Double, isBold: Bool = false) -> Double {
    let ems = text.unicodeScalars.reduce(0.0) { $0 + width(of: $1) }
    return ems * size * (isBold ? 1.1 : 1)
  }

  private static func width(of scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case "i", "j", "l", "'", "|": 0.29
    case " ", ".", ",", ":", ";", "!", "·": 0.34
    case "f", "t", "r", "(", ")", "[", "]", "/", "-", "I", "J": 0.42
    case "m", "w", "M", "W", "%", "@", "…", "→", "—", "★": 1.0
    case "A"..."Z": 0.76
    case "0"..."9", "_", "+", "=", "<", ">", "#": 0.72
    case _ where scalar.value < 0x2E80: 0.64
    default: 1.05
    }
  }

  /// The text, shortened with an ellipsis if it would be wider than `room`.
  static func fitted(_ text: String, size: Double, room: Double, isBold: Bool = false) -> String {
    guard width(text, size: size, isBold: isBold) > room else { return text }
    var shown = Substring(text)
    while !shown.isEmpty, width(shown + "…", size: size, isBold: isBold) > room { shown = shown.dropLast() }
    return shown + "…"
  }

  /// The parts joined by middle dots, on as few lines as they need; a part that is too long for a line is shortened.
  static func lines(_ parts: [String], size: Double, room: Double) -> [String] {
    parts.reduce(into: []) { lines, part in
      let part = fitted(part, size: size, room: room)
      if let last = lines.last, width(last + " · " + part, size: size) <= room {
        lines[lines.count - 1] = last + " · " + part
      } else {
        lines.append(part)
      }
    }
  }

  /// Milliseconds as seconds with one decimal.
  static func seconds(_ milliseconds: Double) -> String { PlotNumber.fixed(milliseconds / 1000, decimals: 1) }

  /// A number without decimals.
  static func whole(_ value: Double) -> String { PlotNumber.fixed(value, decimals: 0) }

  /// Milliseconds on a scale: without decimals, unless its ticks are closer than one.
  static func milliseconds(on scale: AxisScale) -> (Double) -> String {
    { value in scale.upper >= 10 ? whole(value) : scale.label(value) }
  }

  /// A share in percent without decimals; `<1` for a share that would read as none.
  static func percent(_ share: Double) -> String { share > 0 && share < 0.005 ? "<1" : whole(share * 100) }

  private static func width(_ text: Substring, size: Double, isBold: Bool) -> Double {
    width(String(text), size: size, isBold: isBold)
  }
}
