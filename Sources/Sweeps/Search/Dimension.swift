import Basics
import Configuration
import Foundation

/// A setting that a sweep varies, with its possible values.
package struct Dimension: Sendable, Equatable {
  package enum Values: Sendable, Equatable {
    case choices([String])
    case range(NumericRange)
  }

  /// The setting's key path.
  package let key: String
  package let values: Values

  package init(key: String, values: Values) {
    self.key = key
    self.values = values
  }

  /// - Parameter isInteger: whether the setting takes whole numbers only.
  init(_ key: String, _ settings: DimensionSettings, isInteger: Bool) {
    self.key = key
    guard let low = settings.low, let high = settings.high else {
      values = .choices(settings.values)
      return
    }
    values = .range(
      NumericRange(
        low: low, high: high, step: settings.step, isLogarithmic: settings.scale == .log, isInteger: isInteger))
  }

  /// All values in order; nil for a continuous range.
  package var listed: [String]? {
    switch values {
    case .choices(let choices): choices
    case .range(let range): range.step == nil ? nil : (0..<range.count).map { range.text(number: $0) }
    }
  }

  /// The number of values, which may be too large to list; nil for a continuous range.
  package var count: Int? {
    switch values {
    case .choices(let choices): choices.count
    case .range(let range): range.step == nil ? nil : range.count
    }
  }

  /// The value at a position in the unit interval, in which all values have shares of equal length.
  package func text(at unit: Double) -> String {
    switch values {
    case .choices(let choices): choices[min(Int(unit * Double(choices.count)), choices.count - 1)]
    case .range(let range): range.text(at: unit)
    }
  }

  /// Values that test whether the setting accepts the dimension: all of a list, the ends of a range.
  var probes: [String] {
    switch values {
    case .choices(let choices): choices
    case .range(let range): [range.text(at: 0), range.text(at: 1)]
    }
  }
}

/// A range of numbers on a linear or logarithmic scale, continuous or in steps.
package struct NumericRange: Sendable, Equatable {
  package let low: Double
  package let high: Double
  /// The distance between values; nil for a continuous range. Whole numbers on a linear scale default to 1.
  package let step: Double?
  package let isLogarithmic: Bool
  package let isInteger: Bool

  package init(low: Double, high: Double, step: Double? = nil, isLogarithmic: Bool = false, isInteger: Bool = false) {
    self.low = low
    self.high = high
    self.step = step ?? (isInteger && !isLogarithmic ? 1 : nil)
    self.isLogarithmic = isLogarithmic
    self.isInteger = isInteger
  }

  /// The number of values in steps.
  var count: Int {
    guard let step else { return .max }
    // A step of 0.1 includes the upper end even though its multiples are inexact.
    return Int(((high - low) / step * (1 + 1e-12) + 1e-9).rounded(.down)) + 1
  }

  func text(number: Int) -> String { text(of: low + Double(number) * (step ?? 0)) }

  func text(at unit: Double) -> String {
    if step != nil { return text(number: min(Int(unit * Double(count)), count - 1)) }
    let value = isLogarithmic ? exp(log(low) + unit * (log(high) - log(low))) : low + unit * (high - low)
    return text(of: min(max(value, low), high))
  }

  /// The position of a value in the unit interval; for steps, the middle of its share.
  func unit(of value: Double) -> Double {
    if let step { return ((value - low) / step + 0.5) / Double(count) }
    let unit = isLogarithmic ? (log(value) - log(low)) / (log(high) - log(low)) : (value - low) / (high - low)
    return min(max(unit, 0), 1)
  }

  /// Six digits are enough for a setting, and readable.
  private func text(of value: Double) -> String {
    if isInteger { return String(Int(value.rounded())) }
    return ConfigurationTree.yaml(Double(String(format: "%.6g", value)) ?? value)
  }
}
