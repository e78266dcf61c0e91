import Basics
import CodeT5
import Collectives
import Corpus
import Tokenization
import Training

/// A run's objective: that of its ordinary steps, the gaze-annotated steps between them, and the measurement of
/// attention.
struct RunObjective {
  let ordinary: any TrainingObjective
  let gaze: GazeSteps?
  let attention: AttentionEvaluator?

  /// Every rank calls this together. The replica's model must still have the initial weights, even if the run is
  /// continued.
  ///
  /// - Throws: `InvalidSetting` if settings do not fit the model or the data.
  init(
    _ configuration: TrainingConfiguration, _ inputs: GazeInputs, data: TaskData, replica: Replica, tokenizer: Tokenizer
  ) throws {
    let model = replica.model
    let settings = configuration.objective.reward
    try AttentionChoice.check(configuration.objective, model.configuration)
    ordinary = try Self.ordinary(configuration, inputs, data, replica)
    attention =
      inputs.heldOut.samples.isEmpty
      ? nil
      : AttentionEvaluator(
        inputs.heldOut,
        layers: settings.layers.isEmpty ? Array(0..<model.configuration.decoderLayers) : settings.layers,
        radius: configuration.gaze.augmentation.adjacencyLines, microBatchTokens: configuration.batch.microBatchTokens)
    guard configuration.gaze.interval > 0, !inputs.training.samples.isEmpty else {
      gaze = nil
      return
    }
    gaze = try GazeSteps(
      inputs.training, configuration.gaze, microBatchTokens: configuration.batch.microBatchTokens,
      seed: configuration.seed, objective: Self.annotated(configuration, inputs.training, tokenizer))
  }

  private static func ordinary(
    _ configuration: TrainingConfiguration, _ inputs: GazeInputs, _ data: TaskData, _ replica: Replica
  ) throws -> any TrainingObjective {
    guard configuration.objective.weighsTokens, let targets = inputs.targets else {
      return SupervisedObjective { data.pack($0, startToken: $1) }
    }
    let weights = targets.weights(of: data.corpus)
    guard configuration.objective.kind == .preference else { return WeightedObjective(data, weights: weights) }
    return PreferenceObjective(
      data, weights: weights, carriesGaze: targets.carriesGaze(of: data.corpus),
      referenceLosses: try ReferenceLosses.compute(
        replica.model, data, microBatchTokens: configuration.batch.microBatchTokens, shards: replica.shards,
        replica.communicator),
      settings: configuration.objective.preference)
  }

  private static func annotated(
    _ configuration: TrainingConfiguration, _ corpus: AnnotatedSamples, _ tokenizer: Tokenizer
  ) -> any TrainingObjective {
    let objective = configuration.objective
    let interval = configuration.gaze.interval
    switch (objective.kind, objective.reward.estimator) {
    case (.align, _): return AlignmentObjective(corpus, settings: objective.align, interval: interval)
    case (.reward, .expected): return AttentionRewardObjective(corpus, settings: objective.reward, interval: interval)
    case (.reward, .selfCritical):
      return SelfCriticalObjective(
        corpus, settings: objective.reward, interval: interval, tokenizer: tokenizer, seed: configuration.seed)
    default: return SupervisedObjective { positions, startToken in corpus.pack(positions, startToken: startToken) }
    }
  }
}
