/// A weight file's information about one tensor.
package struct TensorInfo: Sendable, Equatable {
  package var name: String
  package var elementType: ElementType
  /// The extent of each dimension, outermost first; empty for a scalar.
  package var shape: [Int]
  /// The elements' byte range in the file. For a strided view of a PyTorch storage, the span from the first element to
  /// the last.
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
