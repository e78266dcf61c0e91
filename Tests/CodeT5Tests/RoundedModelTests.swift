import Basics
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

  /// These models are 16 to 32 wide, so that little of the rounding averages out; PyTorch's autocast is the yardstick.
  @Test(arguments: GoldenCheckpoint.all)
  func gradientsAreNoWorseThanUnderAutocast(_ golden: GoldenCheckpoint) throws {
    let model = try golden.model(precision: .bf16)
    let batch = try golden.batch()
    let gradients = gradients(model, batch)
    let cosines = try gradients.layout.entries.map { entry in
      cosine(gradients.matrix(entry).elements, try golden.expectedTensor("gradient.\(entry.name)"))
    }
    let autocast = try #require(try GoldenCheckpoint.autocast()[golden.name])
    let smallest = try #require(cosines.min())
    #expect(smallest >= autocast.smallest - 0.001, "\(smallest)")
    #expect(cosines.reduce(0, +) / Double(cosines.count) >= autocast.mean - 0.0005)
  }

  /// Rounding moves some values to the other side of the ReLU's kink, which the weights before it show most.
  @Test func everyGradientOfAWiderModelHasTheSameDirection() throws {
    var configuration = ModelConfiguration()
    (configuration.modelWidth, configuration.headWidth, configuration.heads) = (192, 32, 6)
    (configuration.feedForwardWidth, configuration.vocabularySize) = (384, 500)
    (configuration.encoderLayers, configuration.decoderLayers) = (2, 2)
    let architecture = Architecture(configuration)
    var random = RandomStream(seed: 4, purpose: .testData)
    func sequences(_ count: Int) -> [[Int32]] {
      (0..<3).map { index in (0..<count + 7 * index).map { _ in Int32(3 + random.next() % 497) } }
    }
    let batch = PackedBatch(sources: sequences(31), targets: sequences(12), samples: [0, 1, 2], startToken: 0)
    let results = [Precision.fp32, .bf16].map { precision in
      gradients(
        CodeT5Model(
          architecture, weights: architecture.initialWeights(seed: 3),
          context: ComputeContext(threads: 2, precision: precision)), batch)
    }
    let cosines = architecture.layout.entries.map { entry in
      cosine(results[0].matrix(entry).elements, results[1].matrix(entry).elements)
    }
    for (entry, cosine) in zip(architecture.layout.entries, cosines) {
      #expect(
        cosine >= (entry.name.contains("layer_norm") || entry.name.contains(".wi") ? 0.998 : 0.999), "\(entry.name)")
    }
    #expect(cosines.reduce(0, +) / Double(cosines.count) > 0.9995)
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

  private func gradients(_ model: CodeT5Model, _ batch: PackedBatch) -> ParameterArena {
    let gradients = ParameterArena(model.architecture.layout)
    _ = model.backward(
      batch, lossScale: 1 / Float(batch.targetTokenCount), smoothing: 0, dropout: .none, gradients: gradients)
    return gradients
  }

  private func cosine(_ first: [Float], _ second: [Float]) -> Double {
    func dot(_ a: [Float], _ b: [Float]) -> Double { zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
    return dot(first, second) / (dot(first, first) * dot(second, second)).squareRoot()
  }
}
