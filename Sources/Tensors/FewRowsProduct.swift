import CKernels

/// Products of few rows with a weight that is read from memory once for each of them, as in the steps of a generation.
///
/// In single precision on a processor with AVX-512, they run at the speed of large products, and the result of a row is
/// the same bits whatever other rows there are. Elsewhere, and in bfloat16, they are those of `MatrixProduct`.
package enum FewRowsProduct {
  /// The rows that lie side by side in a vector.
  private static let lanes = 16
  /// Columns of the result that a thread computes before it takes the next ones.
  private static let tileColumns = 64
  /// Tiles for each thread, at most, so that threads of different speed end together.
  private static let tilesPerThread = 16

  private static let hasKernel = fovea_processor_level() >= 4

  /// Rows of the input that are multiplied together.
  private struct Group {
    let rows: Range<Int>
    let packed: UnsafeMutablePointer<Float>
  }

  /// Prepares a weight `[O, I]` for many products. Only in bfloat16 this takes memory.
  package static func prepare(_ weight: Matrix, _ context: ComputeContext) -> SharedOperand {
    context.precision == .bf16
      ? SharedOperand(weight, transposing: true, context) : SharedOperand(unpacked: weight, transposing: true)
  }

  /// result `[T, O]` = scale · input `[T, I]` · weightᵀ + (accumulate ? result : 0), the weight being `[O, I]`.
  ///
  /// - Parameter weight: from `prepare`.
  package static func multiply(
    _ input: Matrix, _ weight: SharedOperand, into result: Matrix, scale: Float = 1, accumulate: Bool = false,
    _ context: ComputeContext
  ) {
    precondition(weight.isTransposed, "a weight `[outputs, inputs]` is needed")
    input.requireShape(result.rows, weight.matrix.columns, "the input")
    result.requireShape(input.rows, weight.matrix.rows, "the product")
    guard context.precision == .fp32, hasKernel, result.count > 0, input.columns > 0 else {
      return MatrixProduct.multiply(input, weight, into: result, scale: scale, accumulate: accumulate, context)
    }
    context.withScratch {
      let groups = groups(of: input, context.arena)
      context.pool.run(groups.count) { index in
        let rows = input.rows(groups[index].rows)
        fovea_few_rows_pack(groups[index].packed, rows.base, rows.stride, rows.rows, rows.columns)
      }
      let tiles = (result.columns + tileColumns - 1) / tileColumns
      let tilesTogether = max(1, tiles / (tilesPerThread * context.pool.threads))
      context.pool.run((tiles + tilesTogether - 1) / tilesTogether) { task in
        for tile in task * tilesTogether..<min((task + 1) * tilesTogether, tiles) {
          let columns = tile * tileColumns..<min((tile + 1) * tileColumns, result.columns)
          multiply(groups, weight.matrix.rows(columns), into: result.columns(columns), scale, accumulate)
        }
      }
    }
  }

  /// The columns of one tile, for one group of rows after another, while the weight's rows are in the caches.
  private static func multiply(
    _ groups: [Group], _ weight: Matrix, into result: Matrix, _ scale: Float, _ accumulate: Bool
  ) {
    for group in groups {
      fovea_few_rows_multiply(
        result.row(group.rows.lowerBound), result.stride, group.packed, group.rows.count, weight.base, weight.stride,
        weight.rows, weight.columns, scale, accumulate ? 1 : 0)
    }
  }

  /// Groups of as equal size as whole vectors allow.
  private static func groups(of input: Matrix, _ arena: ActivationArena) -> [Group] {
    let vectors = (input.rows + lanes - 1) / lanes
    let count = (vectors + Int(FOVEA_FEW_ROWS_VECTORS) - 1) / Int(FOVEA_FEW_ROWS_VECTORS)
    return (0..<count).map { index in
      let first = index * vectors / count * lanes
      let end = (index + 1) * vectors / count * lanes
      return Group(rows: first..<min(end, input.rows), packed: arena.allocate((end - first) * input.columns))
    }
  }
}
