import Tensors

/// The memory of the activation arena that one micro-batch needs in training, computed from the shapes of the layers.
///
/// Legend: D model width, A attention width, F inner width, H heads, V vocabulary; S source tokens, T target tokens.
package struct ActivationEstimate: Sendable {
  /// A micro-batch: its tokens and its longest sequences.
  package struct Tokens: Sendable {
    var source, target, longestSource, longestTarget: Double

    package init(source: Int, target: Int, longestSource: Int, longestTarget: Int) {
      (self.source, self.target) = (Double(source), Double(target))
      (self.longestSource, self.longestTarget) = (Double(longestSource), Double(longestTarget))
    }
  }

  private let shape: ModelConfiguration
  /// Floats in which a packed element is kept: half of one in bfloat16; 0 where OpenBLAS multiplies, which packs in
  /// memory of its own.
  private let packedElement: Double
  private let recomputesBlocks: Bool
  private let threads: Double

  /// - Parameter threads: each packs its part of a product's first operand.
  package init(_ shape: ModelConfiguration, precision: Precision, recomputesBlocks: Bool, threads: Int) {
    self.shape = shape
    self.threads = Double(threads)
    packedElement = ProductKernels.fastest(precision) == .openBLAS ? 0 : precision == .bf16 ? 0.5 : 1
    self.recomputesBlocks = recomputesBlocks
  }

  private var width: Double { Double(shape.modelWidth) }
  private var attention: Double { Double(shape.attentionWidth) }
  private var inner: Double { Double(shape.feedForwardWidth) }
  private var heads: Double { Double(shape.heads) }
  private var vocabulary: Double { Double(shape.vocabularySize) }
  private var isGated: Bool { shape.feedForwardKind == .gatedGELU }

  /// The most floats in use at once, over the phases of a pass: the loss, the decoder's backward pass, the encoder's.
  package func peakFloats(_ tokens: Tokens) -> Double {
    let (source, target) = (tokens.source, tokens.target)
    let saved =
      stack(source, layers: shape.encoderLayers, ofLayer: encoderLayer(source))
      + stack(target, layers: shape.decoderLayers, ofLayer: decoderLayer(source, target))
      + target * (1 + width)
    let recomputedDecoder = recomputesBlocks ? decoderLayer(source, target) : 0
    let recomputedEncoder = recomputesBlocks ? encoderLayer(source) : 0
    let decoder = (source + target) * width + biasGradient(tokens.longestTarget)
    let encoder = source * width + biasGradient(tokens.longestSource)
    return saved
      + max(
        loss(target),
        decoder + recomputedDecoder
          + max(feedForward(target), selfAttention(target, longest: tokens.longestTarget), cross(tokens)),
        decoder + encoder + recomputedEncoder
          + max(feedForward(source), selfAttention(source, longest: tokens.longestSource)))
  }

  // What the forward pass saves.

  /// A stack's embeddings and output, and of its layers all or only the inputs.
  private func stack(_ rows: Double, layers: Int, ofLayer layer: Double) -> Double {
    rows * (2 * width + 1) + Double(layers) * (recomputesBlocks ? rows * width : layer)
  }

  private func encoderLayer(_ rows: Double) -> Double {
    rows * (2 * width + 4 * attention + heads + 1) + feedForwardSaved(rows)
  }

  private func decoderLayer(_ source: Double, _ target: Double) -> Double {
    encoderLayer(target) + target * (2 * width + 2 * attention + heads + 1) + source * 2 * attention
  }

  private func feedForwardSaved(_ rows: Double) -> Double { rows * (2 * width + 1 + inner * (isGated ? 3 : 1)) }

  private func biasGradient(_ longest: Double) -> Double { Double(Attention.parts) * heads * 2 * longest }

  // What is in use for the time of one step of the backward pass.

  private func loss(_ target: Double) -> Double {
    let chunk = min(Double(CrossEntropy().chunk), target)
    // The packed head, both ways, and the packed hidden states.
    return chunk * vocabulary + packedElement * (2 * vocabulary + chunk) * width + threadScratch(vocabulary)
  }

  /// The larger need of the two products' gradients, the outer one's first.
  private func feedForward(_ rows: Double) -> Double {
    let outputs = inner * (isGated ? 2 : 1)
    return rows * (width + inner)
      + max(
        packed(rows, outputs: width, inputs: inner),
        (isGated ? rows * 2 * inner : 0) + packed(rows, outputs: outputs, inputs: width))
  }

  private func selfAttention(_ rows: Double, longest: Double) -> Double {
    rows * (width + 4 * attention)
      + max(scores(longest, longest), packed(rows, outputs: 3 * attention, inputs: width))
  }

  private func cross(_ tokens: Tokens) -> Double {
    tokens.target * (width + 2 * attention) + tokens.source * 2 * attention
      + max(
        scores(tokens.longestTarget, tokens.longestSource),
        packed(tokens.source, outputs: 2 * attention, inputs: width))
  }

  /// Blocks of attention scores and of their gradients, and the transposed keys.
  private func scores(_ queries: Double, _ keys: Double) -> Double {
    Double(Attention.parts) * heads * (2 * min(Double(Attention.rowsPerBlock), queries) + attention / heads)
      * (keys / 16).rounded(.up) * 16
  }

  /// The larger second operand of a linear layer's products, packed.
  private func packed(_ rows: Double, outputs: Double, inputs: Double) -> Double {
    packedElement * max(rows * inputs, outputs * inputs) + threadScratch(max(rows, outputs))
  }

  /// The parts of a first operand with so many rows that the threads pack.
  private func threadScratch(_ rows: Double) -> Double {
    packedElement == 0 ? 0 : threads * Double(MatrixProduct.tileScratch(rows: Int(rows)))
  }
}
