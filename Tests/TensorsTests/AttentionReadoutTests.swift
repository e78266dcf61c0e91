import Foundation
import Tensors
import Testing

struct AttentionReadoutTests {
  struct Shape: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var queryLengths: [Int]
    var keyLengths: [Int]
    var heads = 2
    var features = 3
    /// The readout is of the probabilities before dropout, whatever this is.
    var rate: Float = 0
  }

  static let shapes = [
    Shape(testDescription: "one token", queryLengths: [1], keyLengths: [1], features: 1),
    Shape(testDescription: "several sequences", queryLengths: [3, 18, 1, 5, 9], keyLengths: [20, 2, 7, 1, 30]),
    Shape(testDescription: "more than a block", queryLengths: [140, 5], keyLengths: [9, 150], heads: 1, features: 4),
    Shape(testDescription: "with dropout", queryLengths: [7, 21], keyLengths: [11, 5], rate: 0.4),
    Shape(testDescription: "some sequences empty", queryLengths: [2, 0, 3], keyLengths: [4, 5, 1]),
  ]

  private static let headWidth = 3

  private struct Problem {
    let shape: Shape
    let querySequences, keySequences: PackedSequences
    let queries, keys, values, features, upstream: Grid

    init(_ shape: Shape, _ space: Workspace) {
      self.shape = shape
      querySequences = packed(shape.queryLengths)
      keySequences = packed(shape.keyLengths)
      let width = shape.heads * AttentionReadoutTests.headWidth
      queries = space.randomGrid(querySequences.tokenCount, width)
      keys = space.randomGrid(keySequences.tokenCount, width)
      values = space.randomGrid(keySequences.tokenCount, width)
      features = space.randomGrid(keySequences.tokenCount, shape.features)
      upstream = space.randomGrid(querySequences.tokenCount, shape.features)
    }

    /// Row `head · T + query`: the probabilities of all keys.
    func probabilities(_ queries: Grid, _ keys: Grid) -> Grid {
      var output = Grid(shape.heads * queries.rows, keys.rows)
      let width = AttentionReadoutTests.headWidth
      for sequence in 0..<querySequences.sequenceCount {
        for head in 0..<shape.heads {
          let columns = head * width..<(head + 1) * width
          for row in querySequences.rows(of: sequence) {
            let keyRows = keySequences.rows(of: sequence)
            let exponentials = keyRows.map { key in exp(columns.reduce(0) { $0 + queries[row, $1] * keys[key, $1] }) }
            let sum = exponentials.reduce(0, +)
            for (key, value) in zip(keyRows, exponentials) { output[head * queries.rows + row, key] = value / sum }
          }
        }
      }
      return output
    }

    /// Σ upstream · readout over all heads: what `readoutBackward` is the gradient of.
    func objective(_ queries: Grid, _ keys: Grid) -> Double {
      let readout = probabilities(queries, keys) * features
      return (0..<shape.heads).reduce(0) {
        $0 + readout.rows($1 * queries.rows..<($1 + 1) * queries.rows).dot(upstream)
      }
    }

    func input(_ space: Workspace) -> Attention.Input {
      let width = shape.heads * AttentionReadoutTests.headWidth
      return Attention.Input(
        queries: space.matrix(queries, gap: 7), keys: space.matrix(keys, gap: width),
        values: space.matrix(values, gap: 1), querySequences: querySequences, keySequences: keySequences, bias: nil,
        dropout: DropoutStep(rate: shape.rate, seed: 7, step: 2), site: 3)
    }

    var attention: Attention {
      Attention(heads: shape.heads, headWidth: AttentionReadoutTests.headWidth, isCausal: false)
    }
  }

  private func logSumExp(_ problem: Problem, _ input: Attention.Input, _ space: Workspace) -> Matrix {
    let result = space.blank(problem.shape.heads, problem.queries.rows)
    let output = space.blank(problem.queries.rows, problem.queries.columns)
    problem.attention.forward(input, into: output, logSumExp: result, space.context)
    return result
  }

  @Test(arguments: shapes) func readoutGradientAndMeanAgreeWithADoublePrecisionReference(shape: Shape) {
    for threads in [1, 3] {
      let space = Workspace(threads: threads)
      let problem = Problem(shape, space)
      let input = problem.input(space)
      let logSumExp = logSumExp(problem, input, space)
      let probabilities = problem.probabilities(problem.queries, problem.keys)
      let features = space.matrix(problem.features)

      let readout = space.blank(shape.heads * problem.queries.rows, shape.features)
      problem.attention.readout(of: features, input, logSumExp: logSumExp, into: readout, space.context)
      expectClose(space.read(readout), probabilities * problem.features, tolerance: 5e-6, "readout")

      // The gradients are added to what is there.
      let before = (
        queries: space.randomGrid(problem.queries.rows, problem.queries.columns),
        keys: space.randomGrid(problem.keys.rows, problem.keys.columns)
      )
      let queryGradient = space.matrix(before.queries, gap: 3)
      let keyGradient = space.matrix(before.keys, gap: 2)
      problem.attention.readoutBackward(
        space.matrix(problem.upstream), of: features, heads: Array(0..<shape.heads), input, logSumExp: logSumExp,
        queryGradient: queryGradient, keyGradient: keyGradient, space.context)
      expectGradient(
        space.read(queryGradient) + before.queries.map { -$0 }, at: problem.queries, tolerance: 1e-4, "queries"
      ) { problem.objective($0, problem.keys) }
      expectGradient(
        space.read(keyGradient) + before.keys.map { -$0 }, at: problem.keys, tolerance: 1e-4, "keys"
      ) { problem.objective(problem.queries, $0) }

      let mass = space.zeros(1, problem.keys.rows)
      problem.attention.addMeanAttention(to: mass, weight: 0.5, input, logSumExp: logSumExp, space.context)
      let expected = Grid(1, problem.keys.rows) { _, key in
        let sequence = (0..<problem.keySequences.sequenceCount).first {
          problem.keySequences.rows(of: $0).contains(key)
        }
        let rows = sequence.map { problem.querySequences.rows(of: $0) } ?? 0..<0
        let sum = (0..<shape.heads).reduce(0.0) { sum, head in
          rows.reduce(sum) { $0 + probabilities[head * problem.queries.rows + $1, key] }
        }
        return rows.isEmpty ? 0 : 0.5 * sum / Double(shape.heads * rows.count)
      }
      expectClose(space.read(mass), expected, tolerance: 5e-6, "mean attention")
      #expect(space.context.arena.floatsInUse == 0, "scratch memory is given back")
    }
  }
}
