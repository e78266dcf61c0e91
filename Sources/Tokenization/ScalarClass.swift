/// The class of a Unicode scalar in RoBERTa's pre-tokenisation: `\p{L}`, `\p{N}`, `\s` or everything else.
///
/// The classes come from a table taken from Hugging Face `tokenizers` (Unicode 16), not from Swift's
/// `Unicode.Scalar.Properties`: those follow the toolchain's version of Unicode (17 in Swift 6.3, which has 4,657 more
/// letters and numbers), so the same text would get different ids after a compiler upgrade.
enum ScalarClass: UInt8, Sendable {
  case other = 0
  case letter = 1
  case number = 2
  case whitespace = 3

  /// The class of any scalar.
  ///
  /// - Complexity: a binary search over some 1,600 runs; hot loops use `asciiTable` for ASCII instead.
  init(of scalar: UInt32) {
    var low = 0
    var high = unicodeClassStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if unicodeClassStarts[middle] >> 2 <= scalar { low = middle } else { high = middle }
    }
    self = ScalarClass(rawValue: UInt8(unicodeClassStarts[low] & 3)) ?? .other
  }

  /// The classes of the 128 ASCII characters.
  static let asciiTable: [ScalarClass] = (0..<128).map { ScalarClass(of: $0) }
}

/// One scalar of valid UTF-8 text.
struct ClassifiedScalar {
  var scalarClass: ScalarClass
  /// Its length in bytes.
  var length: Int

  /// The scalar at `position` in `text`, which must be valid UTF-8.
  @inline(__always)
  init(in text: UnsafeBufferPointer<UInt8>, at position: Int, ascii: UnsafeBufferPointer<ScalarClass>) {
    let first = text[position]
    if first < 0x80 {
      self.init(scalarClass: ascii[Int(first)], length: 1)
    } else {
      self.init(multibyteIn: text, at: position)
    }
  }

  private init(scalarClass: ScalarClass, length: Int) {
    self.scalarClass = scalarClass
    self.length = length
  }

  @inline(never)
  private init(multibyteIn text: UnsafeBufferPointer<UInt8>, at position: Int) {
    let first = UInt32(text[position])
    let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    var scalar = first & (0x7F >> UInt32(length))
    for offset in 1..<length { scalar = scalar << 6 | UInt32(text[position + offset] & 0x3F) }
    self.init(scalarClass: ScalarClass(of: scalar), length: length)
  }
}
