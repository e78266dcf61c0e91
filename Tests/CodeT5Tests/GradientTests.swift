import Basics
import Tensors
import Testing

@testable import CodeT5

/// Properties of the whole model's backward pass.
struct GradientTests {
  private func gradients(
    _ model: CodeT5Model, _ batch: PackedBatch, dropout: DropoutStep, finished: (Int) -> Void = { _ in }
  ) -> ParameterArena {
    let gradients = ParameterArena(model.architecture.layout)
    _ = model.backward(
      batch, lossScale: 1, smoothing: 0.1, dropout: dropout, gradients: gradients, finished: finished)
    return gradients
  }

  @Test(arguments: GoldenCheckpoint.all)
  func finiteDifferencesAgreeUnderDropout(_ golden: GoldenCheckpoint) throws {
    let model = try golden.model()
    let batch = try golden.batch()
    let dropout = DropoutStep(rate: 0.2, seed: 7, step: 3)
    let analytic = gradients(model, batch, dropout: dropout)
    let scratch = ParameterArena(model.architecture.layout)
    func loss() -> Double {
      model.backward(batch, lossScale: 1, smoothing: 0.1, dropout: dropout, gradients: scratch).sum
    }
    // Along a random direction per parameter: one number says whether the whole gradient is right.
    for (index, entry) in model.weights.layout.entries.enumerated() {
      var random = RandomStream(seed: 11, purpose: .testData, index)
      let direction = entry.range.map { _ in Float(random.normal()) }
      let length: Float = 4e-4 / Float(entry.range.count).squareRoot()
      let original = Array(model.weights.buffer[entry.range])
      func shifted(_ sign: Float) -> Double {
        for (place, position) in entry.range.enumerated() {
          model.weights.buffer[position] = original[place] + sign * length * direction[place]
        }
        return loss()
      }
      let slope = (shifted(1) - shifted(-1)) / Double(2 * length)
      for (place, position) in entry.range.enumerated() { model.weights.buffer[position] = original[place] }
      let expected = zip(analytic.buffer[entry.range], direction).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      // A slope along a random direction is of the size of the gradient's norm; rounding and ReLU's kinks take a share.
      let norm = analytic.buffer[entry.range].reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      #expect(abs(slope - expected) < 0.05 * norm + 0.05, "\(entry.name): \(slope), not \(expected) (norm \(norm))")
    }
  }

  @Test func gradientsDoNotDependOnThreadsOrPacking() throws {
    let golden = GoldenCheckpoint.all[0]
    let expected = try golden.expected()
    let batch = try golden.batch()
    let dropout = DropoutStep(rate: 0.1, seed: 3, step: 5)
    let together = gradients(try golden.model(threads: 1), batch, dropout: dropout)
    let threaded = gradients(try golden.model(threads: 3), batch, dropout: dropout)
    #expect(together.buffer.elementsEqual(threaded.buffer))

    let model = try golden.model(threads: 1)
    let oneByOne = ParameterArena(model.architecture.layout)
    for index in expected.sources.indices.reversed() {
      let single = PackedBatch(
        sources: [expected.sources[index]], targets: [expected.labels[index]], samples: [index], startToken: 0)
      _ = model.backward(single, lossScale: 1, smoothing: 0.1, dropout: dropout, gradients: oneByOne)
    }
    #expect(relativeDifference(Array(oneByOne.buffer), Array(together.buffer)) < 1e-5)
  }

  @Test func finishedRangesComeInOrderAndAreFinal() throws {
    let model = try GoldenCheckpoint.all[1].model()
    let arena = ParameterArena(model.architecture.layout)
    var offsets: [Int] = []
    var snapshots: [[Float]] = []
    _ = model.backward(
      try GoldenCheckpoint.all[1].batch(), lossScale: 1, smoothing: 0, dropout: .none, gradients: arena
    ) { offset in
      offsets.append(offset)
      snapshots.append(Array(arena.buffer[offset...]))
    }
    #expect(offsets == offsets.sorted(by: >) && offsets.last == 0)
    for (offset, snapshot) in zip(offsets, snapshots) { #expect(snapshot == Array(arena.buffer[offset...])) }
  }
}
