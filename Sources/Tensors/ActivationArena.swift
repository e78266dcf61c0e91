/// The memory for one step's activations: matrices are allocated one after another and all released at once.
///
/// The first steps determine how much is needed; after that a step allocates nothing.
package final class ActivationArena {
  private var blocks: [AlignedStorage] = []
  private var used = 0
  private var block = 0

  package init() {}

  /// Floats allocated so far in this step, in whole cache lines.
  package private(set) var floatsInUse = 0
  /// The largest number of floats ever allocated at once.
  package private(set) var peakFloats = 0

  /// A position in the arena to return to.
  package struct Mark {
    fileprivate let block: Int
    fileprivate let used: Int
    fileprivate let floatsInUse: Int
  }

  package var mark: Mark { Mark(block: block, used: used, floatsInUse: floatsInUse) }

  /// Releases everything allocated since the mark was taken.
  package func release(to mark: Mark) {
    block = mark.block
    used = mark.used
    floatsInUse = mark.floatsInUse
  }

  /// Releases everything; if the last step needed several blocks, merges them into one.
  package func reset() {
    if blocks.count > 1 {
      blocks = []
      blocks = [AlignedStorage(count: peakFloats + peakFloats / 8)]
    }
    block = 0
    used = 0
    floatsInUse = 0
  }

  /// Allocates `count` uninitialised floats on a 64-byte boundary.
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

  /// Uninitialised 32-bit words: `count` stretches of `size`.
  package func words(_ count: Int, _ size: Int) -> UnsafeMutablePointer<UInt32> {
    UnsafeMutableRawPointer(allocate(count * size)).bindMemory(to: UInt32.self, capacity: max(count * size, 1))
  }

  /// An uninitialised matrix.
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
