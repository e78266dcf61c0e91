/// Numbers pairs of numbers: the first pair gets 0, the next new one 1, and equal pairs the same number.
///
/// An open hash table of 64-bit keys. Numbering pairs of pairs identifies sequences of four exactly, without a
/// collision of hashes.
struct NumberedPairs {
  private var keys: [UInt64] = []
  /// One more than the number of the pair in each slot, 0 for a free one. The count is a power of two.
  private var slots = [UInt32](repeating: 0, count: 1024)

  var count: Int { keys.count }

  /// The number of a pair, a new one if the pair is new.
  mutating func number(of first: UInt32, _ second: UInt32) -> UInt32 {
    let key = UInt64(first) << 32 | UInt64(second)
    var slot = Self.slot(of: key, slots.count)
    while slots[slot] != 0 {
      if keys[Int(slots[slot] - 1)] == key { return slots[slot] - 1 }
      slot = (slot + 1) & (slots.count - 1)
    }
    keys.append(key)
    slots[slot] = UInt32(keys.count)
    if keys.count * 2 > slots.count { grow() }
    return UInt32(keys.count - 1)
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for (number, key) in keys.enumerated() {
      var slot = Self.slot(of: key, slots.count)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(number + 1)
    }
  }

  /// Fibonacci hashing: the high bits of the product spread best.
  private static func slot(of key: UInt64, _ count: Int) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> (64 - UInt64(count.trailingZeroBitCount)))
  }
}
