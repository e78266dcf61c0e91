import Basics
import CodeT5
import Corpus
import Tensors
import Training

/// What a run will do and take, from its configuration, its data and a few measured steps.
package struct RunForecast: Encodable, Sendable {
  package let data: [DataSet]
  package let model: Model
  package let length: RunLength
  /// Mean tokens of an ordinary step, source plus target, over all ranks.
  package let tokensPerStep: Double
  package let ranks: Int
  package let threads: Int
  package let memory: Memory
  package let time: Time
  package let disk: Disk

  private enum CodingKeys: String, CodingKey {
    case data, model, length, ranks, threads, memory, time, disk
    case tokensPerStep = "tokens_per_step"
  }

  /// The parts of a run that its forecast is computed from.
  package struct Inputs: Sendable {
    /// With the shape that the model has.
    package var configuration: TrainingConfiguration
    package var model: ModelConfiguration
    package var train: EncodedCorpus
    package var valid: EncodedCorpus
    package var test: EncodedCorpus?
    /// The lengths of the gaze-annotated samples.
    package var annotated: [SampleLength] = []
    package var ranks = 1
    package var threads = 1
    package var steps: StepProbe

    package init(
      _ configuration: TrainingConfiguration, _ model: ModelConfiguration, train: EncodedCorpus, valid: EncodedCorpus,
      steps: StepProbe
    ) {
      (self.configuration, self.model, self.train, self.valid) = (configuration, model, train, valid)
      self.steps = steps
    }
  }

  package init(_ inputs: Inputs) {
    let configuration = inputs.configuration
    let lengths = inputs.train.lengths
    data =
      [DataSet("training", inputs.train), DataSet("validation", inputs.valid)]
      + (inputs.test.map { [DataSet("test", $0)] } ?? [])
    model = Model(configuration, inputs.model)
    length = RunLength(configuration, lengths: lengths, hasGazeSteps: !inputs.annotated.isEmpty)
    let shares = EpochWork.Shares(configuration.training, ranks: inputs.ranks)
    let ordinary = EpochWork(
      inputs.model, configuration.batch, lengths: lengths, seed: configuration.seed, shares)
    var gazeBatches = BatchSettings()
    (gazeBatches.batchTokens, gazeBatches.batchSamples) = (0, configuration.gaze.batchSamples)
    gazeBatches.microBatchTokens = configuration.batch.microBatchTokens
    let gaze = EpochWork(
      inputs.model, gazeBatches, lengths: length.gazeSteps > 0 ? inputs.annotated : [], seed: configuration.seed, shares
    )
    tokensPerStep = ordinary.meanTokens
    (ranks, threads) = (inputs.ranks, inputs.threads)
    memory = Memory(inputs, micro: [ordinary.largest, gaze.largest])
    time = Time(inputs, length, ordinary: ordinary, gaze: gaze)
    disk = Disk(configuration, parameters: model.parameters, written: length.checkpoints)
  }
}

extension RunForecast {
  /// The counts of a data set.
  package struct DataSet: Encodable, Sendable, Equatable {
    package let name: String
    package let samples: Int
    package let sourceTokens, targetTokens: Int
    package let longestSource, longestTarget: Int
    package let truncatedSources, truncatedTargets: Int
    package let emptyTargets, skippedLines: Int

    private enum CodingKeys: String, CodingKey {
      case name, samples
      case sourceTokens = "source_tokens"
      case targetTokens = "target_tokens"
      case longestSource = "longest_source"
      case longestTarget = "longest_target"
      case truncatedSources = "truncated_sources"
      case truncatedTargets = "truncated_targets"
      case emptyTargets = "empty_targets"
      case skippedLines = "skipped_lines"
    }

    init(_ name: String, _ corpus: EncodedCorpus) {
      let counts = corpus.statistics
      self.name = name
      samples = corpus.samples.count
      (sourceTokens, targetTokens) = (counts.sourceTokens, counts.targetTokens)
      (longestSource, longestTarget) = (counts.longestSource, counts.longestTarget)
      (truncatedSources, truncatedTargets) = (counts.truncatedSources, counts.truncatedTargets)
      (emptyTargets, skippedLines) = (counts.emptyTargets, counts.skippedLines)
    }
  }

  /// The model as it will be trained.
  package struct Model: Encodable, Sendable {
    /// Where the shape comes from.
    package enum Origin: String, Encodable, Sendable { case checkpoint, configuration }

    package let origin: Origin
    /// Empty for a model from scratch.
    package let checkpoint: String
    package let parameters: Int
    package let vocabulary: Int
    package let shape: ModelShape

    private enum CodingKeys: String, CodingKey {
      case origin, checkpoint, parameters, vocabulary
      case modelWidth = "model_width"
      case headWidth = "head_width"
      case heads
      case feedForwardWidth = "feed_forward_width"
      case feedForward = "feed_forward"
      case encoderLayers = "encoder_layers"
      case decoderLayers = "decoder_layers"
      case dropout
      case tiesWordEmbeddings = "ties_word_embeddings"
    }

    init(_ configuration: TrainingConfiguration, _ model: ModelConfiguration) {
      checkpoint = configuration.model.checkpoint
      origin = checkpoint.isEmpty ? .configuration : .checkpoint
      parameters = Architecture(model).layout.parameterCount
      vocabulary = model.vocabularySize
      shape = ModelShape(model)
    }

    package func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(origin, forKey: .origin)
      try values.encode(checkpoint, forKey: .checkpoint)
      try values.encode(parameters, forKey: .parameters)
      try values.encode(vocabulary, forKey: .vocabulary)
      for (key, number) in [
        (CodingKeys.modelWidth, shape.modelWidth), (.headWidth, shape.headWidth), (.heads, shape.heads),
        (.feedForwardWidth, shape.feedForwardWidth), (.encoderLayers, shape.encoderLayers),
        (.decoderLayers, shape.decoderLayers),
      ] { try values.encode(number, forKey: key) }
      try values.encode(shape.feedForward, forKey: .feedForward)
      try values.encode(shape.dropout, forKey: .dropout)
      try values.encode(shape.tiesWordEmbeddings, forKey: .tiesWordEmbeddings)
    }
  }
}
