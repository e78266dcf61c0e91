import CodeT5
import Tensors

/// An estimate of the memory that training takes, from the model's shape.
package struct MemoryEstimate: Sendable {
  /// The floats that a token of the source or target needs until the backward pass.
  package let encoderToken: Double
  package let decoderToken: Double
  /// The floats of the head's logits.
  package let logits: Double
  private let model: ModelConfiguration

  /// Bytes of the program without a model.
  private static let program = 64e6

  package init(_ model: ModelConfiguration, precision: Precision) {
    self.model = model
    // Inputs, norms and outputs of each part of a layer, its projections, and the inner width forward and backward.
    encoderToken = Double(model.encoderLayers) * Self.encoderLayer(model)
    decoderToken = Double(model.decoderLayers) * Self.decoderLayer(model)
    // A chunk's logits, twice; in bfloat16 also those of the packed logits and of the packed head, both ways.
    let chunk = Double(CrossEntropy().chunk) * Double(model.vocabularySize)
    logits = precision == .bf16 ? 3 * chunk + Double(model.vocabularySize) * Double(model.modelWidth) : 2 * chunk
  }

  private static func inner(_ model: ModelConfiguration) -> Double {
    Double(model.feedForwardWidth) * (model.feedForwardKind == .gatedGELU ? 4 : 2)
  }

  private static func encoderLayer(_ model: ModelConfiguration) -> Double {
    8 * Double(model.modelWidth) + 4 * Double(model.attentionWidth) + inner(model)
  }

  private static func decoderLayer(_ model: ModelConfiguration) -> Double {
    12 * Double(model.modelWidth) + 8 * Double(model.attentionWidth) + inner(model)
  }

  /// The floats of a micro-batch's activations.
  ///
  /// - Parameter recomputing: whether only the inputs of layers are kept, and one layer at a time is whole.
  package func activations(source: Double, target: Double, recomputing: Bool = false) -> Double {
    guard recomputing else { return source * encoderToken + target * decoderToken }
    let width = Double(model.modelWidth)
    let kept = width * (source * Double(model.encoderLayers) + target * Double(model.decoderLayers))
    return kept + max(source * Self.encoderLayer(model), target * Self.decoderLayer(model))
  }

  /// All bytes of a rank.
  ///
  /// - Parameters:
  ///   - copies: buffers of the parameters' size: weights, gradients, moments, and copies for a checkpoint.
  ///   - activations: floats.
  package func bytes(copies: Double, parameters: Int, activations: Double) -> Double {
    4 * (copies * Double(parameters) + activations + logits) + Self.program
  }
}
