/// The floating-point operations of a model's matrix products, computed from its shape. Padding, recomputation and
/// element-wise work do not count. A multiplication with its addition counts as two.
package struct ModelOperations {
  private let shape: ModelConfiguration

  package init(_ shape: ModelConfiguration) {
    self.shape = shape
  }

  private var width: Double { Double(shape.modelWidth) }
  private var attention: Double { Double(shape.attentionWidth) }

  /// Projections of self-attention and the feed-forward layer, for one token of one layer.
  private var layer: Double {
    let matrices = shape.feedForwardKind == .gatedGELU ? 3.0 : 2.0
    return 2 * 4 * width * attention + 2 * matrices * width * Double(shape.feedForwardWidth)
  }

  /// The encoder's forward pass over `source` tokens of one sequence.
  package func encoder(source: Int) -> Double {
    let s = Double(source)
    return Double(shape.encoderLayers) * (s * layer + 4 * attention * s * s)
  }

  /// The decoder's forward pass over `target` tokens that attend to `source`, with the head.
  ///
  /// - Parameter hypotheses: how many targets of this length share the source, whose keys and values are computed once.
  package func decoder(source: Int, target: Int, hypotheses: Int = 1) -> Double {
    let (s, t) = (Double(source), Double(target))
    // A token's query and output, and a source token's key and value.
    let ofToken = 2 * 2 * width * attention
    // A token attends to itself and to those before it.
    let seen = t * (t + 1) / 2
    let ofTarget =
      Double(shape.decoderLayers) * (t * (layer + ofToken) + 4 * attention * (seen + s * t))
      + 2 * width * Double(shape.vocabularySize) * t
    return Double(hypotheses) * ofTarget + Double(shape.decoderLayers) * ofToken * s
  }

  /// Forward and backward pass of one pair; backward needs two products for each forward product.
  package func step(source: Int, target: Int) -> Double {
    3 * (encoder(source: source) + decoder(source: source, target: target))
  }
}
