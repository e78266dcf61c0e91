import Basics
import Tensors
import Testing

@testable import CodeT5

/// Recomputing activations changes memory, never a bit.
struct RecomputationTests {
  private struct Outcome {
    var gradients: [Float]
    var loss: BatchLoss
    var offsets: [Int]
    var peakFloats: Int
  }

  private func backward(
    _ model: CodeT5Model, _ batch: PackedBatch, terms: LossTerms = LossTerms(), recomputes: Bool
  ) -> Outcome {
    let gradients = ParameterArena(model.architecture.layout)
    var offsets: [Int] = []
    let loss = model.backward(
      batch, lossScale: 0.25, smoothing: 0.1, dropout: DropoutStep(rate: 0.2, seed: 7, step: 3), terms: terms,
      recomputesBlocks: recomputes, gradients: gradients
    ) { offsets.append($0) }
    return Outcome(
      gradients: Array(gradients.buffer), loss: loss, offsets: offsets, peakFloats: model.context.arena.peakFloats)
  }

  @Test(arguments: GoldenCheckpoint.all, [1, 3])
  func gradientsAreTheSameBits(_ golden: GoldenCheckpoint, threads: Int) throws {
    let batch = try golden.batch()
    let saved = backward(try golden.model(threads: threads), batch, recomputes: false)
    let recomputed = backward(try golden.model(threads: threads), batch, recomputes: true)
    #expect(recomputed.gradients == saved.gradients)
    #expect(recomputed.loss == saved.loss)
    #expect(recomputed.offsets == saved.offsets)
    #expect(saved.gradients.contains { $0 != 0 })
  }

  /// Reads of the attention see the same numbers, and their gradients reach the same weights.
  @Test func termsOfTheAttentionAreTheSameBits() throws {
    let golden = GoldenCheckpoint.all[0]
    let batch = try golden.batch()
    let layers = try Array(golden.model().architecture.decoder.blocks.indices)
    func outcome(_ place: AttentionPlace?, recomputes: Bool) throws -> (read: [Float], outcome: Outcome) {
      var read: [Float] = []
      var terms = LossTerms()
      if let place {
        terms.probabilities = ProbabilityTerm(place: place, layers: layers, heads: [0]) { probabilities, _ in
          read = probabilities.elements
          for index in 0..<probabilities.count { probabilities.base[index] = Float(index % 7) - 3 }
          return true
        }
      } else {
        let features = (0..<2 * batch.source.tokenCount).map { Float($0 % 5) }
        terms.attention = AttentionTerm(layers: layers, features: features, featureCount: 2) { means in
          read = means
          return means.indices.map { Float($0 % 3) - 1 }
        }
      }
      let outcome = backward(try golden.model(), batch, terms: terms, recomputes: recomputes)
      return (read, outcome)
    }
    let plain = backward(try golden.model(), batch, recomputes: false)
    for place in [nil, AttentionPlace.cross, .encoder] {
      let saved = try outcome(place, recomputes: false)
      let recomputed = try outcome(place, recomputes: true)
      #expect(!saved.read.isEmpty && recomputed.read == saved.read)
      #expect(recomputed.outcome.gradients == saved.outcome.gradients)
      #expect(saved.outcome.gradients != plain.gradients, "the term has no gradient")
    }
  }

  /// A model of 2 n layers a side saves n more inputs than one of n, each of D numbers a token, and nothing else.
  @Test func aLayerCostsItsInputs() throws {
    func peak(layers: Int, recomputes: Bool) -> Int {
      var shape = ModelConfiguration()
      (shape.modelWidth, shape.headWidth, shape.heads, shape.feedForwardWidth) = (64, 16, 4, 256)
      (shape.encoderLayers, shape.decoderLayers, shape.vocabularySize) = (layers, layers, 50)
      let architecture = Architecture(shape)
      let model = CodeT5Model(
        architecture, weights: architecture.initialWeights(seed: 1), context: ComputeContext(threads: 1))
      let tokens = (0..<128).map { Int32(3 + $0 % 40) }
      let batch = PackedBatch(sources: [tokens], targets: [tokens], samples: [0], startToken: 0)
      return backward(model, batch, recomputes: recomputes).peakFloats
    }
    let added = peak(layers: 8, recomputes: true) - peak(layers: 4, recomputes: true)
    #expect(added == 4 * 2 * 128 * 64)
    let addedWithout = peak(layers: 8, recomputes: false) - peak(layers: 4, recomputes: false)
    #expect(addedWithout > 10 * added)
  }

  /// The inspector of debug mode sees each output once.
  @Test func outputsAreInspectedOnce() throws {
    final class Names: TensorInspector {
      var names: [String] = []
      func inspect(_ name: @autoclosure () -> String, _ output: Matrix) { names.append(name()) }
    }
    let golden = GoldenCheckpoint.all[0]
    let lists = try [false, true].map { recomputes in
      let model = try golden.model()
      let names = Names()
      model.context.inspector = names
      _ = backward(model, try golden.batch(), recomputes: recomputes)
      return names.names
    }
    #expect(lists[0] == lists[1] && !lists[0].isEmpty)
  }
}
