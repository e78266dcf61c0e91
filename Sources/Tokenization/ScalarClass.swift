/// What RoBERTa's pre-tokenisation distinguishes of a Unicode scalar: `\p{L}`, `\p{N}`, `\s` and everything else.
///
/// The classes come from a table taken from Hugging Face `tokenizers` (Unicode 16), not from Swift's
/// `Unicode.Scalar.Properties`: those follow the toolchain's version of Unicode (17 in Swift 6.3, which has 4,657 more
/// letters and numbers), so the same text would get other ids after an upgrade of the compiler.
enum ScalarClass: UInt8, Sendable {
  case other = 0
  case letter = 1
  case number = 2
  case whitespace = 3

  /// The class of any scalar.
  ///
  /// - Complexity: a binary search over some 1,600 runs; ASCII goes through `asciiTable` in the hot loops instead.
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
  /// How many bytes it takes.
  var length: Int

  /// The scalar that starts at `position` of `text`, which must be valid UTF-8.
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
