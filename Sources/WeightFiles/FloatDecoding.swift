#if !_endian(little)
  #error("weight files are little-endian, and are read and written without conversion")
#endif

/// Converts stored floats of any width to `Float`. Widening is exact; 64-bit values are rounded to nearest, and to
/// infinity beyond the range.
enum FloatDecoding {
  /// Decodes consecutive elements. `bytes` contains exactly `destination.count` elements of `type`, at any alignment.
  static func decode(
    _ bytes: UnsafeRawBufferPointer, as type: ElementType, into destination: UnsafeMutableBufferPointer<Float>
  ) {
    if type == .float32 {
      UnsafeMutableRawBufferPointer(destination).copyMemory(from: bytes)
    } else {
      decode(bytes, as: type, layout: StridedLayout(contiguous: [destination.count]), into: destination)
    }
  }

  /// Decodes the elements that `layout` picks from `bytes`, in row-major order.
  ///
  /// The caller has checked that `layout` stays within `bytes` and has `destination.count` elements.
  static func decode(
    _ bytes: UnsafeRawBufferPointer, as type: ElementType, layout: StridedLayout,
    into destination: UnsafeMutableBufferPointer<Float>
  ) {
    switch type {
    case .float32: gather(Float.self, from: bytes, layout, into: destination)
    case .float64: gather(Double.self, from: bytes, layout, into: destination)
    case .float16: gather(Float16.self, from: bytes, layout, into: destination)
    case .bfloat16: gather(BrainFloat16.self, from: bytes, layout, into: destination)
    default: preconditionFailure("\(type) elements are not floats")
    }
  }

  private static func gather<Element: StoredFloat>(
    _ type: Element.Type, from bytes: UnsafeRawBufferPointer, _ layout: StridedLayout,
    into destination: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(bytes.count / MemoryLayout<Element>.size >= layout.span, "the layout reaches beyond the bytes")
    precondition(destination.count == layout.elementCount, "the destination has the wrong size")
    var next = 0
    layout.forEachRow { start, count, stride in
      for index in 0..<count {
        let offset = (start + index * stride) * MemoryLayout<Element>.size
        destination[next + index] = bytes.loadUnaligned(fromByteOffset: offset, as: Element.self).single
      }
      next += count
    }
  }
}

/// A stored floating-point format.
private protocol StoredFloat: BitwiseCopyable {
  var single: Float { get }
}

extension Float: StoredFloat {
  fileprivate var single: Float { self }
}

extension Double: StoredFloat {
  fileprivate var single: Float { Float(self) }
}

extension Float16: StoredFloat {
  fileprivate var single: Float { Float(self) }
}

/// The upper half of a 32-bit float.
private struct BrainFloat16: StoredFloat {
  var bits: UInt16
  var single: Float { Float(bitPattern: UInt32(bits) << 16) }
}
