import CKernels
import Foundation
import Tensors
import Testing

struct AttentionTests {
  struct Shape: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var queryLengths: [Int]
    /// Nil for self-attention.
    var keyLengths: [Int]?
    var isCausal = false
    var hasBias = true
    var rate: Float = 0
    var heads = 2
    var headWidth = 3
  }

  static let shapes = [
    Shape(testDescription: "one token", queryLengths: [1]),
    Shape(testDescription: "encoder", queryLengths: [3, 17, 1, 5, 33, 2]),
    Shape(testDescription: "decoder", queryLengths: [4, 1, 19], isCausal: true, heads: 3, headWidth: 5),
    Shape(testDescription: "cross", queryLengths: [3, 18, 1], keyLengths: [20, 2, 7], hasBias: false),
    Shape(testDescription: "cross with bias", queryLengths: [3, 18], keyLengths: [20, 2]),
    Shape(testDescription: "encoder with dropout", queryLengths: [3, 17, 6], rate: 0.3),
    Shape(testDescription: "decoder with dropout", queryLengths: [5, 21], isCausal: true, rate: 0.3),
    Shape(testDescription: "long encoder", queryLengths: [130, 3, 257], rate: 0.1),
    Shape(testDescription: "long decoder", queryLengths: [129, 128, 127], isCausal: true, rate: 0.1),
    Shape(
      testDescription: "long cross", queryLengths: [140, 5], keyLengths: [9, 150], hasBias: false, rate: 0.1, heads: 1),
    Shape(testDescription: "some sequences empty", queryLengths: [2, 0, 3], keyLengths: [4, 5, 0]),
    Shape(testDescription: "causal without bias", queryLengths: [131], isCausal: true, hasBias: false),
  ]

  /// One attention with its inputs, as single-precision matrices and as grids.
  private struct Problem {
    let shape: Shape
    let querySequences, keySequences: PackedSequences
    let queries, keys, values, upstream: Grid
    let bias: Grid?
    let dropout: DropoutStep
    let site = 5

    init(_ shape: Shape, _ space: Workspace) {
      self.shape = shape
      querySequences = packed(shape.queryLengths)
      keySequences = shape.keyLengths.map { packed($0) } ?? querySequences
      let width = shape.heads * shape.headWidth
      queries = space.randomGrid(querySequences.tokenCount, width)
      keys = space.randomGrid(keySequences.tokenCount, width)
      values = space.randomGrid(keySequences.tokenCount, width)
      upstream = space.randomGrid(querySequences.tokenCount, width)
      // Reaches two tokens further than it must.
      let reach = max(querySequences.longest, keySequences.longest) + 2
      bias = shape.hasBias ? space.randomGrid(shape.heads, 2 * reach - 1) : nil
      dropout = DropoutStep(rate: shape.rate, seed: 77, step: 12)
    }

    /// Sequence by sequence, with nothing shared with the code under test but dropout's definition.
    func reference(queries: Grid, keys: Grid, values: Grid, bias: Grid?) -> Grid {
      var output = Grid(queries.rows, queries.columns)
      for sequence in 0..<querySequences.sequenceCount {
        for head in 0..<shape.heads {
          let columns = head * shape.headWidth..<(head + 1) * shape.headWidth
          for (query, row) in querySequences.rows(of: sequence).enumerated() {
            let keyRows = keySequences.rows(of: sequence)
            let visible = shape.isCausal ? keyRows.prefix(query + 1) : keyRows
            let scores = visible.enumerated().map { key, keyRow in
              let product = columns.reduce(0) { $0 + queries[row, $1] * keys[keyRow, $1] }
              return product + (bias.map { $0[head, key - query + ($0.columns - 1) / 2] } ?? 0)
            }
            let exponentials = scores.map { exp($0) }
            let sum = exponentials.reduce(0, +)
            for (key, keyRow) in visible.enumerated() {
              let kept = dropoutFactor(
                dropout.site(site, head: head), sample: querySequences.samples[sequence], position: query, column: key)
              for column in columns { output[row, column] += kept * exponentials[key] / sum * values[keyRow, column] }
            }
          }
        }
      }
      return output
    }
  }

  /// Output and gradients of the code under test: output, queries, keys, values, bias (summed over the parts).
  private func run(_ problem: Problem, _ space: Workspace) -> [Grid] {
    let (shape, context) = (problem.shape, space.context)
    let width = shape.heads * shape.headWidth
    let attention = Attention(heads: shape.heads, headWidth: shape.headWidth, isCausal: shape.isCausal)
    let bias = problem.bias.map { space.matrix($0) }
    // Queries, keys and values may be columns of wider matrices.
    let input = Attention.Input(
      queries: space.matrix(problem.queries, gap: 7), keys: space.matrix(problem.keys, gap: width),
      values: space.matrix(problem.values, gap: 1), querySequences: problem.querySequences,
      keySequences: problem.keySequences, bias: bias, dropout: problem.dropout, site: problem.site)
    let output = space.blank(problem.queries.rows, width)
    let logSumExp = space.blank(shape.heads, problem.queries.rows)
    attention.forward(input, into: output, logSumExp: logSumExp, context)

    let queryGradient = space.blank(problem.queries.rows, width, gap: 3)
    let keyGradient = space.blank(problem.keys.rows, width, gap: 2)
    let valueGradient = space.blank(problem.keys.rows, width)
    let biasGradient = bias.map { space.zeros(Attention.parts * shape.heads, $0.columns) }
    attention.backward(
      space.matrix(problem.upstream), input, logSumExp: logSumExp, queryGradient: queryGradient,
      keyGradient: keyGradient, valueGradient: valueGradient, biasGradient: biasGradient, context)
    var results = [output, queryGradient, keyGradient, valueGradient].map { space.read($0) }
    if let biasGradient {
      let parts = space.read(biasGradient)
      results.append(
        (0..<Attention.parts).map { parts.rows($0 * shape.heads..<($0 + 1) * shape.heads) }
          .reduce(Grid(shape.heads, parts.columns), +))
    }
    return results
  }

  @Test(arguments: shapes) func outputAndGradientsAgreeWithADoublePrecisionReference(shape: Shape) throws {
    let space = Workspace(threads: 2)
    let problem = Problem(shape, space)
    let results = run(problem, space)
    let (queries, keys, values, bias) = (problem.queries, problem.keys, problem.values, problem.bias)
    expectClose(
      results[0], problem.reference(queries: queries, keys: keys, values: values, bias: bias), tolerance: 5e-6)

    let upstream = problem.upstream
    expectGradient(results[1], at: queries, tolerance: 3e-5, "queries") {
      problem.reference(queries: $0, keys: keys, values: values, bias: bias).dot(upstream)
    }
    expectGradient(results[2], at: keys, tolerance: 3e-5, "keys") {
      problem.reference(queries: queries, keys: $0, values: values, bias: bias).dot(upstream)
    }
    expectGradient(results[3], at: values, tolerance: 3e-5, "values") {
      problem.reference(queries: queries, keys: keys, values: $0, bias: bias).dot(upstream)
    }
    if let bias {
      expectGradient(results[4], at: bias, tolerance: 3e-5, "bias") {
        problem.reference(queries: queries, keys: keys, values: values, bias: $0).dot(upstream)
      }
    }
  }

  @Test(arguments: [shapes[5], shapes[8]]) func theResultIsTheSameForAnyNumberOfThreads(shape: Shape) {
    let results = [1, 2, 3].map { threads -> [Grid] in
      let space = Workspace(threads: threads)
      return run(Problem(shape, space), space)
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  @Test(arguments: 0..<3) func attentionIsPyTorchs(index: Int) throws {
    let golden = try GoldenOperations.load().attention[index]
    let space = Workspace(threads: 2)
    let attention = Attention(heads: golden.heads, headWidth: golden.headWidth, isCausal: golden.causal)
    let input = Attention.Input(
      queries: space.matrix(Grid(golden.queries)), keys: space.matrix(Grid(golden.keys)),
      values: space.matrix(Grid(golden.values)), querySequences: packed(golden.queryLengths),
      keySequences: packed(golden.keyLengths), bias: space.matrix(Grid(golden.bias)), dropout: .none, site: 0)
    let output = space.blank(input.queries.rows, input.queries.columns)
    let logSumExp = space.blank(golden.heads, output.rows)
    attention.forward(input, into: output, logSumExp: logSumExp, space.context)
    expectClose(space.read(output), Grid(golden.output), tolerance: 2e-6, "output")

    let queryGradient = space.blank(output.rows, output.columns)
    let keyGradient = space.blank(input.keys.rows, output.columns)
    let valueGradient = space.blank(input.keys.rows, output.columns)
    let biasGradient = space.zeros(Attention.parts * golden.heads, golden.bias[0].count)
    attention.backward(
      space.matrix(Grid(golden.outputGradient)), input, logSumExp: logSumExp, queryGradient: queryGradient,
      keyGradient: keyGradient, valueGradient: valueGradient, biasGradient: biasGradient, space.context)
    expectClose(space.read(queryGradient), Grid(golden.queryGradient), tolerance: 2e-6, "queries")
    expectClose(space.read(keyGradient), Grid(golden.keyGradient), tolerance: 2e-6, "keys")
    expectClose(space.read(valueGradient), Grid(golden.valueGradient), tolerance: 2e-6, "values")
    let parts = space.read(biasGradient)
    let sum = (0..<Attention.parts).map { parts.rows($0 * golden.heads..<($0 + 1) * golden.heads) }
      .reduce(Grid(golden.heads, parts.columns), +)
    expectClose(sum, Grid(golden.biasGradient), tolerance: 2e-6, "bias")
  }

  @Test func theAttentionsScratchMemoryIsGivenBack() {
    let space = Workspace()
    _ = run(Problem(Self.shapes[1], space), space)
    #expect(space.context.arena.floatsInUse == 0)
  }

  @Test(arguments: [1, 5, 16, 67]) func oneQueryAgainstGatheredRowsIsPlainAttention(count: Int) {
    let space = Workspace()
    let width = 19
    let stride = 2 * width + 3
    let (query, bias) = (space.randomGrid(1, width), space.randomGrid(1, count))
    let memory = space.randomGrid(count, stride)
    let order = (0..<count).map { ($0 * 3 + 1) % count }
    for hasBias in [false, true] {
      let output = space.blank(1, width)
      let (q, m, b, scores) = (space.matrix(query), space.matrix(memory), space.matrix(bias), space.blank(1, count))
      fovea_attend_one(
        output.base, q.base, m.base, m.base + width, order.map { $0 * stride }, count, width, hasBias ? b.base : nil,
        scores.base)
      let weights = order.enumerated().map { place, row in
        exp((0..<width).reduce(0) { $0 + query[0, $1] * memory[row, $1] } + (hasBias ? bias[0, place] : 0))
      }
      let sum = weights.reduce(0, +)
      let expected = Grid(1, width) { _, column in
        zip(order, weights).reduce(0) { $0 + $1.1 / sum * memory[$1.0, width + column] }
      }
      expectClose(space.read(output), expected, tolerance: 5e-6)
      _ = (space.read(q), space.read(m), space.read(b), space.read(scores))
    }
  }
}
