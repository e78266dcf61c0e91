import Basics
import Synchronization

/// A cache of words' ids. Code repeats its words so much that nearly all look-ups hit.
///
/// It is bounded: when full it is cleared, which costs less than tracking recent use.
struct WordCache: Sendable {
  private struct Slot {
    var hash: UInt32 = 0
    var keyStart: UInt32 = 0
    var idStart: UInt32 = 0
    var keyCount: UInt16 = 0
    /// 0 marks an empty slot: every word has ids.
    var idCount: UInt16 = 0
  }

  /// Longer words are rare, and would fill the cache with entries that are never used again.
  static let longestWord = 128
  private let capacity: Int
  private var slots: [Slot]
  private var keys: [UInt8] = []
  private var ids: [Int32] = []
  private var count = 0

  /// - Parameter capacity: the maximum number of words, a power of two.
  init(capacity: Int = 1 << 15) {
    precondition(capacity > 0 && capacity & (capacity - 1) == 0, "the capacity is a power of two")
    self.capacity = capacity
    slots = Array(repeating: Slot(), count: capacity * 2)
  }

  /// Appends the ids of `word` to `output`; calls `encode` if the word is new.
  ///
  /// - Complexity: O(length of the word) if it is known.
  @inline(__always)
  mutating func append(
    _ word: UnsafeBufferPointer<UInt8>, to output: inout [Int32],
    encode: (UnsafeBufferPointer<UInt8>, inout [Int32]) -> Void
  ) {
    guard word.count <= Self.longestWord else { return encode(word, &output) }
    let hash = UInt32(truncatingIfNeeded: FNV1a64.folded(word))
    var index = Int(hash) & (slots.count - 1)
    while slots[index].idCount > 0 {
      let slot = slots[index]
      if slot.hash == hash && key(of: slot, equals: word) {
        for position in Int(slot.idStart)..<Int(slot.idStart) + Int(slot.idCount) { output.append(ids[position]) }
        return
      }
      index = (index + 1) & (slots.count - 1)
    }
    let firstNew = output.count
    encode(word, &output)
    insert(word, hash: hash, ids: output[firstNew...])
  }

  @inline(__always)
  private func key(of slot: Slot, equals word: UnsafeBufferPointer<UInt8>) -> Bool {
    guard Int(slot.keyCount) == word.count else { return false }
    let start = Int(slot.keyStart)
    for offset in 0..<word.count where keys[start + offset] != word[offset] { return false }
    return true
  }

  private mutating func insert(_ word: UnsafeBufferPointer<UInt8>, hash: UInt32, ids newIDs: ArraySlice<Int32>) {
    if count == capacity { self = WordCache(capacity: capacity) }
    var index = Int(hash) & (slots.count - 1)
    while slots[index].idCount > 0 { index = (index + 1) & (slots.count - 1) }
    slots[index] = Slot(
      hash: hash, keyStart: UInt32(keys.count), idStart: UInt32(ids.count), keyCount: UInt16(word.count),
      idCount: UInt16(newIDs.count))
    keys.append(contentsOf: word)
    ids.append(contentsOf: newIDs)
    count += 1
  }
}

/// Lends each running call its own cache, so that threads that encode at the same time never wait for each other.
///
/// It contains as many caches as the maximum number of simultaneous calls.
final class WordCachePool: Sendable {
  private let idle = Mutex<[WordCache]>([])

  func withCache<Result>(_ body: (inout WordCache) -> Result) -> Result {
    var cache = idle.withLock { $0.popLast() } ?? WordCache()
    let result = body(&cache)
    idle.withLock { [cache] in $0.append(cache) }
    return result
  }
}
