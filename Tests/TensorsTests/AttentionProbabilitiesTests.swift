import Foundation
import Tensors
import Testing

struct AttentionProbabilitiesTests {
  struct Shape: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var queryLengths: [Int]
    /// Nil for self-attention with a position bias.
    var keyLengths: [Int]?
    var heads = 3
    var chosen = [0, 1, 2]
    /// The probabilities are those before dropout, whatever this is.
    var rate: Float = 0
  }

  static let shapes = [
    Shape(testDescription: "one token", queryLengths: [1], heads: 1, chosen: [0]),
    Shape(testDescription: "cross", queryLengths: [3, 18, 1, 5, 9], keyLengths: [20, 2, 7, 1, 30]),
    Shape(testDescription: "encoder", queryLengths: [3, 17, 1, 5, 33, 2]),
    Shape(testDescription: "more than a block", queryLengths: [140, 5], keyLengths: [9, 150], chosen: [2]),
    Shape(testDescription: "long encoder, some heads", queryLengths: [130, 4], chosen: [2, 0], rate: 0.4),
    Shape(testDescription: "some sequences empty", queryLengths: [2, 0, 3], keyLengths: [4, 5, 1]),
  ]

  private static let headWidth = 3

  private struct Problem {
    let shape: Shape
    let querySequences, keySequences: PackedSequences
    let queries, keys, upstream: Grid
    let bias: Grid?

    init(_ shape: Shape, _ space: Workspace) {
      self.shape = shape
      querySequences = packed(shape.queryLengths)
      keySequences = shape.keyLengths.map { packed($0) } ?? querySequences
      let width = shape.heads * AttentionProbabilitiesTests.headWidth
      queries = space.randomGrid(querySequences.tokenCount, width)
      keys = space.randomGrid(keySequences.tokenCount, width)
      upstream = space.randomGrid(querySequences.tokenCount, keySequences.longest)
      let reach = querySequences.longest + 1
      bias = shape.keyLengths == nil ? space.randomGrid(shape.heads, 2 * reach - 1) : nil
    }

    /// `[T, Q]`: the sum over the chosen heads, sequence by sequence.
    func probabilities(_ queries: Grid, _ keys: Grid, _ bias: Grid?) -> Grid {
      var output = Grid(queries.rows, keySequences.longest)
      let width = AttentionProbabilitiesTests.headWidth
      for sequence in 0..<querySequences.sequenceCount {
        for head in shape.chosen {
          let columns = head * width..<(head + 1) * width
          for (position, row) in querySequences.rows(of: sequence).enumerated() {
            let exponentials = keySequences.rows(of: sequence).enumerated().map { place, key in
              let distance = bias.map { $0[head, ($0.columns - 1) / 2 + place - position] } ?? 0
              return exp(columns.reduce(distance) { $0 + queries[row, $1] * keys[key, $1] })
            }
            let sum = exponentials.reduce(0, +)
            for (place, value) in exponentials.enumerated() { output[row, place] += value / sum }
          }
        }
      }
      return output
    }

    /// Σ upstream · probabilities over the chosen heads: what `probabilitiesBackward` is the gradient of.
    func objective(_ queries: Grid, _ keys: Grid, _ bias: Grid?) -> Double {
      probabilities(queries, keys, bias).dot(upstream)
    }

    func input(_ space: Workspace) -> Attention.Input {
      Attention.Input(
        queries: space.matrix(queries, gap: 7), keys: space.matrix(keys, gap: 2), values: space.matrix(keys),
        querySequences: querySequences, keySequences: keySequences, bias: bias.map { space.matrix($0) },
        dropout: DropoutStep(rate: shape.rate, seed: 7, step: 2), site: 3)
    }
  }

  @Test(arguments: shapes) func probabilitiesAndTheirGradientAgreeWithADoublePrecisionReference(shape: Shape) {
    for threads in [1, 3] {
      let space = Workspace(threads: threads)
      let problem = Problem(shape, space)
      let attention = Attention(heads: shape.heads, headWidth: Self.headWidth, isCausal: false)
      let input = problem.input(space)
      let logSumExp = space.blank(shape.heads, problem.queries.rows)
      let output = space.blank(problem.queries.rows, problem.queries.columns)
      attention.forward(input, into: output, logSumExp: logSumExp, space.context)

      let probabilities = space.zeros(problem.queries.rows, problem.keySequences.longest)
      attention.addProbabilities(
        to: probabilities, share: 0.5, heads: shape.chosen, input, logSumExp: logSumExp, space.context)
      let expected = problem.probabilities(problem.queries, problem.keys, problem.bias)
      expectClose(space.read(probabilities), expected.map { 0.5 * $0 }, tolerance: 5e-6, "probabilities")

      // The gradients are added to what is there.
      let before = (
        queries: space.randomGrid(problem.queries.rows, problem.queries.columns),
        keys: space.randomGrid(problem.keys.rows, problem.keys.columns)
      )
      let queryGradient = space.matrix(before.queries, gap: 3)
      let keyGradient = space.matrix(before.keys, gap: 2)
      let biasGradient = problem.bias.map { space.zeros(Attention.parts * shape.heads, $0.columns) }
      attention.probabilitiesBackward(
        space.matrix(problem.upstream), heads: shape.chosen, input, logSumExp: logSumExp,
        queryGradient: queryGradient, keyGradient: keyGradient, biasGradient: biasGradient, space.context)
      expectGradient(
        space.read(queryGradient) + before.queries.map { -$0 }, at: problem.queries, tolerance: 1e-4, "queries"
      ) { problem.objective($0, problem.keys, problem.bias) }
      expectGradient(
        space.read(keyGradient) + before.keys.map { -$0 }, at: problem.keys, tolerance: 1e-4, "keys"
      ) { problem.objective(problem.queries, $0, problem.bias) }
      if let bias = problem.bias, let biasGradient {
        let parts = space.read(biasGradient)
        let summed = Grid(bias.rows, bias.columns) { head, column in
          (0..<Attention.parts).reduce(0) { $0 + parts[$1 * shape.heads + head, column] }
        }
        expectGradient(summed, at: bias, tolerance: 1e-4, "bias") {
          problem.objective(problem.queries, problem.keys, $0)
        }
      }
      #expect(space.context.arena.floatsInUse == 0, "scratch memory is given back")
    }
  }
}
