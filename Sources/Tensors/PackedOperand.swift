import CKernels

/// An operand of a product, rounded to bfloat16 and packed into panels in the order in which the kernel reads them.
struct PackedOperand: @unchecked Sendable {
  /// Which operand of a product: panels of the first have other widths than those of the second.
  enum Side {
    case first, second

    var panelWidth: Int { Int(self == .first ? FOVEA_BF16_ROWS : FOVEA_BF16_COLUMNS) }
  }

  private let words: UnsafeMutablePointer<UInt32>
  private let side: Side
  /// Rows of a first operand, columns of a second.
  private let extent: Int
  /// The dimension summed over.
  private let inner: Int

  private var panels: Int { (extent + side.panelWidth - 1) / side.panelWidth }
  /// Words of a panel; each has a pair of neighbours along the inner dimension.
  private var panelWords: Int { side.panelWidth * ((inner + 1) / 2) }

  /// Allocates memory for an operand in the arena, where it stays until the arena releases it.
  init(_ side: Side, extent: Int, inner: Int, in arena: ActivationArena) {
    self.side = side
    self.extent = extent
    self.inner = inner
    let panels = (extent + side.panelWidth - 1) / side.panelWidth
    let count = panels * side.panelWidth * ((inner + 1) / 2)
    words = UnsafeMutableRawPointer(arena.allocate(count)).bindMemory(to: UInt32.self, capacity: max(count, 1))
  }

  /// The panels from the one that begins at a row or column.
  func panels(from start: Int) -> UnsafePointer<UInt32> { UnsafePointer(words) + start / side.panelWidth * panelWords }

  /// Elements that a task packs: some fifty microseconds of work.
  private static let elementsPerTask = 1 << 18

  private var panelsPerTask: Int { max(1, Self.elementsPerTask / max(1, side.panelWidth * inner)) }
  private var tasks: Int { (panels + panelsPerTask - 1) / panelsPerTask }

  /// Fills the operands from their matrices on all threads.
  ///
  /// - Parameter operands: each with its matrix, and whether the matrix's rows are the dimension summed over.
  static func pack(_ operands: [(packed: PackedOperand, matrix: Matrix, innerIsRows: Bool)], pool: WorkerPool) {
    pool.run(operands.reduce(0) { $0 + $1.packed.tasks }) { task in
      var task = task
      for (packed, matrix, innerIsRows) in operands {
        if task < packed.tasks { return packed.pack(matrix, innerIsRows: innerIsRows, task: task) }
        task -= packed.tasks
      }
    }
  }

  private func pack(_ matrix: Matrix, innerIsRows: Bool, task: Int) {
    let range = task * panelsPerTask..<min((task + 1) * panelsPerTask, panels)
    fovea_bf16_pack(
      words, side.panelWidth, matrix.base, matrix.stride, innerIsRows ? 1 : 0, extent, inner, range.lowerBound,
      range.upperBound)
  }
}

/// The second operand of several products: in bfloat16 it is rounded and packed once for all of them.
package struct SharedOperand {
  let matrix: Matrix
  let isTransposed: Bool
  let packed: PackedOperand?

  /// Prepares an operand; its memory lies in the context's arena.
  ///
  /// - Parameter isTransposed: whether the products take the matrix's transpose.
  package init(_ matrix: Matrix, transposing isTransposed: Bool = false, _ context: ComputeContext) {
    self.matrix = matrix
    self.isTransposed = isTransposed
    guard context.precision == .bf16 else {
      packed = nil
      return
    }
    let operand = PackedOperand(
      .second, extent: isTransposed ? matrix.rows : matrix.columns, inner: isTransposed ? matrix.columns : matrix.rows,
      in: context.arena)
    context.profiled(.packing) { PackedOperand.pack([(operand, matrix, !isTransposed)], pool: context.pool) }
    packed = operand
  }

  /// An operand of a single product.
  init(unpacked matrix: Matrix, transposing isTransposed: Bool) {
    self.matrix = matrix
    self.isTransposed = isTransposed
    packed = nil
  }
}
