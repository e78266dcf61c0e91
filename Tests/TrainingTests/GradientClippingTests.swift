import Tensors
import TestSupport
import Testing
import Training

struct GradientClippingTests {
  struct GoldenClipping: Decodable {
    let maximum, norm: Double
    let gradients, clipped: [[Float]]
  }

  private func arena(_ parameters: [[Float]]) -> ParameterArena {
    var layout = ParameterLayout()
    for (index, values) in parameters.enumerated() {
      layout.append("\(index)", shape: [values.count], decays: true, initialDeviation: nil)
    }
    let arena = ParameterArena(layout)
    for (entry, values) in zip(layout.entries, parameters) {
      for (place, value) in zip(entry.range, values) { arena.buffer[place] = value }
    }
    return arena
  }

  @Test func normAndFactorAreThoseOfPyTorchsClipGradNorm() throws {
    for golden in try GoldenFolder().decoded([GoldenClipping].self, "clipping.json", keys: .convertFromSnakeCase) {
      let gradients = arena(golden.gradients)
      let norm = GradientClipping.globalNorm(gradients, pool: WorkerPool(threads: 2))
      #expect(abs(norm - golden.norm) <= 1e-6 * golden.norm)
      let scale = GradientClipping.scale(norm: norm, maximum: golden.maximum)
      #expect(agree(golden.gradients.joined().map { scale * $0 }, golden.clipped.joined(), tolerance: 2e-6))
      #expect((scale == 1) == (golden.norm < golden.maximum))
    }
  }

  @Test func aMaximumOfZeroTurnsClippingOff() {
    #expect(GradientClipping.scale(norm: 1e9, maximum: 0) == 1)
    #expect(GradientClipping.scale(norm: 0, maximum: 1) == 1)
    #expect(GradientClipping.globalNorm(arena([]), pool: WorkerPool(threads: 2)) == 0)
  }

  @Test func theNormIsTheSameForAnyNumberOfThreadsAndStretches() {
    let values = (0..<200_003).map { Float($0 % 97) - 40 }
    let gradients = arena([values])
    let norms = [1, 2, 3].map { GradientClipping.globalNorm(gradients, pool: WorkerPool(threads: $0)) }
    let expected = values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    #expect(norms[0] == norms[1] && norms[0] == norms[2])
    #expect(abs(norms[0] - expected) <= 1e-12 * expected)
  }

  @Test func aGradientThatIsNotFiniteShowsInTheNormAndANaNNormInTheFactor() {
    for bad in [Float.nan, .infinity, -.infinity] {
      var values = [Float](repeating: 1, count: 70_000)
      values[69_999] = bad
      #expect(!GradientClipping.globalNorm(arena([values]), pool: WorkerPool(threads: 2)).isFinite)
    }
    #expect(GradientClipping.scale(norm: .nan, maximum: 1).isNaN)
    #expect(GradientClipping.scale(norm: .infinity, maximum: 1) == 0)
  }
}
