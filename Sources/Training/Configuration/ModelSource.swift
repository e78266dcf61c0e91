import Basics
import CodeT5

/// The source of the initial model: a checkpoint, or a shape with random weights.
package struct ModelSource: ValidatedConfiguration, Equatable {
  /// A folder in Hugging Face's layout; empty to train from scratch.
  package var checkpoint = ""
  /// The shape of a model trained from scratch. With a checkpoint, which has its own, it may only repeat that.
  package var shape = ModelShape()

  package init() {}

  package func validate() throws {}

  /// This source with the shape that its model has: that of the checkpoint, if there is one.
  ///
  /// A shape that no configuration may have, such as one with an `initializer_factor` of 0, is left out: it would keep
  /// the run's own file from being read again.
  package func with(shapeOf model: ModelConfiguration) -> ModelSource {
    guard !checkpoint.isEmpty else { return self }
    var source = self
    let own = ModelShape(model)
    if own.invalidSettings().isEmpty { source.shape = own }
    return source
  }
}

/// The shape of a model trained from scratch. The tokenizer decides the vocabulary.
package struct ModelShape: ValidatedConfiguration, Equatable {
  package enum FeedForward: String, Codable, CaseIterable, Sendable {
    case relu
    case gatedGELU = "gated-gelu"
  }

  package var modelWidth = 512
  package var headWidth = 64
  package var heads = 8
  package var feedForwardWidth = 2048
  package var feedForward = FeedForward.relu
  package var encoderLayers = 6
  package var decoderLayers = 6
  package var dropout: Float = 0.1
  /// A factor on the standard deviations and norm weights of T5's initialisation.
  package var initializerFactor: Float = 1
  package var tiesWordEmbeddings = true

  package init() {}

  /// The shape of a checkpoint's model.
  package init(_ model: ModelConfiguration) {
    (modelWidth, headWidth, heads) = (model.modelWidth, model.headWidth, model.heads)
    feedForwardWidth = model.feedForwardWidth
    feedForward = model.feedForwardKind == .relu ? .relu : .gatedGELU
    (encoderLayers, decoderLayers) = (model.encoderLayers, model.decoderLayers)
    (dropout, initializerFactor) = (model.dropout, model.initializerFactor)
    tiesWordEmbeddings = model.tiesWordEmbeddings
  }

  package func validate() throws {
    for (key, value) in [
      ("modelWidth", modelWidth), ("headWidth", headWidth), ("heads", heads), ("feedForwardWidth", feedForwardWidth),
      ("encoderLayers", encoderLayers), ("decoderLayers", decoderLayers),
    ] {
      try require(value >= 1 && value <= 65_536, key, "must be between 1 and 65536, not \(value)")
    }
    try require(heads <= 128, "heads", "at most 128 are supported, not \(heads)")
    try require(encoderLayers <= 400, "encoderLayers", "at most 400 are supported, not \(encoderLayers)")
    try require(decoderLayers <= 400, "decoderLayers", "at most 400 are supported, not \(decoderLayers)")
    try require(dropout >= 0 && dropout < 1, "dropout", "must be in [0, 1), not \(dropout)")
    try require(initializerFactor > 0 && initializerFactor <= 100, "initializerFactor", "must be in (0, 100]")
  }

  /// The shape with a tokenizer's vocabulary and special tokens.
  package func configuration(vocabularySize: Int, pad: Int32, beginning: Int32, end: Int32) -> ModelConfiguration {
    var configuration = ModelConfiguration()
    configuration.modelWidth = modelWidth
    configuration.headWidth = headWidth
    configuration.heads = heads
    configuration.feedForwardWidth = feedForwardWidth
    configuration.feedForwardKind = feedForward == .relu ? .relu : .gatedGELU
    configuration.encoderLayers = encoderLayers
    configuration.decoderLayers = decoderLayers
    configuration.dropout = dropout
    configuration.initializerFactor = initializerFactor
    configuration.tiesWordEmbeddings = tiesWordEmbeddings
    configuration.scalesDecoderOutput = tiesWordEmbeddings
    configuration.vocabularySize = vocabularySize
    configuration.padToken = pad
    configuration.beginningToken = beginning
    configuration.endToken = end
    configuration.decoderStartToken = pad
    return configuration
  }
}
