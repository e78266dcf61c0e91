/// The memory of one step's activations: matrices are cut off one after the other and all given back at once.
///
/// The first steps find out how much is needed; after that a step allocates nothing.
package final class ActivationArena {
  private var blocks: [AlignedStorage] = []
  private var used = 0
  private var block = 0

  package init() {}

  /// Floats given out so far in this step, in whole cache lines.
  package private(set) var floatsInUse = 0
  /// The most floats that were ever given out at once.
  package private(set) var peakFloats = 0

  /// A place in the arena to return to.
  package struct Mark {
    fileprivate let block: Int
    fileprivate let used: Int
    fileprivate let floatsInUse: Int
  }

  package var mark: Mark { Mark(block: block, used: used, floatsInUse: floatsInUse) }

  /// Gives back all that was cut off since the mark was taken.
  package func release(to mark: Mark) {
    block = mark.block
    used = mark.used
    floatsInUse = mark.floatsInUse
  }

  /// Gives back everything; where the last step needed several blocks, they become one.
  package func reset() {
    if blocks.count > 1 {
      blocks = []
      blocks = [AlignedStorage(count: peakFloats + peakFloats / 8)]
    }
    block = 0
    used = 0
    floatsInUse = 0
  }

  /// Memory for `count` floats of undefined content, on a 64-byte boundary.
  package func allocate(_ count: Int) -> UnsafeMutablePointer<Float> {
    let size = (max(count, 1) + 15) / 16 * 16
    while block < blocks.count && used + size > blocks[block].count {
      block += 1
      used = 0
    }
    if block == blocks.count {
      let smallest = 1 << 20
      blocks.append(AlignedStorage(count: max(size, smallest, peakFloats / 2)))
    }
    defer {
      used += size
      floatsInUse += size
      peakFloats = max(peakFloats, floatsInUse)
    }
    return blocks[block].base + used
  }

  /// A matrix of undefined content.
  package func matrix(_ rows: Int, _ columns: Int) -> Matrix {
    Matrix(allocate(rows * columns), rows: rows, columns: columns)
  }

  /// A matrix of zeros.
  package func zeros(_ rows: Int, _ columns: Int) -> Matrix {
    let matrix = matrix(rows, columns)
    matrix.fill(0)
    return matrix
  }
}
