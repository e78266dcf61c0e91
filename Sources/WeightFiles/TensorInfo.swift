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
