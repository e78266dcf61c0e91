import CKernels
import Tensors
import Testing

/// The small products of attention, against products in double precision.
struct SmallProductTests {
  /// Rows, columns and inner dimension around groups of 6 rows and of 16, 32 and 64 columns.
  static let shapes = [
    (1, 1, 1), (5, 15, 3), (6, 16, 64), (7, 17, 1), (13, 64, 75), (75, 80, 64), (64, 130, 20), (12, 47, 9), (4, 64, 0),
  ]

  @Test(arguments: shapes)
  func bothOrientationsAgreeWithTheNaiveProduct(shape: (rows: Int, columns: Int, inner: Int)) {
    let space = Workspace()
    let first = space.randomGrid(shape.rows, shape.inner)
    let second = space.randomGrid(shape.inner, shape.columns)
    let before = space.randomGrid(shape.rows, shape.columns)
    for transposes in [false, true] {
      for accumulates in [false, true] {
        let a = space.matrix(transposes ? first.transposed : first, gap: 3)
        let b = space.matrix(second, gap: 2)
        let result = accumulates ? space.matrix(before, gap: 5) : space.blank(shape.rows, shape.columns, gap: 5)
        fovea_small_product(
          result.base, result.stride, a.base, transposes ? 1 : a.stride, transposes ? a.stride : 1, b.base, b.stride,
          shape.rows, shape.columns, shape.inner, accumulates ? 1 : 0)
        let product = first * second
        expectClose(
          space.read(result), accumulates ? product + before : product, tolerance: 4e-6,
          "transposes \(transposes) accumulates \(accumulates)")
      }
    }
  }

  @Test(arguments: [(1, 1), (16, 16), (15, 17), (48, 33), (75, 64)])
  func aTransposeHasZerosBehindItsRows(rows: Int, columns: Int) {
    let space = Workspace()
    let grid = space.randomGrid(rows, columns)
    let matrix = space.matrix(grid, gap: 4)
    let stride = (rows + 15) / 16 * 16
    let result = space.blank(columns, stride)
    fovea_transpose(result.base, result.stride, matrix.base, matrix.stride, rows, columns)
    let read = space.read(result)
    #expect(read == Grid(columns, stride) { row, column in column < rows ? grid[column, row] : 0 })
  }
}
