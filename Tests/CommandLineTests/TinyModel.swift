import CodeT5
import Foundation
import Tensors
import TestSupport
import Tokenization

/// A folder with a small random model and a tokenizer learned from a few lines.
struct TinyModel {
  let folder: TemporaryFolder
  let tokenizer: Tokenizer
  let model: CodeT5Model

  var path: String { folder.path }

  static let texts = [
    "int add(int a, int b) { return a + b; }", "public String name() { return this.name; }",
    "for (int i = 0; i < n; i++) { sum += values[i]; }", "return the sum of all values",
    "if (name == null) { throw new IllegalArgumentException(\"name\"); }", "größer als – 数 🙂",
  ]

  /// Weights scaled up from T5's initial ones, so that the outputs of different sources differ.
  init() throws {
    folder = try TemporaryFolder()
    tokenizer = try TokenizerTrainer(vocabularySize: 320, minimalFrequency: 1, sentinelCount: 10).train(on: Self.texts)
    try tokenizer.write(to: folder.path)
    var shape = ModelConfiguration()
    shape.modelWidth = 32
    shape.headWidth = 8
    shape.heads = 4
    shape.feedForwardWidth = 64
    shape.encoderLayers = 2
    shape.decoderLayers = 2
    shape.vocabularySize = tokenizer.vocabularySize
    shape.endToken = tokenizer.specialTokens.end
    let architecture = Architecture(shape)
    let weights = architecture.initialWeights(seed: 11)
    for index in weights.buffer.indices { weights.buffer[index] *= 2 }
    try PretrainedDirectory.save(shape, weights: weights, to: folder.path)
    model = CodeT5Model(architecture, weights: weights, context: ComputeContext(threads: 1))
  }

  /// Writes the weights again after a test has changed them.
  func saveWeights() throws {
    try PretrainedDirectory.save(model.configuration, weights: model.weights, to: path)
  }

  func ids(_ text: String, limit: Int = 256) -> [Int32] {
    tokenizer.encodeSequence(text, maximalLength: limit).ids
  }

  /// The mean loss of one pair, by the library.
  func loss(_ source: String, _ target: String, limit: Int = 256) -> Double {
    let batch = PackedBatch(
      sources: [ids(source, limit: limit)], targets: [ids(target, limit: limit)], samples: [0],
      startToken: model.configuration.decoderStartToken)
    let losses = model.losses(batch)
    return losses.reduce(0) { $0 + Double($1) } / Double(losses.count)
  }
}
