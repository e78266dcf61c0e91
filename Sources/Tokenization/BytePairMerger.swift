/// Byte-pair encoding of one word (Sennrich et al., "Neural machine translation of rare words with subword units", ACL
/// 2016): starting from single bytes, merges the neighbouring pair of lowest rank, leftmost first, until none is left.
struct BytePairMerger: Sendable {
  /// Up to this many bytes, a plain scan for the lowest pair is faster than a heap.
  static let longestScannedWord = 48
  private static let noMerge = UInt32.max

  /// The ids of the 256 bytes' symbols.
  private let byteIDs: [Int32]
  private let merges: MergeTable

  init(byteIDs: [Int32], merges: MergeTable) {
    precondition(byteIDs.count == 256, "one id for each byte")
    self.byteIDs = byteIDs
    self.merges = merges
  }

  /// Appends the ids of `word` to `ids`.
  ///
  /// - Complexity: O(n log n) in the word's bytes.
  func append(_ word: UnsafeBufferPointer<UInt8>, to ids: inout [Int32]) {
    if word.count == 1 {
      ids.append(byteIDs[Int(word[0])])
    } else if word.count <= Self.longestScannedWord {
      mergeByScanning(word, into: &ids)
    } else {
      mergeWithHeap(word, into: &ids)
    }
  }

  /// Merges with contiguous symbols; each merge moves the tail by one.
  private func mergeByScanning(_ word: UnsafeBufferPointer<UInt8>, into ids: inout [Int32]) {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: word.count) { symbols in
      withUnsafeTemporaryAllocation(of: Merge.self, capacity: word.count) { pending in
        for (index, byte) in word.enumerated() { symbols.initializeElement(at: index, to: byteIDs[Int(byte)]) }
        var count = word.count
        // pending[i] is the merge of symbols i and i + 1.
        for index in 0..<count - 1 {
          pending.initializeElement(at: index, to: merge(symbols[index], symbols[index + 1]))
        }
        while count > 1 {
          var best = 0
          for index in 1..<count - 1 where pending[index].rank < pending[best].rank { best = index }
          guard pending[best].rank != Self.noMerge else { break }
          symbols[best] = pending[best].result
          count -= 1
          for index in best + 1..<max(count, best + 1) { symbols[index] = symbols[index + 1] }
          for index in best + 1..<max(count - 1, best + 1) { pending[index] = pending[index + 1] }
          if best > 0 { pending[best - 1] = merge(symbols[best - 1], symbols[best]) }
          if best + 1 < count { pending[best] = merge(symbols[best], symbols[best + 1]) }
        }
        ids.append(contentsOf: symbols[..<count])
      }
    }
  }

  /// Merges with a linked list of symbols over the byte positions; a heap yields the pair of lowest (rank, position).
  private func mergeWithHeap(_ word: UnsafeBufferPointer<UInt8>, into ids: inout [Int32]) {
    let count = word.count
    var symbols = word.map { byteIDs[Int($0)] }
    var next = Array(1...count)
    var previous = Array(-1..<count - 1)
    // pending[i] is the merge of the symbol at i with its successor; heap entries that differ from it are stale.
    var pending = (0..<count).map { index in
      index + 1 < count ? merge(symbols[index], symbols[index + 1]) : Merge(rank: Self.noMerge, result: 0)
    }
    func entry(_ position: Int) -> UInt64 { UInt64(pending[position].rank) << 32 | UInt64(position) }
    var queue = PriorityQueue((0..<count).filter { pending[$0].rank != Self.noMerge }.map(entry))
    while let top = queue.popMinimum() {
      let position = Int(top & 0xFFFF_FFFF)
      guard pending[position].rank == UInt32(top >> 32) else { continue }
      let absorbed = next[position]
      symbols[position] = pending[position].result
      next[position] = next[absorbed]
      if next[absorbed] < count { previous[next[absorbed]] = position }
      pending[absorbed].rank = Self.noMerge
      for left in [previous[position], position] where left >= 0 {
        let right = next[left]
        pending[left] = right < count ? merge(symbols[left], symbols[right]) : Merge(rank: Self.noMerge, result: 0)
        if pending[left].rank != Self.noMerge { queue.insert(entry(left)) }
      }
    }
    var position = 0
    while position < count {
      ids.append(symbols[position])
      position = next[position]
    }
  }

  @inline(__always)
  private func merge(_ left: Int32, _ right: Int32) -> Merge {
    merges[left, right] ?? Merge(rank: Self.noMerge, result: 0)
  }
}
