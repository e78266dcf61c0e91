import CKernels
import Tensors
import Testing

/// Products of few rows, against a product in double precision.
struct FewRowsProductTests {
  /// Rows, columns and inner dimension: whole vectors and parts of them, one and several groups of rows, inner dimensions
  /// that are summed in one, two and three blocks.
  static let shapes = [
    (1, 1, 1), (1, 70, 16), (5, 16, 33), (16, 64, 64), (17, 65, 320), (33, 100, 321), (48, 129, 640), (49, 7, 641),
    (80, 200, 96), (97, 130, 1000),
  ]

  @Test(arguments: shapes, [1, 2, 3])
  func theProductIsThatOfTheNaiveLoops(shape: (rows: Int, columns: Int, inner: Int), threads: Int) {
    let space = Workspace(threads: threads)
    let input = space.randomGrid(shape.rows, shape.inner)
    let weight = space.randomGrid(shape.columns, shape.inner)
    let before = space.randomGrid(shape.rows, shape.columns)
    let half = (input * weight.transposed).map { 0.5 * $0 }
    let shared = SharedOperand(space.matrix(weight, gap: 3), transposing: true, space.context)
    for accumulates in [false, true] {
      let result = space.matrix(before, gap: 5)
      FewRowsProduct.multiply(
        space.matrix(input, gap: 2), shared, into: result, scale: 0.5, accumulate: accumulates, space.context)
      expectClose(
        space.read(result), accumulates ? half + before : half, tolerance: 4e-6, "accumulates \(accumulates)")
    }
  }

  /// Only Fovea's own kernel promises this; OpenBLAS's takes other paths for other numbers of rows.
  @Test(.enabled(if: fovea_processor_level() >= 4, "this processor has no AVX-512"))
  func aRowIsTheSameBitsWhateverOtherRowsThereAre() {
    let space = Workspace(threads: 2)
    let (input, weight) = (space.matrix(space.randomGrid(97, 700)), space.randomGrid(130, 700))
    let shared = SharedOperand(space.matrix(weight), transposing: true, space.context)
    let all = space.blank(97, 130)
    FewRowsProduct.multiply(input, shared, into: all, space.context)
    for rows in [0..<1, 3..<8, 20..<53, 96..<97] {
      let some = space.blank(rows.count, 130)
      FewRowsProduct.multiply(input.rows(rows), shared, into: some, space.context)
      #expect(some.elements == all.rows(rows).elements, "\(rows)")
    }
  }

  @Test func aProductOverNothingIsZeroAndOneWithoutRowsDoesNothing() {
    let space = Workspace()
    let nothing = SharedOperand(space.blank(2, 0), transposing: true, space.context)
    let result = space.blank(3, 2)
    FewRowsProduct.multiply(space.blank(3, 0), nothing, into: result, space.context)
    #expect(result.elements == [0, 0, 0, 0, 0, 0])
    let weight = SharedOperand(space.zeros(2, 4), transposing: true, space.context)
    FewRowsProduct.multiply(space.blank(0, 4), weight, into: space.blank(0, 2), space.context)
  }
}
