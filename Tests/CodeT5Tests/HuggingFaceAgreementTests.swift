import Tensors
import Testing
import Training

@testable import CodeT5

/// Agreement with Hugging Face's T5 in single precision, on checkpoints of different shapes.
struct HuggingFaceAgreementTests {
  @Test(arguments: GoldenCheckpoint.all)
  func lossesAgree(_ golden: GoldenCheckpoint) throws {
    let expected = try golden.expected()
    let batch = try golden.batch()
    let model = try golden.model()
    let losses = model.losses(batch)
    #expect(abs(losses.mean - expected.loss) < 1e-4)
    #expect(abs(model.losses(batch, smoothing: 0.1).mean - expected.label_smoothed_loss) < 1e-4)
    for (index, example) in expected.examples.enumerated() {
      let rows = batch.targets.rows(of: index)
      #expect(rows.count == example.target_tokens)
      #expect(abs(Array(losses[rows]).mean - Double(example.loss)) < 1e-4, "example \(index)")
    }
  }

  @Test(arguments: GoldenCheckpoint.all)
  func logitsAgree(_ golden: GoldenCheckpoint) throws {
    let logits = try golden.model().logits(golden.batch())
    let expected = try golden.expectedTensor("logits")
    #expect(logits.count == expected.count)
    #expect(zip(logits, expected).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test(arguments: GoldenCheckpoint.all)
  func everyGradientAgrees(_ golden: GoldenCheckpoint) throws {
    let model = try golden.model()
    let batch = try golden.batch()
    let gradients = ParameterArena(model.architecture.layout)
    let sum = model.backward(
      batch, lossScale: 1 / Float(batch.targetTokenCount), smoothing: 0, dropout: .none, gradients: gradients
    ).sum
    #expect(abs(sum / Double(batch.targetTokenCount) - (try golden.expected().loss)) < 1e-4)
    for entry in gradients.layout.entries {
      let expected = try golden.expectedTensor("gradient.\(entry.name)")
      let difference = relativeDifference(gradients.matrix(entry).elements, expected)
      #expect(difference < 1e-3, "\(entry.name): \(difference)")
    }
  }

  @Test(arguments: GoldenCheckpoint.all)
  func fiveStepsOfAdamWAgree(_ golden: GoldenCheckpoint) throws {
    for run in try golden.expected().adamw {
      let model = try golden.model()
      let batch = try golden.batch()
      let gradients = ParameterArena(model.architecture.layout)
      var configuration = AdamW.Configuration()
      configuration.learningRate = 1e-3
      let optimizer = AdamW(configuration, layout: gradients.layout)
      for (step, loss) in run.losses.enumerated() {
        gradients.clear(model.context.pool)
        let sum = model.backward(
          batch, lossScale: 1 / Float(batch.targetTokenCount), smoothing: 0, dropout: .none, gradients: gradients
        ).sum
        #expect(abs(sum / Double(batch.targetTokenCount) - loss) < 1e-3, "step \(step)")
        let norm = GradientClipping.globalNorm(gradients, pool: model.context.pool)
        optimizer.update(
          model.weights, gradients: gradients, learningRateScale: 1,
          gradientScale: GradientClipping.scale(norm: norm, maximum: run.clip_norm ?? 0), pool: model.context.pool)
      }
    }
  }

  @Test(arguments: GoldenCheckpoint.all)
  func generatedIdsAgree(_ golden: GoldenCheckpoint) throws {
    let expected = try golden.expected()
    let model = try golden.model()
    for (name, generation) in expected.generation {
      var options = GenerationSettings()
      options.beams = generation.options.num_beams
      options.maximumLength = generation.options.max_length
      options.lengthPenalty = generation.options.length_penalty ?? 1
      switch generation.options.early_stopping {
      case .flag(true): options.earlyStopping = .whenFull
      case .never: options.earlyStopping = .never
      default: options.earlyStopping = .heuristic
      }
      #expect(model.generate(expected.sources, options) == generation.ids, "\(name), together")
      for (source, ids) in zip(expected.sources, generation.ids) {
        #expect(model.generate([source], options) == [ids], "\(name), alone")
      }
    }
  }
}

extension Array where Element == Float {
  var mean: Double { reduce(0) { $0 + Double($1) } / Double(count) }
}
