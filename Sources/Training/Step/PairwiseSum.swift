import Tensors

/// Sums one gradient after the other in the order of a balanced binary tree: ((0+1)+(2+3))+((4+5)+(6+7)).
///
/// Like a binary counter: after an even number of gradients the two newest are added, after a multiple of four the two newest
/// sums of two, and so on. Holds log2 of their number of arenas.
final class PairwiseSum {
  /// `levels[k]` waits for the second half of a sum of 2^(k+1) gradients.
  private var levels: [ParameterArena] = []
  private var count = 0

  /// Adds what is in `gradients`, which in the end holds the sum of all.
  ///
  /// - Parameter isLast: whether this completes a power of two of them.
  func add(_ gradients: ParameterArena, isLast: Bool, pool: WorkerPool) {
    var level = 0
    while count >> level & 1 == 1 {
      let earlier = levels[level]
      pool.forRanges(of: gradients.buffer.count) { range in
        for index in range { gradients.buffer[index] = earlier.buffer[index] + gradients.buffer[index] }
      }
      level += 1
    }
    count += 1
    guard !isLast else { return }
    if level == levels.count { levels.append(ParameterArena(gradients.layout)) }
    levels[level].copy(from: gradients)
  }

  /// Begins a new sum.
  func reset() { count = 0 }

  /// The same for a few numbers each; their number is a power of two.
  static func of(_ values: ArraySlice<[Double]>) -> [Double] {
    guard values.count > 1 else { return values.first ?? [] }
    let middle = values.startIndex + values.count / 2
    return zip(of(values[..<middle]), of(values[middle...])).map { $0 + $1 }
  }
}
