/// The iteration order of CPython's `set` of strings.
///
/// CodeBLEU's reference implementation converts lists of names to sets and back; the resulting order depends on the
/// hash of each string and on the set's table. With `PYTHONHASHSEED=0` it is the same in every run, and this type
/// reproduces it: an open-addressing table with linear probes of 9 and perturbation, as in CPython 3.7 to 3.13, and
/// SipHash-1-3 with a zero key, as in CPython since 3.11.
struct PythonSet {
  private var table = [(element: Int32, hash: UInt64)?](repeating: nil, count: 8)
  private var count = 0

  /// The elements in the order of iteration.
  var elements: [Int32] { table.compactMap { $0?.element } }

  /// Adds an element; equal elements have the same number.
  mutating func insert(_ element: Int32, hash: UInt64) {
    guard let slot = freeSlot(hash, unless: element) else { return }
    table[slot] = (element, hash)
    count += 1
    guard count * 5 >= (table.count - 1) * 3 else { return }
    var size = 8
    while size <= (count > 50_000 ? count * 2 : count * 4) { size *= 2 }
    let old = table
    table = Array(repeating: nil, count: size)
    for case let entry? in old {
      if let slot = freeSlot(entry.hash, unless: nil) { table[slot] = entry }
    }
  }

  /// The first free slot on the hash's path; nil if the element comes first.
  private func freeSlot(_ hash: UInt64, unless element: Int32?) -> Int? {
    let mask = UInt64(table.count - 1)
    var perturbation = hash
    var start = hash & mask
    while true {
      let probes: UInt64 = start + 9 <= mask ? 9 : 0
      for slot in Int(start)...Int(start + probes) {
        guard let entry = table[slot] else { return slot }
        if entry.element == element { return nil }
      }
      perturbation >>= 5
      start = (start &* 5 &+ 1 &+ perturbation) & mask
    }
  }

  /// CPython's hash of a string with seed 0, over its characters in the narrowest of 1, 2 and 4 bytes that fits all of
  /// them.
  static func hash(of utf8: ArraySlice<UInt8>) -> UInt64 {
    guard !utf8.isEmpty else { return 0 }
    guard utf8.contains(where: { $0 >= 0x80 }) else { return whole(sipHash13(Array(utf8))) }
    let scalars = String(decoding: utf8, as: UTF8.self).unicodeScalars
    let width =
      switch scalars.lazy.map(\.value).max() ?? 0 {
      case ..<0x100: 1
      case ..<0x10000: 2
      default: 4
      }
    let bytes = scalars.flatMap { scalar in (0..<width).map { UInt8(truncatingIfNeeded: scalar.value >> ($0 * 8)) } }
    return whole(sipHash13(bytes))
  }

  /// Python reserves the hash -1 for failures.
  private static func whole(_ hash: UInt64) -> UInt64 { hash == .max ? .max - 1 : hash }

  /// SipHash-1-3 (Aumasson and Bernstein, INDOCRYPT 2012) with a zero key.
  static func sipHash13(_ bytes: [UInt8]) -> UInt64 {
    var state: SIMD4<UInt64> = [
      0x736F_6D65_7073_6575, 0x646F_7261_6E64_6F6D, 0x6C79_6765_6E65_7261, 0x7465_6462_7974_6573,
    ]
    func round() {
      state[0] &+= state[1]
      state[2] &+= state[3]
      state[1] = rotated(state[1], 13) ^ state[0]
      state[3] = rotated(state[3], 16) ^ state[2]
      state[0] = rotated(state[0], 32)
      state[2] &+= state[1]
      state[0] &+= state[3]
      state[1] = rotated(state[1], 17) ^ state[2]
      state[3] = rotated(state[3], 21) ^ state[0]
      state[2] = rotated(state[2], 32)
    }
    func word(_ start: Int) -> UInt64 {
      bytes[start..<min(start + 8, bytes.count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    func absorb(_ word: UInt64) {
      state[3] ^= word
      round()
      state[0] ^= word
    }
    let whole = bytes.count / 8 * 8
    for start in stride(from: 0, to: whole, by: 8) { absorb(word(start)) }
    absorb(UInt64(bytes.count) << 56 | word(whole))
    state[2] ^= 0xFF
    for _ in 0..<3 { round() }
    return state[0] ^ state[1] ^ state[2] ^ state[3]
  }

  private static func rotated(_ value: UInt64, _ bits: UInt64) -> UInt64 { value << bits | value >> (64 - bits) }
}
