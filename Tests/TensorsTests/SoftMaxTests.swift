import CKernels
import Foundation
import Tensors
import Testing

struct SoftMaxTests {
  private func block(_ scores: Matrix, causal: Bool) -> FoveaAttentionBlock {
    FoveaAttentionBlock(
      rows: scores.rows, keys: scores.columns, stride: scores.stride, firstQuery: 0, causal: causal ? 1 : 0, bias: nil,
      sample: 0, dropout: DropoutStep.none.site(0))
  }

  @Test(arguments: [false, true]) func softMaxAndItsGradientArePyTorchsWithScoresFarApart(causal: Bool) throws {
    let golden = try GoldenOperations.load().softmaxWithBias
    let expected = causal ? golden.causal : golden.full
    let space = Workspace()
    let total = Grid(golden.scores) + Grid(golden.bias)
    let probabilities = space.matrix(total, gap: 3)
    let logSumExp = space.blank(1, total.rows)
    let block = block(probabilities, causal: causal)
    fovea_attention_softmax_forward(probabilities.base, logSumExp.base, block)
    expectClose(space.read(probabilities), Grid(expected.output), tolerance: 2e-6)

    let recomputed = space.matrix(total, gap: 3)
    fovea_attention_softmax_recompute(recomputed.base, logSumExp.base, block)
    // The log-sum-exp of scores near 80 is kept to 4e-6, and so the probabilities are.
    expectClose(space.read(recomputed), Grid(expected.output), tolerance: 1e-5)
    let gradients = space.matrix(Grid(golden.outputGradient), gap: 3)
    fovea_attention_softmax_backward(gradients.base, recomputed.base, nil, block)
    expectClose(space.read(gradients), Grid(expected.scoresGradient), tolerance: 1e-5)
    _ = space.read(logSumExp)
  }

  @Test func theExponentialIsRightToSinglePrecisionOverItsWholeRange() {
    let space = Workspace()
    let arguments = Grid(1, 17_400) { _, column in Double(Float(Double(column) * 0.01 - 86.9)) }
    let values = space.matrix(arguments)
    let zero = space.zeros(1, 1)
    // With a log-sum-exp of 0, recomputing gives e to the power of the score.
    fovea_attention_softmax_recompute(values.base, zero.base, block(values, causal: false))
    let actual = space.read(values)
    let worst = zip(actual.values, arguments.values).map { abs($0 / exp($1) - 1) }.max() ?? .infinity
    #expect(space.read(zero)[0, 0] == 0)
    #expect(worst < 1.5e-7)
  }

  @Test(arguments: [1, 5, 16, 17, 37]) func theLargestScoreCountsWhereverItStands(count: Int) {
    for place in 0..<count {
      let space = Workspace()
      let scores = space.matrix(Grid(1, count) { $1 == place ? 500 : 300 })
      let logSumExp = space.blank(1, 1)
      fovea_attention_softmax_forward(scores.base, logSumExp.base, block(scores, causal: false))
      expectClose(space.read(scores), Grid(1, count) { $1 == place ? 1 : 0 }, tolerance: 1e-6, "place \(place)")
      #expect(space.read(logSumExp)[0, 0] == 500)
    }
  }

  @Test func hugeScoresGiveZerosAndOnesNotNaN() {
    let space = Workspace()
    let scores = space.matrix(Grid(3, 20) { $0 == 2 ? -1e4 : $1 == 4 + $0 ? 1e4 : -1e4 })
    fovea_attention_softmax_forward(scores.base, space.blank(1, 3).base, block(scores, causal: false))
    expectClose(space.read(scores), Grid(3, 20) { $0 == 2 ? 0.05 : $1 == 4 + $0 ? 1 : 0 }, tolerance: 1e-6)
  }
}
