/// An unowned buffer of elements whose type is known at run time.
package struct ElementBuffer: @unchecked Sendable {
  let bytes: UnsafeMutableRawBufferPointer
  let kind: ElementKind

  package init<Element: ReducibleElement>(_ elements: UnsafeMutableBufferPointer<Element>) {
    bytes = UnsafeMutableRawBufferPointer(elements)
    kind = Element.elementKind
  }

  init(bytes: UnsafeMutableRawBufferPointer, kind: ElementKind) {
    self.bytes = bytes
    self.kind = kind
  }

  /// Number of elements.
  var count: Int { bytes.count / kind.width }

  subscript(range: Range<Int>) -> ElementBuffer {
    let byteRange = (range.lowerBound * kind.width)..<(range.upperBound * kind.width)
    return ElementBuffer(bytes: UnsafeMutableRawBufferPointer(rebasing: bytes[byteRange]), kind: kind)
  }

  /// `self[i] = operation(self[i], other[i])` for every element.
  func accumulate(_ other: ElementBuffer, _ operation: ReductionOperation) {
    precondition(bytes.count == other.bytes.count && kind == other.kind, "only like buffers can be combined")
    switch kind {
    case .float: combine(as: Float.self, other, operation, plus: +)
    case .double: combine(as: Double.self, other, operation, plus: +)
    case .int64: combine(as: Int64.self, other, operation, plus: &+)
    }
  }

  @inline(__always)
  private func combine<Element: Comparable>(
    as type: Element.Type, _ other: ElementBuffer, _ operation: ReductionOperation,
    plus: (Element, Element) -> Element
  ) {
    let target = bytes.assumingMemoryBound(to: type)
    let source = other.bytes.assumingMemoryBound(to: type)
    switch operation {
    case .sum, .pairwiseSum, .roundedSum:
      for index in target.indices { target[index] = plus(target[index], source[index]) }
    case .maximum: for index in target.indices { target[index] = max(target[index], source[index]) }
    case .minimum: for index in target.indices { target[index] = min(target[index], source[index]) }
    }
  }
}

extension [ElementBuffer] {
  /// Combines one buffer per rank into the first; the others are unspecified afterwards.
  ///
  /// Uses rank order, or the tree for pairwise sums.
  func reduceIntoFirst(_ operation: ReductionOperation) {
    guard operation == .pairwiseSum else {
      for buffer in dropFirst() { self[0].accumulate(buffer, operation) }
      return
    }
    var distance = 1
    while distance < count {
      for first in stride(from: 0, to: count - distance, by: 2 * distance) {
        self[first].accumulate(self[first + distance], .sum)
      }
      distance *= 2
    }
  }
}
