/// What a weight file says of one tensor.
package struct TensorInfo: Sendable, Equatable {
  package var name: String
  package var elementType: ElementType
  /// The extent of each dimension, outermost first; empty for a scalar.
  package var shape: [Int]
  /// Where the elements are in the file, counted from its first byte. For a strided view of a PyTorch storage this is
  /// the span from the first element to the last.
  package var byteRange: Range<Int>

  package init(name: String, elementType: ElementType, shape: [Int], byteRange: Range<Int>) {
    self.name = name
    self.elementType = elementType
    self.shape = shape
    self.byteRange = byteRange
  }

  /// The number of elements.
  package var elementCount: Int { shape.reduce(1, *) }
}

/// Shape arithmetic that reports overflow instead of trapping.
enum Shape {
  /// The product of the dimensions, or nil when one is negative or the product does not fit an `Int`.
  ///
  /// Zero dimensions do not excuse an overflow among the others.
  static func elementCount(_ shape: [Int]) -> Int? {
    var product = 1
    for dimension in shape where dimension != 0 {
      let (result, overflow) = product.multipliedReportingOverflow(by: dimension)
      guard dimension > 0, !overflow else { return nil }
      product = result
    }
    return shape.contains(0) ? 0 : product
  }

  /// The bytes of a tensor, or nil when they do not fit an `Int`.
  static func byteCount(_ shape: [Int], of type: ElementType) -> Int? {
    guard let count = elementCount(shape) else { return nil }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: type.byteCount)
    return overflow ? nil : bytes
  }

  /// `[2, 3]`, as error messages show shapes.
  static func text(_ shape: [Int]) -> String {
    "[" + shape.map(String.init).joined(separator: ", ") + "]"
  }
}

extension StringProtocol {
  /// The text between quotation marks, without control characters and cut to a readable length, for error messages
  /// about names that a hostile file may have chosen.
  var quoted: String {
    let limit = 120
    let visible = unicodeScalars.prefix(limit).map { scalar in
      scalar.properties.generalCategory == .control ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }
    return "\"\(visible.joined())\(unicodeScalars.dropFirst(limit).isEmpty ? "" : "…")\""
  }
}
