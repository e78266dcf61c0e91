import Tensors
import Testing

struct MatrixProductTests {
  /// Rows, columns and inner dimension; the last ones are large enough to be shared between threads.
  static let shapes = [(1, 1, 1), (1, 7, 3), (5, 1, 17), (33, 16, 130), (3, 129, 2), (131, 70, 67), (70, 131, 65)]

  @Test(arguments: shapes, [1, 2, 3])
  func everyTranspositionAgreesWithTheNaiveProductOnStridedViews(
    shape: (rows: Int, columns: Int, inner: Int), threads: Int
  ) {
    let space = Workspace(threads: threads)
    let first = space.randomGrid(shape.rows, shape.inner)
    let second = space.randomGrid(shape.inner, shape.columns)
    let before = space.randomGrid(shape.rows, shape.columns)
    let product = first * second
    for (transposesFirst, transposesSecond) in [(false, false), (false, true), (true, false), (true, true)] {
      for (gap, accumulates) in [(0, false), (5, false), (0, true), (3, true)] {
        let a = space.matrix(transposesFirst ? first.transposed : first, gap: gap)
        let b = space.matrix(transposesSecond ? second.transposed : second, gap: 2 * gap)
        let result = accumulates ? space.matrix(before, gap: gap) : space.blank(shape.rows, shape.columns, gap: gap)
        MatrixProduct.multiply(
          a, transposingFirst: transposesFirst, b, transposingSecond: transposesSecond, into: result, scale: 0.5,
          accumulate: accumulates, space.context)
        let half = product.map { 0.5 * $0 }
        expectClose(
          space.read(result), accumulates ? half + before : half, tolerance: 2e-6,
          "\(transposesFirst) \(transposesSecond) gap \(gap) accumulates \(accumulates)")
      }
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

  @Test func largeProductsAreCutIntoTilesWhileSomebodyPolls() {
    let space = Workspace()
    var polls = 0
    space.context.pool.poll = { polls += 1 }
    MatrixProduct.multiply(
      space.zeros(1100, 20), space.zeros(20, 64), into: space.blank(1100, 64), space.context)
    #expect(polls == 5)
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
