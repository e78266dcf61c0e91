/// Counts of how often each fingerprint occurs.
///
/// Fingerprints are already evenly distributed, so their low bits serve as hash values.
struct FingerprintCounts {
  private var slots: [(fingerprint: UInt64, count: Int32)]
  private let mask: Int

  /// - Complexity: linear in the number of fingerprints.
  init(_ fingerprints: [UInt64]) {
    let capacity = 1 << (Int.bitWidth - (fingerprints.count * 2).leadingZeroBitCount)
    slots = Array(repeating: (0, -1), count: capacity)
    mask = capacity - 1
    for fingerprint in fingerprints {
      let slot = slot(of: fingerprint)
      slots[slot] = (fingerprint, max(0, slots[slot].count) + 1)
    }
  }

  /// Whether the fingerprint occurred, even if all of its occurrences were taken.
  func contains(_ fingerprint: UInt64) -> Bool { slots[slot(of: fingerprint)].count >= 0 }

  /// Takes one occurrence of that fingerprint; false when none is left.
  mutating func take(_ fingerprint: UInt64) -> Bool {
    let slot = slot(of: fingerprint)
    guard slots[slot].count > 0 else { return false }
    slots[slot].count -= 1
    return true
  }

  /// The slot that holds the fingerprint, or the free one (with the count -1) where it would go.
  private func slot(of fingerprint: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: fingerprint) & mask
    while slots[slot].count >= 0, slots[slot].fingerprint != fingerprint { slot = (slot + 1) & mask }
    return slot
  }
}
