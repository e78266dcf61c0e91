import Foundation

/// Numbers as plots and tables write them.
package enum PlotNumber {
  /// The number for a tick of an axis whose ticks are `step` apart.
  static func text(_ value: Double, step: Double, largest: Double) -> String {
    if largest >= 10_000 || (largest < 1e-3 && largest > 0) { return short(value) }
    var decimals = 0
    var scaled = step
    while decimals < 6, abs(scaled - scaled.rounded()) > 1e-6 * max(1, abs(scaled)) {
      scaled *= 10
      decimals += 1
    }
    return fixed(value, decimals: decimals)
  }

  /// At most three significant digits, with k, M or an exponent if that is shorter: `0.05`, `12k`, `3e-5`.
  package static func short(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    switch abs(value) {
    case 0: return "0"
    case 1e9...: return String(format: "%.3g", value)
    case 999_500...: return String(format: "%.3g", value / 1e6) + "M"
    case 10_000...: return String(format: "%.3g", value / 1e3) + "k"
    case 1000...: return fixed(value, decimals: 0)
    case ..<1e-3:
      return String(format: "%.2g", value).replacingOccurrences(of: "e-0", with: "e-")
    default: return String(format: "%.3g", value)
    }
  }

  /// A fixed number of decimals; a dash for numbers that are not finite, and never a negative zero.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return "–" }
    let text = String(format: "%.\(decimals)f", value)
    return text.hasPrefix("-") && text.allSatisfy({ "-0.".contains($0) }) ? String(text.dropFirst()) : text
  }

  /// The same with a sign: `+1.20`, `−0.35`.
  package static func signed(_ value: Double, decimals: Int) -> String {
    let text = fixed(value, decimals: decimals)
    if text.hasPrefix("-") { return "−" + text.dropFirst() }
    return value.isFinite ? "+" + text : text
  }
}
