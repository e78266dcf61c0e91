/// Two neighbouring token ids, combined into one key.
struct TokenPair: Hashable, Comparable, Sendable {
  let key: UInt64

  init(_ left: Int32, _ right: Int32) {
    key = UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  var left: Int32 { Int32(truncatingIfNeeded: key >> 32) }
  var right: Int32 { Int32(truncatingIfNeeded: key) }

  /// Orders by the left id, then by the right one.
  static func < (first: TokenPair, second: TokenPair) -> Bool { first.key < second.key }
}

/// The result and rank of merging a pair of tokens.
struct Merge: Sendable {
  /// Lower ranks merge first.
  var rank: UInt32
  var result: Int32
}

/// A hash table of the learned merges by pair.
///
/// It uses open addressing with linear probing: a look-up is a multiplication and usually one cache line, several times
/// faster than `Dictionary` with its keyed hash. It is the innermost operation of encoding.
struct MergeTable: Sendable {
  private struct Slot {
    var pair: UInt64
    var merge: Merge
  }

  /// No pair of ids has this key, since ids are not negative.
  private static let empty = UInt64.max
  private var slots: [Slot]
  private let shift: UInt64

  /// Takes the merges in rank order. A pair given twice gets the later rank, as in Hugging Face `tokenizers`.
  init(_ merges: [(pair: TokenPair, result: Int32)]) {
    var logarithm: UInt64 = 4
    while 1 << logarithm < merges.count * 2 { logarithm += 1 }
    shift = 64 - logarithm
    slots = Array(repeating: Slot(pair: Self.empty, merge: Merge(rank: 0, result: 0)), count: 1 << logarithm)
    for (rank, entry) in merges.enumerated() {
      let index = slotIndex(of: entry.pair.key)
      slots[index] = Slot(pair: entry.pair.key, merge: Merge(rank: UInt32(rank), result: entry.result))
    }
  }

  /// - Complexity: O(1) on average.
  @inline(__always)
  subscript(left: Int32, right: Int32) -> Merge? {
    let slot = slots[slotIndex(of: TokenPair(left, right).key)]
    return slot.pair == Self.empty ? nil : slot.merge
  }

  /// The slot with `key`, or the empty slot where it would go.
  @inline(__always)
  private func slotIndex(of key: UInt64) -> Int {
    var index = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> shift)
    while slots[index].pair != key && slots[index].pair != Self.empty {
      index = (index + 1) & (slots.count - 1)
    }
    return index
  }
}
