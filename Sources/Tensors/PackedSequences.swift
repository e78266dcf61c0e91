import CKernels

/// Token sequences of different lengths, end to end, without padding.
///
/// Linear layers, norms and the loss run on all `tokenCount` rows at once; attention runs sequence by sequence.
package final class PackedSequences: @unchecked Sendable {
  /// Token numbers of all sequences, `[tokenCount]`.
  package let tokens: UnsafeMutableBufferPointer<Int32>
  /// The sample and position of each row, `[tokenCount]`, on which dropout's random numbers depend.
  package let keys: UnsafeMutableBufferPointer<FoveaRowKey>
  /// Sequence s has rows `offsets[s]..<offsets[s + 1]`.
  package let offsets: [Int]
  /// The samples' numbers, stable over epochs and ranks.
  package let samples: [Int]

  package init(_ sequences: [[Int32]], samples: [Int]) {
    precondition(sequences.count == samples.count, "each sequence belongs to one sample")
    self.samples = samples
    offsets = sequences.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    let total = offsets.last ?? 0
    tokens = .allocate(capacity: total)
    keys = .allocate(capacity: total)
    for (index, sequence) in sequences.enumerated() {
      for (position, token) in sequence.enumerated() {
        tokens[offsets[index] + position] = token
        keys[offsets[index] + position] = FoveaRowKey(
          sample: UInt32(truncatingIfNeeded: samples[index]), position: UInt32(position))
      }
    }
  }

  deinit {
    tokens.deallocate()
    keys.deallocate()
  }

  package var tokenCount: Int { tokens.count }
  package var sequenceCount: Int { offsets.count - 1 }
  package func rows(of sequence: Int) -> Range<Int> { offsets[sequence]..<offsets[sequence + 1] }
  package var longest: Int { (0..<sequenceCount).map { rows(of: $0).count }.max() ?? 0 }
}
