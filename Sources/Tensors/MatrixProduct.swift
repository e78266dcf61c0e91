import COpenBLAS

/// Matrix products with OpenBLAS.
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
    into result: Matrix, scale: Float = 1, accumulate: Bool = false, pool: WorkerPool
  ) {
    let inner = transposeA ? a.rows : a.columns
    precondition((transposeA ? a.columns : a.rows) == result.rows, "rows of the product do not match")
    precondition((transposeB ? b.rows : b.columns) == result.columns, "columns of the product do not match")
    precondition((transposeB ? b.columns : b.rows) == inner, "inner dimensions of the product do not match")
    guard result.count > 0 else { return }

    let byRows = result.rows >= result.columns
    let extent = byRows ? result.rows : result.columns
    let tile = tileSize(extent: extent, work: result.count * inner, pool: pool)
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

  /// As `multiply`, but only on the calling thread: for the small products inside attention.
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

  private static func tileSize(extent: Int, work: Int, pool: WorkerPool) -> Int {
    if work < smallestShared { return extent }
    let share = ((extent + pool.threads - 1) / pool.threads + 15) / 16 * 16
    return pool.poll == nil ? share : min(share, polledTile)
  }
}
