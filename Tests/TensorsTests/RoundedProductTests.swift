import Tensors
import Testing

/// Products in bfloat16, against products in double precision of factors that are rounded here.
@Suite(.enabled(if: Precision.bf16.isSupported, "this processor has no instructions for bfloat16"))
struct RoundedProductTests {
  /// Rows, columns and inner dimension around the sizes of panels, tiles and blocks.
  static let shapes = [
    (1, 1, 1), (1, 7, 3), (5, 1, 17), (14, 32, 2), (15, 33, 31), (13, 31, 32), (33, 16, 130), (3, 129, 2),
    (131, 70, 67),
    (230, 40, 33), (3, 600, 259), (450, 530, 16), (9, 40, 1100),
  ]

  @Test(arguments: shapes, [1, 3])
  func everyTranspositionAgreesWithTheProductOfRoundedFactors(
    shape: (rows: Int, columns: Int, inner: Int), threads: Int
  ) {
    let space = Workspace(threads: threads, precision: .bf16)
    let first = space.randomGrid(shape.rows, shape.inner)
    let second = space.randomGrid(shape.inner, shape.columns)
    let before = space.randomGrid(shape.rows, shape.columns)
    let product = first.map(rounded) * second.map(rounded)
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
          space.read(result), accumulates ? half + before : half, tolerance: 4e-6,
          "\(transposesFirst) \(transposesSecond) gap \(gap) accumulates \(accumulates)")
      }
    }
  }

  @Test func aRowDoesNotDependOnTheOthersNorOnThreads() {
    let (a, b) = { ($0.randomGrid(300, 700), $0.randomGrid(700, 90)) }(Workspace())
    func product(_ rows: Range<Int>, threads: Int) -> [Double] {
      let space = Workspace(threads: threads, precision: .bf16)
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

  @Test func aSharedOperandGivesTheSameBits() {
    let space = Workspace(threads: 2, precision: .bf16)
    let (a, b) = (space.matrix(space.randomGrid(40, 33)), space.matrix(space.randomGrid(50, 33)))
    let (alone, shared) = (space.blank(40, 50), space.blank(40, 50))
    MatrixProduct.multiply(a, b, transposingSecond: true, into: alone, space.context)
    let operand = SharedOperand(b, transposing: true, space.context)
    for _ in 0..<2 {
      MatrixProduct.multiply(a, operand, into: shared, space.context)
      #expect(space.read(shared).values == space.read(alone).values)
    }
  }

  @Test func roundingIsToTheNearestEvenNumber() {
    let space = Workspace(precision: .bf16)
    // Halfway cases go to the even neighbour; a little more goes up.
    let values: [(Float, Float)] = [
      (1 + 0x1p-8, 1), (1 + 3 * 0x1p-8, 1 + 0x1p-6), (1 + 0x1p-8 + 0x1p-20, 1 + 0x1p-7), (-1 - 3 * 0x1p-8, -1 - 0x1p-6),
      (0x1p-130, 0), (.infinity, .infinity),
    ]
    for (value, expected) in values {
      let result = space.blank(1, 1)
      let factor = space.matrix(Grid(1, 1) { _, _ in Double(value) })
      MatrixProduct.multiply(factor, space.matrix(Grid(1, 1) { _, _ in 1 }), into: result, space.context)
      #expect(result[0, 0] == expected, "\(value)")
    }
    let result = space.blank(1, 1)
    let notANumber = space.matrix(Grid(1, 1) { _, _ in .nan })
    MatrixProduct.multiply(notANumber, space.matrix(Grid(1, 1) { _, _ in 1 }), into: result, space.context)
    #expect(result[0, 0].isNaN)
  }

  @Test func theLossAndItsGradientsAreCloseToSinglePrecision() {
    func gradients(_ precision: Precision) -> (losses: [Double], hidden: [Double], head: [Double]) {
      let space = Workspace(threads: 2, precision: precision, seed: 3)
      let hidden = space.matrix(space.randomGrid(37, 64))
      let head = space.matrix(space.randomGrid(301, 64, scale: 0.2))
      let (losses, hiddenGradient, headGradient) = (space.blank(1, 37), space.blank(37, 64), space.zeros(301, 64))
      var targets = (0..<37).map { Int32($0 * 7) }
      targets.withUnsafeMutableBufferPointer {
        CrossEntropy(smoothing: 0.1, inputScale: 0.5, chunk: 10).backward(
          hidden, head: head, targets: $0, losses: losses, lossScale: 1, hiddenGradient: hiddenGradient,
          headGradient: headGradient, space.context)
      }
      return (space.read(losses).values, space.read(hiddenGradient).values, space.read(headGradient).values)
    }
    let (exact, rounded) = (gradients(.fp32), gradients(.bf16))
    #expect(zip(exact.losses, rounded.losses).allSatisfy { abs($0 - $1) < 0.02 })
    #expect(cosine(exact.hidden, rounded.hidden) > 0.9999 && cosine(exact.head, rounded.head) > 0.9999)
    #expect(exact.hidden != rounded.hidden)
  }

  /// The nearest bfloat16, of two equally near the even one.
  private func rounded(_ value: Double) -> Double {
    let bits = Float(value).bitPattern
    return Double(Float(bitPattern: (bits + 0x7fff + (bits >> 16 & 1)) & 0xffff_0000))
  }

  private func cosine(_ first: [Double], _ second: [Double]) -> Double {
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    return dot(first, second) / (dot(first, first) * dot(second, second)).squareRoot()
  }
}
