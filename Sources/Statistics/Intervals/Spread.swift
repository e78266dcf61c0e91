/// Sums of squares, with a floor under which differences are only rounding errors.
enum Spread {
  /// Values that differ by less, relative to the largest of them or to 1, are equal.
  static let tolerance = 1e-12

  /// The sample variance (n − 1) of two or more values; 0 if they are equal but for rounding errors.
  static func variance(_ values: [Double]) -> Double {
    guard let mean = Descriptive.mean(values), values.count > 1 else { return 0 }
    let largest = values.reduce(1) { max($0, abs($1)) }
    guard values.contains(where: { abs($0 - mean) > tolerance * largest }) else { return 0 }
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
  }
}
