/// The positions of a tensor's elements in a flat array: element (i, j, …) is at `offset` + i × `strides[0]` + j ×
/// `strides[1]` + ….
struct StridedLayout: Sendable, Equatable {
  let offset: Int
  let shape: [Int]
  let strides: [Int]
  let elementCount: Int
  /// One more than the greatest index used; 0 for a tensor without elements.
  let span: Int

  /// The layout of a contiguous tensor that begins at 0.
  init(contiguous shape: [Int]) {
    self.shape = shape
    offset = 0
    strides = Self.contiguousStrides(shape)
    elementCount = shape.reduce(1, *)
    span = elementCount
  }

  /// Nil if a number is negative, the numbers of dimensions differ, or an index does not fit in an `Int`.
  init?(offset: Int, shape: [Int], strides: [Int]) {
    guard offset >= 0, shape.count == strides.count, strides.allSatisfy({ $0 >= 0 }),
      let elementCount = Shape.elementCount(shape)
    else { return nil }
    var last = offset
    for (dimension, stride) in zip(shape, strides) where elementCount > 0 {
      let (reach, first) = (dimension - 1).multipliedReportingOverflow(by: stride)
      let (sum, second) = last.addingReportingOverflow(reach)
      guard !first, !second, sum < Int.max else { return nil }
      last = sum
    }
    self.offset = offset
    self.shape = shape
    // A dimension of length 1 is never stepped along, so its stride must not enter any sum.
    self.strides = zip(shape, strides).map { $0 == 1 ? 0 : $1 }
    self.elementCount = elementCount
    span = elementCount == 0 ? 0 : last + 1
  }

  /// Whether the elements are contiguous in row-major order. Strides of dimensions of length 1 do not matter.
  var isContiguous: Bool {
    elementCount == 0
      || zip(shape, zip(strides, Self.contiguousStrides(shape))).allSatisfy { $0 == 1 || $1.0 == $1.1 }
  }

  /// Calls `body` with the first index, length and stride of each run along the last dimension, in row-major order.
  ///
  /// The caller has checked that `span` elements exist in memory, so no index here can overflow.
  func forEachRow(_ body: (_ start: Int, _ count: Int, _ stride: Int) -> Void) {
    guard elementCount > 0 else { return }
    guard let rowLength = shape.last, let rowStride = strides.last else { return body(offset, 1, 1) }
    var position = [Int](repeating: 0, count: shape.count - 1)
    var start = offset
    for _ in 0..<elementCount / rowLength {
      body(start, rowLength, rowStride)
      for axis in position.indices.reversed() {
        position[axis] += 1
        start += strides[axis]
        if position[axis] < shape[axis] { break }
        start -= shape[axis] * strides[axis]
        position[axis] = 0
      }
    }
  }

  private static func contiguousStrides(_ shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * max(shape[axis + 1], 1) }
    return strides
  }
}
