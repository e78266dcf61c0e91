import Foundation

extension Contrast {
  /// A p-value with four decimals: `0.2500`, `< 0.0001`.
  package static func pText(_ p: Double) -> String { p < 0.0001 ? "< 0.0001" : fixed(p, 4) }

  static func fixed(_ value: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", value) }

  /// With a sign, `+1.20` or `−0.35`; a value that rounds to zero is never negative.
  static func signed(_ value: Double, _ decimals: Int) -> String {
    let text = fixed(abs(value), decimals)
    return value < 0 && text.contains { $0 != "0" && $0 != "." } ? "−" + text : "+" + text
  }
}

extension HolmAdjustment {
  /// Sets the adjusted p-values of contrasts that are shown together.
  package static func adjust(_ contrasts: inout [Contrast]) {
    for (place, p) in adjusted(contrasts.map { $0.test?.p }).enumerated() { contrasts[place].pHolm = p }
  }
}
