import CKernels
import COpenBLAS

/// Matrix products: in single precision with OpenBLAS, in bfloat16 with Fovea's own kernel.
///
/// OpenBLAS uses one thread per call. Larger products are split into tiles here, so that all threads of a rank come
/// from one pool and the caller can poll communication between tiles.
package enum MatrixProduct {
  /// Prepares OpenBLAS; access it once before the first product.
  package static let preparation: Void = {
    OpenBLASCore.choose()
    openblas_set_num_threads(1)
  }()

  /// Below this many multiplications a product is not worth a second thread.
  private static let smallestShared = 1 << 19
  /// Rows or columns of a tile if the caller polls: about a millisecond of work.
  private static let polledTile = 256

  /// result = scale · op(a) · op(b) + (accumulate ? result : 0), where op(x) is x or its transpose.
  ///
  /// - Complexity: 2 · rows · columns · inner operations, `inner` being the dimension summed over.
  package static func multiply(
    _ a: Matrix, transposingFirst transposeA: Bool = false, _ b: Matrix, transposingSecond transposeB: Bool = false,
    into result: Matrix, scale: Float = 1, accumulate: Bool = false, _ context: ComputeContext
  ) {
    multiply(
      a, transposingFirst: transposeA, SharedOperand(unpacked: b, transposing: transposeB), into: result, scale: scale,
      accumulate: accumulate, context)
  }

  /// The same with a second operand that several products share.
  package static func multiply(
    _ a: Matrix, transposingFirst transposeA: Bool = false, _ b: SharedOperand, into result: Matrix, scale: Float = 1,
    accumulate: Bool = false, _ context: ComputeContext
  ) {
    let inner = transposeA ? a.rows : a.columns
    precondition((transposeA ? a.columns : a.rows) == result.rows, "rows of the product do not match")
    precondition(
      (b.isTransposed ? b.matrix.rows : b.matrix.columns) == result.columns, "columns of the product do not match")
    precondition(
      (b.isTransposed ? b.matrix.columns : b.matrix.rows) == inner, "inner dimensions of the product do not match")
    guard result.count > 0 else { return }
    let operations = 2 * Double(result.count) * Double(inner)
    context.profiled(.product, operations: operations, shape: [result.rows, result.columns, inner]) {
      if context.precision == .bf16, inner > 0 {
        multiplyRounded(a, transposeA, b, into: result, scale, accumulate, context)
      } else {
        multiplyInTiles(a, transposeA, b.matrix, b.isTransposed, into: result, scale, accumulate, context.pool)
      }
    }
  }

  /// As `multiply` in single precision, but only on the calling thread: for the small products inside attention.
  package static func multiplyOnThisThread(
    _ a: Matrix, transposingFirst transposeA: Bool = false, _ b: Matrix, transposingSecond transposeB: Bool = false,
    into result: Matrix, scale: Float = 1, accumulate: Bool = false
  ) {
    let inner = transposeA ? a.rows : a.columns
    cblas_sgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
      Int32(result.rows), Int32(result.columns), Int32(inner), scale, a.base, Int32(max(a.stride, 1)), b.base,
      Int32(max(b.stride, 1)), accumulate ? 1 : 0, result.base, Int32(max(result.stride, 1)))
  }

  private static func multiplyInTiles(
    _ a: Matrix, _ transposeA: Bool, _ b: Matrix, _ transposeB: Bool, into result: Matrix, _ scale: Float,
    _ accumulate: Bool, _ pool: WorkerPool
  ) {
    let byRows = result.rows >= result.columns
    let extent = byRows ? result.rows : result.columns
    let tile = tileSize(extent: extent, work: result.count * (transposeA ? a.rows : a.columns), pool: pool)
    pool.run((extent + tile - 1) / tile) { index in
      let range = index * tile..<min((index + 1) * tile, extent)
      let tileOfA = byRows ? (transposeA ? a.columns(range) : a.rows(range)) : a
      let tileOfB = byRows ? b : (transposeB ? b.rows(range) : b.columns(range))
      let tileOfResult = byRows ? result.rows(range) : result.columns(range)
      multiplyOnThisThread(
        tileOfA, transposingFirst: transposeA, tileOfB, transposingSecond: transposeB, into: tileOfResult, scale: scale,
        accumulate: accumulate)
    }
  }

  private static func tileSize(extent: Int, work: Int, pool: WorkerPool) -> Int {
    if work < smallestShared { return extent }
    let share = ((extent + pool.threads - 1) / pool.threads + 15) / 16 * 16
    return pool.poll == nil ? share : min(share, polledTile)
  }
}

// MARK: - bfloat16

extension MatrixProduct {
  /// Rows of a tile of a product in bfloat16: 16 panels, which stay in the second-level cache.
  private static let tileRows = 16 * PackedOperand.Side.first.panelWidth
  /// Columns of a tile, at most and at least.
  private static let tileColumns = (most: 16 * PackedOperand.Side.second.panelWidth, least: 64)
  /// Tiles for each thread, so that threads of different speed end together.
  private static let tilesPerThread = 4

  /// Packs the operands, unless the second one is packed already, and multiplies them tile by tile.
  private static func multiplyRounded(
    _ a: Matrix, _ transposeA: Bool, _ b: SharedOperand, into result: Matrix, _ scale: Float, _ accumulate: Bool,
    _ context: ComputeContext
  ) {
    let inner = transposeA ? a.rows : a.columns
    context.withScratch {
      let first = PackedOperand(.first, extent: result.rows, inner: inner, in: context.arena)
      var unpacked = [(packed: first, matrix: a, innerIsRows: transposeA)]
      let second =
        b.packed ?? PackedOperand(.second, extent: result.columns, inner: inner, in: context.arena)
      if b.packed == nil { unpacked.append((second, b.matrix, !b.isTransposed)) }
      context.profiled(.packing) { PackedOperand.pack(unpacked, pool: context.pool) }

      let down = (result.rows + tileRows - 1) / tileRows
      var width = tileColumns.most
      while width > tileColumns.least,
        down * ((result.columns + width - 1) / width) < tilesPerThread * context.pool.threads
      {
        width /= 2
      }
      let across = (result.columns + width - 1) / width
      context.pool.run(down * across) { tile in
        let row = tile / across * tileRows
        let column = tile % across * width
        fovea_bf16_multiply(
          result.row(row) + column, result.stride, first.panels(from: row), second.panels(from: column),
          min(tileRows, result.rows - row), min(width, result.columns - column), inner, scale, accumulate ? 1 : 0)
      }
    }
  }
}
