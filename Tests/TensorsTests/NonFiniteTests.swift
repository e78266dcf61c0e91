import CKernels
import Tensors
import Testing

/// A NaN or an infinity must show at the end of an operation: training notices broken numbers by its loss and gradients.
struct NonFiniteTests {
  private let sequences = packed([3])

  /// Three rows of 40 random numbers with one bad one in the middle row.
  private func poisoned(_ space: Workspace, _ bad: Double) -> Matrix {
    var grid = space.randomGrid(3, 40)
    grid[1, 33] = bad
    return space.matrix(grid)
  }

  private func hasBad(_ grid: Grid, row: Int = 1) -> Bool {
    !grid.rows(row..<row + 1).values.allSatisfy { $0.isFinite }
  }

  @Test(arguments: [Double.nan, .infinity], [0, 0.2] as [Float])
  func activationsKeepBadNumbers(bad: Double, rate: Float) {
    let space = Workspace()
    let dropout = DropoutStep(rate: rate, seed: 1, step: 1).site(0)
    #expect(dropoutFactor(dropout, sample: 3, position: 1, column: 33) > 0, "else dropout clears it, as it should")
    let values = poisoned(space, bad)
    ReLU.forward(values, keys: sequences.keys, dropout, space.context)
    #expect(hasBad(space.read(values)) && !hasBad(space.read(values), row: 0))
    let output = space.blank(3, 20)
    GatedGELU.forward(
      poisoned(space, bad), into: output, keys: sequences.keys, DropoutStep.none.site(0), space.context)
    #expect(hasBad(space.read(output)) && !hasBad(space.read(output), row: 2))
  }

  @Test(arguments: [Double.nan, .infinity]) func normLossAndSoftMaxKeepBadNumbers(bad: Double) {
    let space = Workspace()
    let output = space.blank(3, 40)
    RMSNorm(epsilon: 1e-6).forward(
      poisoned(space, bad), weight: space.matrix(space.randomGrid(1, 40)), into: output,
      inverseRMS: space.blank(1, 3), space.context)
    #expect(hasBad(space.read(output)) && !hasBad(space.read(output), row: 0))

    let logits = poisoned(space, bad)
    #expect(!fovea_cross_entropy_forward(logits.row(1), 40, 2, 0).isFinite)
    #expect(!fovea_cross_entropy_backward(logits.row(1), 40, 2, 0, 1).isFinite)
    #expect(hasBad(space.read(logits)))
    let scores = poisoned(space, bad)
    fovea_log_softmax(scores.row(1), 40)
    #expect(hasBad(space.read(scores)))
  }

  @Test(arguments: [1, 15, 16, 40]) func aRowThatIsNaNThroughoutStaysSo(count: Int) {
    let space = Workspace()
    let logits = space.matrix(Grid(1, count) { _, _ in .nan })
    #expect(fovea_cross_entropy_forward(logits.base, count, 0, 0.1).isNaN)
    fovea_log_softmax(logits.base, count)
    #expect(space.read(logits).values.allSatisfy { $0.isNaN })
  }

  @Test(arguments: [Double.nan, .infinity], [0, 0.2] as [Float])
  func attentionKeepsBadNumbers(bad: Double, rate: Float) {
    let space = Workspace()
    let values = space.randomGrid(3, 40)
    let input = Attention.Input(
      queries: poisoned(space, bad), keys: space.matrix(values), values: space.matrix(values),
      querySequences: sequences, keySequences: sequences, bias: nil,
      dropout: DropoutStep(rate: rate, seed: 5, step: 1), site: 0)
    let (output, logSumExp) = (space.blank(3, 40), space.blank(1, 3))
    let attention = Attention(heads: 1, headWidth: 40, isCausal: true)
    attention.forward(input, into: output, logSumExp: logSumExp, space.context)
    #expect(hasBad(space.read(output)) && !hasBad(space.read(output), row: 0))
    let gradients = (0..<3).map { _ in space.blank(3, 40) }
    attention.backward(
      space.matrix(values), input, logSumExp: logSumExp, queryGradient: gradients[0], keyGradient: gradients[1],
      valueGradient: gradients[2], biasGradient: nil, space.context)
    #expect(gradients.allSatisfy { !space.read($0).values.allSatisfy { $0.isFinite } })
  }

  @Test(arguments: [1, 4095, 4096, 4097, 10_001]) func theFirstBadElementIsFoundWhereverItIs(count: Int) {
    let space = Workspace()
    let values = space.matrix(space.randomGrid(1, count))
    values[0, 0] = .greatestFiniteMagnitude
    #expect(fovea_first_non_finite(values.base, count) == -1)
    #expect(fovea_first_non_finite(values.base, 0) == -1)
    for bad in [Float.nan, .infinity, -.infinity, .signalingNaN] {
      for place in [count - 1, count / 2, 0] {
        values[0, place] = bad
        #expect(fovea_first_non_finite(values.base, count) == place)
      }
      values.fill(0)
    }
    _ = space.read(values)
  }
}
