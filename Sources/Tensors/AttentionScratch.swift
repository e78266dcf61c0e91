import CKernels

/// The memory in which one thread works on a head of a sequence: two blocks of scores, and the transpose of the keys or
/// of what else a block's rows are compared with.
///
/// The rows of a block begin 16 floats apart or a multiple of it, because the kernels work on 16 columns at a time.
struct AttentionScratch {
  private let base: UnsafeMutablePointer<Float>
  private let blockSize: Int

  /// Floats between the rows of a block with this many keys.
  static func stride(keys: Int) -> Int { (keys + 15) / 16 * 16 }

  /// Floats of the scratch memory of one thread.
  ///
  /// - Parameter width: columns of the widest matrix that is transposed.
  static func size(rows: Int, keys: Int, width: Int) -> Int { (2 * rows + width) * stride(keys: keys) }

  init(_ base: UnsafeMutablePointer<Float>, rows: Int, keys: Int) {
    self.base = base
    blockSize = rows * Self.stride(keys: keys)
  }

  /// The first block of scores, `[rows, keys]`.
  func first(_ block: FoveaAttentionBlock) -> Matrix { scores(at: base, block) }

  /// The second one.
  func second(_ block: FoveaAttentionBlock) -> Matrix { scores(at: base + blockSize, block) }

  private func scores(at base: UnsafeMutablePointer<Float>, _ block: FoveaAttentionBlock) -> Matrix {
    Matrix(base, rows: block.rows, columns: block.keys, stride: block.stride)
  }

  /// scores = rows · keysᵀ, `rows` being `[block's rows, W]` and `keys` `[K, W]`. Columns behind the last key become 0.
  func compare(_ rows: Matrix, with keys: Matrix, into scores: Matrix) {
    let transposed = base + 2 * blockSize
    fovea_transpose(transposed, scores.stride, keys.base, keys.stride, keys.rows, keys.columns)
    fovea_small_product(
      scores.base, scores.stride, rows.base, rows.stride, 1, transposed, scores.stride, rows.rows, scores.stride,
      keys.columns, 0)
  }

  /// result = scores · values (+ result), `values` being `[K, W]`.
  static func weigh(_ values: Matrix, by scores: Matrix, into result: Matrix, accumulate: Bool = false) {
    fovea_small_product(
      result.base, result.stride, scores.base, scores.stride, 1, values.base, values.stride, scores.rows,
      values.columns, scores.columns, accumulate ? 1 : 0)
  }

  /// result = scoresᵀ · rows (+ result), `rows` being `[block's rows, W]`.
  static func collect(_ rows: Matrix, by scores: Matrix, into result: Matrix, accumulate: Bool) {
    fovea_small_product(
      result.base, result.stride, scores.base, 1, scores.stride, rows.base, rows.stride, scores.columns, rows.columns,
      scores.rows, accumulate ? 1 : 0)
  }
}
