/// Maps positions between two texts that differ only in white space: a method as people read it, and as a data set
/// spells it.
struct TextMap {
  /// For each byte of the first text, and for its end, the number of non-white-space bytes before it.
  private let inkBefore: [Int]
  /// The positions of the second text's non-white-space bytes.
  private let places: [Int]

  /// Nil if the texts differ in more than white space.
  init?(from first: String, to second: String) {
    let (first, second) = (Array(first.utf8), Array(second.utf8))
    var inkBefore = [0]
    inkBefore.reserveCapacity(first.count + 1)
    for byte in first { inkBefore.append(inkBefore[inkBefore.count - 1] + (Self.isInk(byte) ? 1 : 0)) }
    let places = second.indices.filter { Self.isInk(second[$0]) }
    guard places.count == inkBefore.last, zip(first.lazy.filter(Self.isInk), places).allSatisfy({ $0 == second[$1] })
    else { return nil }
    self.inkBefore = inkBefore
    self.places = places
  }

  /// The bytes of the second text that correspond to a token of the first; nil for a range outside the text or of white
  /// space only.
  func range(of bytes: Range<Int>) -> Range<Int>? {
    guard bytes.lowerBound >= 0, bytes.upperBound < inkBefore.count else { return nil }
    let ink = inkBefore[bytes.lowerBound]..<inkBefore[bytes.upperBound]
    guard let first = ink.first, let last = ink.last else { return nil }
    return places[first]..<places[last] + 1
  }

  private static func isInk(_ byte: UInt8) -> Bool { byte > 0x20 }
}
