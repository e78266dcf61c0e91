import Tensors
import Testing

/// Products in each precision and with each kernel that this processor has, against products in double precision; in
/// bfloat16 of factors that are rounded here.
struct MatrixProductTests {
  /// Rows, columns and inner dimension around the sizes of panels, tiles and blocks.
  static let shapes = [
    (1, 1, 1), (1, 7, 3), (5, 1, 17), (14, 32, 2), (15, 33, 31), (13, 31, 32), (33, 16, 130), (3, 129, 2),
    (131, 70, 67), (70, 131, 65), (230, 40, 33), (3, 600, 259), (450, 530, 16), (9, 40, 1100),
  ]

  struct Kind: Sendable, CustomTestStringConvertible {
    let precision: Precision
    let kernels: ProductKernels
    var testDescription: String { "\(precision.rawValue), \(kernels)" }

    func workspace(threads: Int) -> Workspace {
      Workspace(threads: threads, precision: precision, kernels: kernels)
    }
  }

  static var kinds: [Kind] {
    let packed = Precision.allCases.filter { $0.isSupported && ProductKernels.fastest($0) == .packed }
    return [Kind(precision: .fp32, kernels: .openBLAS)] + packed.map { Kind(precision: $0, kernels: .packed) }
  }

  @Test(arguments: kinds, shapes)
  func everyTranspositionAgreesWithTheNaiveProductOnStridedViews(
    kind: Kind, shape: (rows: Int, columns: Int, inner: Int)
  ) {
    for threads in [1, 3] {
      let space = kind.workspace(threads: threads)
      let first = space.randomGrid(shape.rows, shape.inner)
      let second = space.randomGrid(shape.inner, shape.columns)
      let before = space.randomGrid(shape.rows, shape.columns)
      let half = (rounded(first, kind) * rounded(second, kind)).map { 0.5 * $0 }
      for (transposesFirst, transposesSecond) in [(false, false), (false, true), (true, false), (true, true)] {
        for (gap, accumulates) in [(0, false), (5, false), (0, true), (3, true)] {
          let a = space.matrix(transposesFirst ? first.transposed : first, gap: gap)
          let b = space.matrix(transposesSecond ? second.transposed : second, gap: 2 * gap)
          let result = accumulates ? space.matrix(before, gap: gap) : space.blank(shape.rows, shape.columns, gap: gap)
          MatrixProduct.multiply(
            a, transposingFirst: transposesFirst, b, transposingSecond: transposesSecond, into: result, scale: 0.5,
            accumulate: accumulates, space.context)
          expectClose(
            space.read(result), accumulates ? half + before : half, tolerance: 4e-6,
            "\(transposesFirst) \(transposesSecond) gap \(gap) accumulates \(accumulates) threads \(threads)")
        }
      }
    }
  }

  private func rounded(_ grid: Grid, _ kind: Kind) -> Grid {
    kind.precision == .bf16 ? grid.map(BFloat16.nearest) : grid
  }

  @Test(arguments: kinds.filter { $0.kernels == .packed })
  func aRowDoesNotDependOnTheOthersNorOnThreads(kind: Kind) {
    let (a, b) = { ($0.randomGrid(300, 1100), $0.randomGrid(1100, 90)) }(Workspace())
    func product(_ rows: Range<Int>, threads: Int) -> [Double] {
      let space = kind.workspace(threads: threads)
      let result = space.blank(rows.count, 90)
      MatrixProduct.multiply(space.matrix(a).rows(rows), space.matrix(b), into: result, space.context)
      return space.read(result).values
    }
    let whole = product(0..<300, threads: 1)
    #expect(product(0..<300, threads: 4) == whole)
    for rows in [0..<1, 5..<28, 100..<300] {
      #expect(product(rows, threads: 2)[...] == whole[rows.lowerBound * 90..<rows.upperBound * 90])
    }
  }

  @Test(arguments: kinds) func aSharedOperandGivesTheSameBits(kind: Kind) {
    let space = kind.workspace(threads: 2)
    let (a, b) = (space.matrix(space.randomGrid(40, 33)), space.matrix(space.randomGrid(50, 33)))
    let (alone, shared) = (space.blank(40, 50), space.blank(40, 50))
    MatrixProduct.multiply(a, b, transposingSecond: true, into: alone, space.context)
    let operand = SharedOperand(b, transposing: true, space.context)
    for _ in 0..<2 {
      MatrixProduct.multiply(a, operand, into: shared, space.context)
      #expect(space.read(shared).values == space.read(alone).values)
    }
  }

  @Test func aProductOverNothingIsZeroAndOneWithoutElementsDoesNothing() {
    let space = Workspace(threads: 2)
    let result = space.blank(3, 2)
    MatrixProduct.multiply(space.blank(3, 0), space.blank(0, 2), into: result, space.context)
    #expect(space.read(result).values == [0, 0, 0, 0, 0, 0])
    MatrixProduct.multiply(
      space.blank(0, 4), space.blank(4, 2), into: space.blank(0, 2), space.context)
  }

  @Test(arguments: [1, 2]) func pollingBetweenTilesDoesNotChangeTheResult(threads: Int) {
    let space = Workspace(threads: threads)
    let (a, b) = (space.randomGrid(600, 40), space.randomGrid(40, 50))
    space.context.pool.poll = {}
    let result = space.blank(600, 50)
    MatrixProduct.multiply(space.matrix(a), space.matrix(b), into: result, space.context)
    expectClose(space.read(result), a * b, tolerance: 2e-6)
  }

  @Test(arguments: kinds) func largeProductsAreCutIntoTilesWhileSomebodyPolls(kind: Kind) {
    let space = kind.workspace(threads: 1)
    var polls = 0
    space.context.pool.poll = { polls += 1 }
    MatrixProduct.multiply(
      space.zeros(1100, 20), space.zeros(20, 64), into: space.blank(1100, 64), space.context)
    #expect(polls >= 5)
  }

  @Test(arguments: [(1, 5, 3), (9, 130, 17)])
  func aLinearLayerAndItsGradientsAgreeWithTheReference(tokens: Int, inputs: Int, outputs: Int) {
    let space = Workspace(threads: 2)
    let input = space.randomGrid(tokens, inputs)
    let weight = space.randomGrid(outputs, inputs)
    let upstream = space.randomGrid(tokens, outputs)
    let (x, w, dy) = (space.matrix(input), space.matrix(weight), space.matrix(upstream))
    let output = space.blank(tokens, outputs)
    Linear.forward(x, w, into: output, space.context)
    expectClose(space.read(output), input * weight.transposed, tolerance: 2e-6)

    let weightBefore = space.randomGrid(outputs, inputs)
    let inputBefore = space.randomGrid(tokens, inputs)
    let (replaced, dw) = (space.blank(tokens, inputs), space.matrix(weightBefore))
    Linear.backward(dy, input: x, weight: w, inputGradient: replaced, weightGradient: dw, space.context)
    let added = space.matrix(inputBefore)
    Linear.backward(
      dy, input: x, weight: w, inputGradient: added, addsToInputGradient: true,
      weightGradient: space.zeros(outputs, inputs), space.context)
    expectGradient(space.read(replaced), at: input) { ($0 * weight.transposed).dot(upstream) }
    expectGradient(space.read(dw) + weightBefore.map { -$0 }, at: weight) { (input * $0.transposed).dot(upstream) }
    expectClose(space.read(added), space.read(replaced) + inputBefore, tolerance: 1e-6)
  }
}
