import CKernels
import Foundation
import Tensors
import Testing

struct CrossEntropyTests {
  private func targets(_ values: [Int32]) -> PackedSequences { PackedSequences([values], samples: [0]) }

  private func reference(_ logits: Grid, _ targets: [Int32], smoothing: Double) -> [Double] {
    targets.enumerated().map { row, target in
      let values = (0..<logits.columns).map { logits[row, $0] }
      let maximum = values.max() ?? 0
      let logSum = maximum + log(values.reduce(0) { $0 + exp($1 - maximum) })
      let mean = values.reduce(0) { $0 + logSum - $1 } / Double(values.count)
      return (1 - smoothing) * (logSum - values[Int(target)]) + smoothing * mean
    }
  }

  @Test(
    arguments: [(1, 1), (7, 3), (9, 4), (8, 4), (40, 256)], [0, 0.1] as [Float])
  func lossesAndGradientsAgreeWithTheReferenceForEveryChunking(shape: (tokens: Int, chunk: Int), smoothing: Float) {
    let (tokens, vocabulary, width) = (shape.tokens, 67, 13)
    let space = Workspace(threads: 2)
    let loss = CrossEntropy(smoothing: smoothing, inputScale: 0.25, chunk: shape.chunk)
    let hidden = space.randomGrid(tokens, width)
    let head = space.randomGrid(vocabulary, width)
    let labels = (0..<tokens).map { Int32($0 * 29 % vocabulary) }
    let sequences = space.keep(targets(labels))
    func losses(_ hidden: Grid, _ head: Grid) -> [Double] {
      reference((hidden * head.transposed).map { 0.25 * $0 }, labels, smoothing: Double(smoothing))
    }
    let expected = Grid(1, tokens, values: losses(hidden, head))
    let (x, w) = (space.matrix(hidden), space.matrix(head))
    let alone = space.blank(1, tokens)
    loss.forward(x, head: w, targets: sequences.tokens, losses: alone, space.context)
    expectClose(space.read(alone), expected, tolerance: 2e-6)

    let before = space.randomGrid(vocabulary, width)
    let (dx, dw, together) = (space.blank(tokens, width), space.matrix(before), space.blank(1, tokens))
    loss.backward(
      x, head: w, targets: sequences.tokens, losses: together, lossScale: 0.5, hiddenGradient: dx, headGradient: dw,
      space.context)
    expectClose(space.read(together), expected, tolerance: 2e-6)
    expectGradient(space.read(dx), at: hidden, "hidden") { 0.5 * losses($0, head).reduce(0, +) }
    expectGradient(space.read(dw) + before.map { -$0 }, at: head, "head") {
      0.5 * losses(hidden, $0).reduce(0, +)
    }
  }

  @Test func lossesAndGradientsArePyTorchs() throws {
    let golden = try GoldenOperations.load().crossEntropy
    for example in golden.cases {
      let space = Workspace()
      let tokens = golden.labels.count
      let logits = space.matrix(Grid(golden.logits))
      let losses = space.blank(1, tokens)
      for row in 0..<tokens {
        let forward = fovea_cross_entropy_forward(
          logits.row(row), logits.columns, Int(golden.labels[row]), example.labelSmoothing)
        losses[0, row] = fovea_cross_entropy_backward(
          logits.row(row), logits.columns, Int(golden.labels[row]), example.labelSmoothing, 1 / Float(tokens))
        #expect(forward == losses[0, row])
      }
      expectClose(space.read(losses), Grid([example.tokenLosses]), tolerance: 1e-6)
      expectClose(space.read(logits), Grid(example.logitsGradient), tolerance: 1e-6)
    }
  }

  @Test func logProbabilitiesArePyTorchs() throws {
    let golden = try GoldenOperations.load().crossEntropy
    let space = Workspace()
    let logits = space.matrix(Grid(golden.logits))
    for row in 0..<logits.rows { fovea_log_softmax(logits.row(row), logits.columns) }
    // Logits around 200 carry an error of 8e-6 each.
    expectClose(space.read(logits), Grid(golden.logProbabilities), tolerance: 1e-5)
  }

  @Test func logitsAreTheScaledProductWithTheHead() {
    let space = Workspace()
    let (hidden, head) = (space.randomGrid(3, 5), space.randomGrid(7, 5))
    let logits = space.blank(3, 7)
    CrossEntropy(inputScale: 0.5).logits(
      space.matrix(hidden), head: space.matrix(head), into: logits, space.context)
    expectClose(space.read(logits), (hidden * head.transposed).map { 0.5 * $0 }, tolerance: 1e-6)
  }

  @Test(arguments: [0, 0.1] as [Float]) func hugeLogitsGiveFiniteLossesAndGradients(smoothing: Float) {
    let space = Workspace()
    let grid = Grid(3, 100) { row, column in
      [column == 3 ? 1e4 : -1e4, column == 3 ? -1e4 : 1e4, column % 2 == 0 ? 1e4 : -1e4][row]
    }
    let expected = reference(grid, [3, 3, 4], smoothing: Double(smoothing))
    let logits = space.matrix(grid)
    for (row, target) in [3, 3, 4].enumerated() {
      let loss = fovea_cross_entropy_backward(logits.row(row), 100, target, smoothing, 1)
      #expect(abs(Double(loss) - expected[row]) <= 1e-5 * (1 + expected[row]))
    }
    let gradient = space.read(logits)
    #expect(gradient.values.allSatisfy { $0.isFinite && abs($0) <= 1 })
    let share = Double(smoothing) / 100
    #expect(abs(gradient[0, 3] - (Double(smoothing) - share)) < 1e-6)
    #expect(abs(gradient[1, 3] + 1 - Double(smoothing) + share) < 1e-6)
    fovea_log_softmax(logits.row(0), 100)
    #expect(space.read(logits).values.allSatisfy { $0.isFinite })
  }

  @Test func chunksAndThreadsLeaveEachTokensLossAndHiddenGradientAsTheyAre() {
    let results = [(1, 1), (5, 1), (64, 2), (100, 3)].map { chunk, threads -> [Grid] in
      let space = Workspace(threads: threads)
      let (hidden, head) = (space.matrix(space.randomGrid(33, 21)), space.matrix(space.randomGrid(130, 21)))
      let (dx, dw, losses) = (space.blank(33, 21), space.zeros(130, 21), space.blank(1, 33))
      let sequences = space.keep(targets((0..<33).map { Int32($0) }))
      CrossEntropy(smoothing: 0.1, chunk: chunk).backward(
        hidden, head: head, targets: sequences.tokens, losses: losses, lossScale: 1, hiddenGradient: dx,
        headGradient: dw, space.context)
      return [losses, dx, dw].map { space.read($0) }
    }
    for result in results.dropFirst() {
      for (actual, expected) in zip(result, results[0]) { expectClose(actual, expected, tolerance: 3e-6) }
    }
  }
}
