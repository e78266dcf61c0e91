import Tensors

/// Sums gradients in sequence, in the order of a balanced binary tree: ((0+1)+(2+3))+((4+5)+(6+7)).
///
/// Works like a binary counter: after an even number of gradients, it adds the two newest; after a multiple of four,
/// the two newest sums of two; and so on. Needs log2(number of gradients) arenas.
final class PairwiseSum {
  /// `levels[k]` is the first half of a sum of 2^(k+1) gradients and waits for the second.
  private var levels: [ParameterArena] = []
  private var count = 0

  /// Adds `gradients` to the sum. After the last call, `gradients` contains the total.
  ///
  /// - Parameter isLast: whether this is the last gradient; their number must be a power of two.
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

  /// The pairwise sum of a few numbers from each part; the number of parts is a power of two.
  static func of(_ values: ArraySlice<[Double]>) -> [Double] {
    guard values.count > 1 else { return values.first ?? [] }
    let middle = values.startIndex + values.count / 2
    return zip(of(values[..<middle]), of(values[middle...])).map { $0 + $1 }
  }
}
