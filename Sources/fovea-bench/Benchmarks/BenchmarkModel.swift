import CodeT5
import Tensors

/// A published shape of CodeT5, for benchmarks with random weights.
enum BenchmarkShape: String, CaseIterable, Sendable, Encodable {
  case tiny, small, base

  /// The shape; `tiny` is not a published one, but runs quickly.
  var configuration: ModelConfiguration {
    var shape = ModelConfiguration()
    switch self {
    case .small: break
    case .base:
      shape.modelWidth = 768
      shape.feedForwardWidth = 3072
      shape.heads = 12
      shape.encoderLayers = 12
      shape.decoderLayers = 12
    case .tiny:
      shape.modelWidth = 64
      shape.headWidth = 16
      shape.heads = 4
      shape.feedForwardWidth = 256
      shape.encoderLayers = 2
      shape.decoderLayers = 2
    }
    return shape
  }
}

/// The model for a benchmark.
enum BenchmarkModel: Sendable {
  /// Random weights, always the same.
  case random(BenchmarkShape)
  /// A Hugging Face directory.
  case directory(String)

  /// The shape's name, or the directory.
  var name: String {
    switch self {
    case .random(let shape): shape.rawValue
    case .directory(let path): path
    }
  }

  /// Creates or loads the model.
  func load(_ context: ComputeContext) throws -> CodeT5Model {
    switch self {
    case .random(let shape):
      let architecture = Architecture(shape.configuration)
      return CodeT5Model(architecture, weights: architecture.initialWeights(seed: 7), context: context)
    case .directory(let path):
      let directory = try PretrainedDirectory(loading: path)
      return CodeT5Model(directory.architecture, weights: directory.weights, context: context)
    }
  }
}
