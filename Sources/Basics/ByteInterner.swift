/// Numbers for byte strings: 0 for the first one met, 1 for the next, and the same number for equal ones.
///
/// Made for the many short texts of which only equality counts, such as tokens. Its hash is FNV-1a, which is fast on short
/// strings and not meant to withstand an attacker who looks for collisions.
package struct ByteInterner: Sendable {
  /// The strings by number.
  package private(set) var strings: [ArraySlice<UInt8>] = []
  private var hashes: [UInt64] = []
  /// One more than the number of the string in each slot, 0 for a free one. The count is a power of two.
  private var slots: [Int32]

  /// - Parameter capacity: about how many different strings to expect.
  package init(capacity: Int = 64) {
    slots = Array(repeating: 0, count: max(16, (capacity * 2).nextPowerOfTwo))
    strings.reserveCapacity(capacity)
    hashes.reserveCapacity(capacity)
  }

  package var count: Int { strings.count }

  /// The number of a string; a new one if it was not met before.
  ///
  /// - Complexity: linear in the string's length, on average.
  package mutating func number(of string: ArraySlice<UInt8>) -> Int32 {
    string.withUnsafeBufferPointer { number(of: $0, string) }
  }

  /// The number of a string that lies in a buffer.
  ///
  /// - Parameter string: the same string, to be kept; asked for only if it was not met before.
  package mutating func number(
    of bytes: UnsafeBufferPointer<UInt8>, _ string: @autoclosure () -> ArraySlice<UInt8>
  ) -> Int32 {
    let hash = FNV1a64.folded(bytes)
    let slot = slot(of: bytes, hash)
    if slots[slot] != 0 { return slots[slot] - 1 }
    strings.append(string())
    hashes.append(hash)
    slots[slot] = Int32(strings.count)
    if strings.count * 2 > slots.count { grow() }
    return Int32(strings.count - 1)
  }

  package func contains(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    slots[slot(of: bytes, FNV1a64.folded(bytes))] != 0
  }

  /// The slot that tells the string's number, or the free one where it would go.
  private func slot(of bytes: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let number = Int(slots[slot] - 1)
      if hashes[number] == hash, strings[number].elementsEqual(bytes) { break }
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for (number, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number + 1)
    }
  }
}

extension Int {
  fileprivate var nextPowerOfTwo: Int { self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount) }
}
