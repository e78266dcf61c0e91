/// Numbers in bfloat16: the upper half of a float.
enum BFloat16 {
  /// Bytes of a number.
  static let width = 2

  /// Rounds to nearest, ties to even. Numbers beyond the largest become infinite; NaN stays NaN.
  static func round(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    let rounded = (bits &+ 0x7fff &+ (bits >> 16 & 1)) >> 16
    let quiet = bits >> 16 | 0x40
    return UInt16(truncatingIfNeeded: bits & 0x7fff_ffff > 0x7f80_0000 ? quiet : rounded)
  }

  static func float(_ number: UInt16) -> Float { Float(bitPattern: UInt32(number) << 16) }

  /// Rounds each of `values`.
  static func round(
    _ values: Slice<UnsafeMutableBufferPointer<Float>>, into numbers: UnsafeMutableBufferPointer<UInt16>
  ) {
    let values = UnsafeMutableBufferPointer(rebasing: values)
    for index in numbers.indices { numbers[index] = round(values[index]) }
  }

  static func widen(
    _ numbers: UnsafeMutableBufferPointer<UInt16>, into values: Slice<UnsafeMutableBufferPointer<Float>>
  ) {
    let values = UnsafeMutableBufferPointer(rebasing: values)
    for index in numbers.indices { values[index] = float(numbers[index]) }
  }

  static func add(
    _ numbers: UnsafeMutableBufferPointer<UInt16>, to values: Slice<UnsafeMutableBufferPointer<Float>>
  ) {
    let values = UnsafeMutableBufferPointer(rebasing: values)
    for index in numbers.indices { values[index] += float(numbers[index]) }
  }
}
