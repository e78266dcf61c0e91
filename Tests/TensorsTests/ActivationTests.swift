import CKernels
import Foundation
import Tensors
import Testing

struct ActivationTests {
  static let shapes: [([Int], Int)] = [([1], 1), ([1], 131), ([4, 1, 6], 16), ([3, 5], 257), ([40], 1030)]

  private func dropout(_ rate: Float) -> FoveaDropout { DropoutStep(rate: rate, seed: 1 << 40 | 5, step: 3).site(2) }

  /// Away from the kink, where a finite difference says nothing.
  private func awayFromZero(_ grid: Grid) -> Grid { grid.map { Double(Float($0 < 0 ? $0 - 0.01 : $0 + 0.01)) } }

  @Test(arguments: shapes, [0, 0.3] as [Float])
  func reluWithDropoutAgreesWithTheReference(shape: (lengths: [Int], columns: Int), rate: Float) {
    let space = Workspace(threads: 2)
    let sequences = space.keep(packed(shape.lengths))
    let dropout = dropout(rate)
    let mask = dropoutMask(dropout, sequences, columns: shape.columns)
    let input = awayFromZero(space.randomGrid(sequences.tokenCount, shape.columns))
    func reference(_ input: Grid) -> Grid {
      Grid(input.rows, input.columns) { max(input[$0, $1], 0) * mask[$0, $1] }
    }
    let values = space.matrix(input)
    ReLU.forward(values, keys: sequences.keys, dropout, space.context)
    expectClose(space.read(values), reference(input), tolerance: 1e-6)

    let upstream = space.randomGrid(input.rows, input.columns)
    let gradient = space.matrix(upstream)
    ReLU.backward(gradient, output: values, dropout, space.context)
    expectGradient(space.read(gradient), at: input) { reference($0).dot(upstream) }
  }

  private func gelu(_ x: Double) -> Double {
    0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
  }

  @Test(arguments: shapes, [0, 0.3] as [Float])
  func gatedGELUWithDropoutAgreesWithTheReference(shape: (lengths: [Int], columns: Int), rate: Float) {
    let space = Workspace(threads: 2)
    let sequences = space.keep(packed(shape.lengths))
    let (rows, width) = (sequences.tokenCount, shape.columns)
    let dropout = dropout(rate)
    let mask = dropoutMask(dropout, sequences, columns: width)
    let input = space.randomGrid(rows, 2 * width, scale: 2)
    func reference(_ input: Grid) -> Grid {
      Grid(rows, width) { gelu(input[$0, $1]) * input[$0, width + $1] * mask[$0, $1] }
    }
    let gateAndLinear = space.matrix(input)
    let output = space.blank(rows, width)
    GatedGELU.forward(gateAndLinear, into: output, keys: sequences.keys, dropout, space.context)
    expectClose(space.read(output), reference(input), tolerance: 2e-6)

    let upstream = space.randomGrid(rows, width)
    let gradient = space.blank(rows, 2 * width)
    GatedGELU.backward(
      space.matrix(upstream), gateAndLinear: gateAndLinear, inputGradient: gradient, keys: sequences.keys, dropout,
      space.context)
    expectGradient(space.read(gradient), at: input) { reference($0).dot(upstream) }
  }

  @Test func gatedGELUIsPyTorchs() throws {
    let golden = try GoldenOperations.load().gatedGelu
    let (gate, linear) = (Grid(golden.gate), Grid(golden.linear))
    let width = gate.columns
    let space = Workspace()
    let sequences = space.keep(packed([gate.rows]))
    let input = space.matrix(Grid(gate.rows, 2 * width) { $1 < width ? gate[$0, $1] : linear[$0, $1 - width] })
    let output = space.blank(gate.rows, width)
    GatedGELU.forward(input, into: output, keys: sequences.keys, dropout(0), space.context)
    expectClose(space.read(output), Grid(golden.output), tolerance: 2e-6)
    let gradient = space.blank(gate.rows, 2 * width)
    GatedGELU.backward(
      space.matrix(Grid(golden.outputGradient)), gateAndLinear: input, inputGradient: gradient, keys: sequences.keys,
      dropout(0), space.context)
    expectClose(space.read(gradient).columns(0..<width), Grid(golden.gateGradient), tolerance: 2e-6)
    expectClose(space.read(gradient).columns(width..<2 * width), Grid(golden.linearGradient), tolerance: 2e-6)
  }
}
