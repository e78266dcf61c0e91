import Tensors
import Testing

@testable import CodeT5

/// The model in bfloat16 against Hugging Face's in single precision, on checkpoints of different shapes.
@Suite(.enabled(if: Precision.bf16.isSupported, "this processor has no instructions for bfloat16"))
struct RoundedModelTests {
  @Test(arguments: GoldenCheckpoint.all)
  func theLossIsClose(_ golden: GoldenCheckpoint) throws {
    let loss = try golden.model(precision: .bf16).losses(golden.batch()).mean
    let expected = try golden.expected().loss
    #expect(abs(loss - expected) < 0.01 * expected)
  }

  @Test(arguments: GoldenCheckpoint.all)
  func everyGradientHasTheSameDirection(_ golden: GoldenCheckpoint) throws {
    let model = try golden.model(precision: .bf16)
    let batch = try golden.batch()
    let gradients = ParameterArena(model.architecture.layout)
    _ = model.backward(
      batch, lossScale: 1 / Float(batch.targetTokenCount), smoothing: 0, dropout: .none, gradients: gradients)
    for entry in gradients.layout.entries {
      let expected = try golden.expectedTensor("gradient.\(entry.name)")
      let cosine = cosine(gradients.matrix(entry).elements, expected)
      #expect(cosine >= 0.999, "\(entry.name): \(cosine)")
    }
  }

  @Test(arguments: GoldenCheckpoint.all)
  func anOutputDoesNotDependOnTheOthers(_ golden: GoldenCheckpoint) throws {
    let (model, sources) = (try golden.model(precision: .bf16), try golden.expected().sources)
    for beams in [1, 3] {
      var options = GenerationSettings()
      (options.beams, options.maximumLength) = (beams, 12)
      let together = model.generate(sources, options)
      #expect(try sources.map { model.generate([$0], options)[0] } == together)
      #expect(try golden.model(threads: 1, precision: .bf16).generate(sources, options) == together)
    }
  }

  private func cosine(_ first: [Float], _ second: [Float]) -> Double {
    func dot(_ a: [Float], _ b: [Float]) -> Double { zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
    return dot(first, second) / (dot(first, first) * dot(second, second)).squareRoot()
  }
}
