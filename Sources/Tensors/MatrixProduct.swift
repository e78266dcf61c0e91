import CKernels
import COpenBLAS

/// Matrix products, with Fovea's own kernels where the processor has AVX-512, otherwise with OpenBLAS.
///
/// Products are split into tiles here, so that all threads of a rank come from one pool and the caller can poll
/// communication between tiles. OpenBLAS uses one thread per call.
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
      if context.kernels == .packed, inner > 0 {
        multiplyPacked(a, transposeA, b, into: result, scale, accumulate, context)
      } else {
        multiplyInTiles(a, transposeA, b.matrix, b.isTransposed, into: result, scale, accumulate, context.pool)
      }
    }
  }

  /// As `multiply` in single precision, but only on the calling thread.
  private static func multiplyOnThisThread(
    _ a: Matrix, transposingFirst transposeA: Bool, _ b: Matrix, transposingSecond transposeB: Bool,
    into result: Matrix, scale: Float, accumulate: Bool
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

// MARK: - Packed operands

extension MatrixProduct {
  /// Panels of rows in a tile: their part of the first operand stays in the second-level cache.
  private static let mostRowPanels = 16

  /// The most words in which a thread packs its part of a first operand.
  package static func tileScratch(rows: Int) -> Int {
    min(mostRowPanels, Parts.count(rows, Int(FOVEA_PANEL_ROWS))) * Int(FOVEA_PANEL_ROWS * FOVEA_PANEL_WORDS)
  }

  /// Columns of a tile for which it is worth packing the rows once more.
  private static let wideColumns = 256
  /// Tiles for each thread, so that threads of different speed end together.
  private static let tilesPerThread = 4

  /// Packs the second operand, unless it is packed already, and multiplies tile by tile.
  private static func multiplyPacked(
    _ a: Matrix, _ transposeA: Bool, _ b: SharedOperand, into result: Matrix, _ scale: Float, _ accumulate: Bool,
    _ context: ComputeContext
  ) {
    let inner = transposeA ? a.rows : a.columns
    context.withScratch {
      let second = b.packed ?? PackedOperand(b.matrix, transposing: b.isTransposed, context)
      let (down, across) = tiles(of: result, threads: context.pool.threads)
      let rowParts = Parts(extent: result.rows, panel: Int(FOVEA_PANEL_ROWS), count: down)
      let columnParts = Parts(extent: result.columns, panel: Int(FOVEA_PANEL_COLUMNS), count: across)
      let scratchWords = rowParts.largest * Int(FOVEA_PANEL_WORDS)
      let scratch = context.arena.words(context.pool.threads, scratchWords)
      context.pool.run(down * across) { tile, thread in
        let (rows, columns) = (rowParts[tile / across], columnParts[tile % across])
        let first = transposeA ? a.base + rows.lowerBound : a.row(rows.lowerBound)
        fovea_multiply_packed(
          result.row(rows.lowerBound) + columns.lowerBound, result.stride, first, a.stride, transposeA ? 1 : 0,
          second.panels(from: columns.lowerBound), rows.count, columns.count, inner, scale, accumulate ? 1 : 0,
          scratch + thread * scratchWords, context.precision == .bf16 ? 1 : 0)
      }
    }
  }

  /// The numbers of tiles from top to bottom and from left to right: at least `tilesPerThread` for each thread, and as
  /// many for one as for another.
  private static func tiles(of result: Matrix, threads: Int) -> (down: Int, across: Int) {
    let rowPanels = Parts.count(result.rows, Int(FOVEA_PANEL_ROWS))
    let wanted = tilesPerThread * threads
    var down = Parts.count(rowPanels, mostRowPanels)
    var across = 1
    while down * across < wanted, result.columns > wideColumns * across { across += 1 }
    while down < rowPanels, down * across < wanted || down * across % threads != 0 { down += 1 }
    return (down, across)
  }
}

/// An extent of rows or columns in parts of whole panels, whose sizes differ by a panel at most.
private struct Parts {
  private let extent: Int
  private let panel: Int
  private let count: Int

  init(extent: Int, panel: Int, count: Int) {
    self.extent = extent
    self.panel = panel
    self.count = count
  }

  private func start(_ part: Int) -> Int { min(extent, Self.count(extent, panel) * part / count * panel) }

  subscript(part: Int) -> Range<Int> { start(part)..<start(part + 1) }

  /// Rows or columns of the largest part, in whole panels.
  var largest: Int { Self.count(Self.count(extent, panel), count) * panel }

  /// The number of parts of at most this size.
  static func count(_ extent: Int, _ size: Int) -> Int { (extent + size - 1) / size }
}
