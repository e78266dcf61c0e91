/// How much of a generation is done at once, so that its memory stays bounded however many sources there are.
package struct GenerationSize: Sendable {
  private let shape: ModelConfiguration
  private let beams: Int
  private let maximumLength: Int

  /// Hypotheses that are extended together. More make the products hardly faster.
  private static let rows = 96
  /// Memory for the keys and values of hypotheses, in bytes, unless a single source needs more.
  private static let cacheBytes = 512 << 20
  /// Source tokens whose keys and values are kept, unless a single source has more.
  private static let sourceTokens = 4096

  /// The most of what is decoded at the same time.
  struct Bounds: Equatable {
    var sources: Int
    var sourceTokens: Int
  }

  /// - Parameters:
  ///   - beams: the hypotheses of a source.
  ///   - maximumLength: the most tokens of an output.
  package init(_ shape: ModelConfiguration, beams: Int, maximumLength: Int) {
    self.shape = shape
    self.beams = beams
    self.maximumLength = maximumLength
  }

  package init(_ shape: ModelConfiguration, _ settings: GenerationSettings) {
    self.init(shape, beams: settings.beams, maximumLength: settings.maximumLength)
  }

  /// The size of the keys and values of one source's hypotheses, over all layers.
  package var bytesPerSource: UInt64 {
    UInt64(beams) * UInt64(maximumLength) * UInt64(bytesPerToken)
  }

  /// The most sources that are decoded at the same time.
  package var sourcesTogether: Int {
    max(1, min(Self.rows / beams, Int(min(UInt64(Self.cacheBytes) / bytesPerSource, UInt64(Self.rows)))))
  }

  /// The keys and values of one token, over all layers of the decoder.
  private var bytesPerToken: Int {
    shape.decoderLayers * 2 * shape.attentionWidth * MemoryLayout<Float>.stride
  }

  /// The most floats that a generation for sources of these lengths needs besides the weights: keys and values of
  /// hypotheses that all reach the maximum length and of the sources, a layer of the encoder, and the logits.
  package func floats(sources lengths: [Int]) -> Double {
    let bounds = bounds(lengths)
    let rows = Double(bounds.sources * beams)
    let tokens = rows * Double(maximumLength) + Double(bounds.sourceTokens)
    let encoded = Double(max(lengths.max() ?? 0, min(bounds.sourceTokens, DecodingSession.encodedTogether)))
    let layer = 8 * shape.modelWidth + 4 * shape.attentionWidth + 2 * shape.feedForwardWidth
    return tokens * Double(bytesPerToken / MemoryLayout<Float>.stride) + encoded * Double(layer)
      + rows * Double(shape.vocabularySize)
  }

  /// The bounds for sources of these lengths.
  ///
  /// - Parameter together: the most sources at once; nil for `sourcesTogether`.
  func bounds(_ lengths: [Int], together: Int? = nil) -> Bounds {
    let sources = min(together ?? sourcesTogether, lengths.count)
    let longest = lengths.sorted(by: >)
    return Bounds(
      sources: sources,
      sourceTokens: max(longest.first ?? 0, min(longest.prefix(sources).reduce(0, +), Self.sourceTokens)))
  }
}
