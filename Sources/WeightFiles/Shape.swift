/// Shape arithmetic that reports overflow instead of trapping.
enum Shape {
  /// The product of the dimensions, or nil if one is negative or the product does not fit in an `Int`.
  ///
  /// An overflow counts even if another dimension is zero.
  static func elementCount(_ shape: [Int]) -> Int? {
    var product = 1
    for dimension in shape where dimension != 0 {
      let (result, overflow) = product.multipliedReportingOverflow(by: dimension)
      guard dimension > 0, !overflow else { return nil }
      product = result
    }
    return shape.contains(0) ? 0 : product
  }

  /// The size of a tensor in bytes, or nil if it does not fit in an `Int`.
  static func byteCount(_ shape: [Int], of type: ElementType) -> Int? {
    guard let count = elementCount(shape) else { return nil }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: type.byteCount)
    return overflow ? nil : bytes
  }

  /// `[2, 3]`, for error messages.
  static func text(_ shape: [Int]) -> String {
    "[" + shape.map(String.init).joined(separator: ", ") + "]"
  }
}
