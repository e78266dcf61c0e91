import Tensors
import Testing

@testable import CodeT5

/// The estimate of activations against the arena's measured peak.
struct ActivationEstimateTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var precision = Precision.fp32
    var recomputes: Bool
    var kind = ModelConfiguration.FeedForwardKind.relu
    var sequences = 4
    var source = 200
    var target = 40
    var testDescription: String { "\(precision), recomputed: \(recomputes), \(kind), \(sequences)x\(source)+\(target)" }
  }

  static let cases = [false, true].flatMap { recomputes in
    [
      Case(recomputes: recomputes), Case(recomputes: recomputes, kind: .gatedGELU),
      Case(recomputes: recomputes, sequences: 1, source: 500, target: 300),
      Case(recomputes: recomputes, sequences: 16, source: 30, target: 90),
    ] + (Precision.bf16.isSupported ? [Case(precision: .bf16, recomputes: recomputes)] : [])
  }

  @Test(arguments: cases)
  func theEstimateIsTheMeasuredPeak(_ given: Case) {
    var shape = ModelConfiguration()
    (shape.modelWidth, shape.headWidth, shape.heads, shape.feedForwardWidth) = (128, 32, 4, 512)
    (shape.encoderLayers, shape.decoderLayers, shape.vocabularySize) = (5, 3, 700)
    shape.feedForwardKind = given.kind
    let architecture = Architecture(shape)
    let model = CodeT5Model(
      architecture, weights: architecture.initialWeights(seed: 1),
      context: ComputeContext(threads: 2, precision: given.precision))
    func tokens(_ count: Int, _ seed: Int) -> [Int32] { (0..<count).map { Int32(3 + ($0 * 7 + seed) % 600) } }
    let batch = PackedBatch(
      sources: (0..<given.sequences).map { tokens(given.source, $0) },
      targets: (0..<given.sequences).map { tokens(given.target, $0) }, samples: Array(0..<given.sequences),
      startToken: 0)
    let gradients = ParameterArena(architecture.layout)
    _ = model.backward(
      batch, lossScale: 1, smoothing: 0, dropout: DropoutStep(rate: 0.1, seed: 1, step: 1),
      recomputesBlocks: given.recomputes, gradients: gradients)
    let estimate = ActivationEstimate(
      shape, precision: given.precision, recomputesBlocks: given.recomputes, threads: 2
    ).peakFloats(
      ActivationEstimate.Tokens(
        source: batch.source.tokenCount, target: batch.targetTokenCount, longestSource: batch.source.longest,
        longestTarget: given.target))
    let ratio = estimate / Double(model.context.arena.peakFloats)
    #expect(ratio > 0.95 && ratio < 1.1, "estimate : measured = \(ratio)")
  }
}
