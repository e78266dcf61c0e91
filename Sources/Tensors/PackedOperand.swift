import CKernels

/// The second operand of a product, packed into panels of columns in the order in which the kernel reads them; in
/// bfloat16 also rounded.
struct PackedOperand: @unchecked Sendable {
  private static let panelWidth = Int(FOVEA_PANEL_COLUMNS)

  private let words: UnsafeMutablePointer<UInt32>
  /// Words of a panel; each has an element, or in bfloat16 a pair of neighbours along the inner dimension.
  private let panelWords: Int

  /// Packs a matrix, or its transpose, on all threads. Its memory lies in the context's arena.
  init(_ matrix: Matrix, transposing isTransposed: Bool, _ context: ComputeContext) {
    let (extent, inner) = isTransposed ? (matrix.rows, matrix.columns) : (matrix.columns, matrix.rows)
    let rounds = context.precision == .bf16
    let panels = (extent + Self.panelWidth - 1) / Self.panelWidth
    panelWords = Self.panelWidth * (rounds ? (inner + 1) / 2 : inner)
    words = context.arena.words(panels, panelWords)
    let words = words
    let panelsPerTask = max(1, Self.elementsPerTask / max(1, Self.panelWidth * inner))
    context.profiled(.packing) {
      context.pool.forRanges(of: panels, size: panelsPerTask) { range in
        fovea_pack(
          words, matrix.base, matrix.stride, isTransposed ? 0 : 1, extent, inner, range.lowerBound, range.upperBound,
          rounds ? 1 : 0)
      }
    }
  }

  /// Elements that a task packs: some microseconds of work.
  private static let elementsPerTask = 1 << 15

  /// The panels from the one that begins at a column.
  func panels(from column: Int) -> UnsafePointer<UInt32> {
    UnsafePointer(words) + column / Self.panelWidth * panelWords
  }
}

/// The second operand of several products, which Fovea's kernels pack once for all of them.
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
    packed =
      context.kernels == .packed ? PackedOperand(matrix, transposing: isTransposed, context) : nil
  }

  /// An operand of a single product.
  init(unpacked matrix: Matrix, transposing isTransposed: Bool) {
    self.matrix = matrix
    self.isTransposed = isTransposed
    packed = nil
  }
}
