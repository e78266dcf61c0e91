import Tensors
import Testing

struct RMSNormTests {
  private let norm = RMSNorm(epsilon: 1e-6)

  private func reference(_ input: Grid, _ weight: Grid, epsilon: Double = Double(Float(1e-6))) -> Grid {
    Grid(input.rows, input.columns) { row, column in
      let squares = (0..<input.columns).reduce(0) { $0 + input[row, $1] * input[row, $1] }
      return input[row, column] / (squares / Double(input.columns) + epsilon).squareRoot() * weight[0, column]
    }
  }

  @Test(arguments: [(1, 1), (1, 17), (3, 16), (65, 130), (129, 33)])
  func forwardAndBackwardAgreeWithTheReference(rows: Int, columns: Int) {
    let space = Workspace(threads: 2)
    let input = space.randomGrid(rows, columns)
    let weight = space.randomGrid(1, columns)
    let upstream = space.randomGrid(rows, columns)
    let (x, w, dy) = (space.matrix(input), space.matrix(weight), space.matrix(upstream))
    let output = space.blank(rows, columns)
    let inverseRMS = space.blank(1, rows)
    norm.forward(x, weight: w, into: output, inverseRMS: inverseRMS, space.context)
    expectClose(space.read(output), reference(input, weight), tolerance: 1e-6)

    // Both gradients are added to what is there.
    let inputBefore = space.randomGrid(rows, columns)
    let weightBefore = space.randomGrid(1, columns)
    let (dx, dw) = (space.matrix(inputBefore), space.matrix(weightBefore))
    norm.backward(
      dy, input: x, inverseRMS: inverseRMS, weight: w, inputGradient: dx, weightGradient: dw, space.context)
    let inputGradient = space.read(dx) + inputBefore.map { -$0 }
    let weightGradient = space.read(dw) + weightBefore.map { -$0 }
    expectGradient(inputGradient, at: input, "input") { reference($0, weight).dot(upstream) }
    expectGradient(weightGradient, at: weight, "weight") { reference(input, $0).dot(upstream) }
  }

  @Test func numbersArePyTorchs() throws {
    let golden = try GoldenOperations.load().rmsNorm
    let space = Workspace()
    let x = space.matrix(Grid(golden.input))
    let w = space.matrix(Grid([golden.weight]))
    let output = space.blank(x.rows, x.columns)
    let inverseRMS = space.blank(1, x.rows)
    let norm = RMSNorm(epsilon: golden.epsilon)
    norm.forward(x, weight: w, into: output, inverseRMS: inverseRMS, space.context)
    expectClose(space.read(output), Grid(golden.output), tolerance: 1e-6)
    let dx = space.zeros(x.rows, x.columns)
    let dw = space.zeros(1, x.columns)
    norm.backward(
      space.matrix(Grid(golden.outputGradient)), input: x, inverseRMS: inverseRMS, weight: w, inputGradient: dx,
      weightGradient: dw, space.context)
    for row in 0..<x.rows {
      // Row by row, for the rows' sizes differ by factors of a thousand.
      expectClose(space.read(dx).rows(row..<row + 1), Grid([golden.inputGradient[row]]), tolerance: 5e-6, "row \(row)")
    }
    expectClose(space.read(dw), Grid([golden.weightGradient]), tolerance: 2e-6)
  }

  @Test func aRowOfZerosGivesZerosThanksToEpsilon() {
    let space = Workspace()
    let output = space.blank(1, 20)
    norm.forward(
      space.zeros(1, 20), weight: space.matrix(space.randomGrid(1, 20)), into: output,
      inverseRMS: space.blank(1, 1), space.context)
    #expect(space.read(output).values.allSatisfy { $0 == 0 })
  }

  @Test func theResultIsTheSameForAnyNumberOfThreads() {
    let results = [1, 2, 3].map { threads -> [Grid] in
      let space = Workspace(threads: threads)
      let x = space.matrix(space.randomGrid(200, 37))
      let w = space.matrix(space.randomGrid(1, 37))
      let (output, inverseRMS) = (space.blank(200, 37), space.blank(1, 200))
      norm.forward(x, weight: w, into: output, inverseRMS: inverseRMS, space.context)
      let (dx, dw) = (space.zeros(200, 37), space.zeros(1, 37))
      norm.backward(
        output, input: x, inverseRMS: inverseRMS, weight: w, inputGradient: dx, weightGradient: dw, space.context)
      return [output, inverseRMS, dx, dw].map { space.read($0) }
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }
}
