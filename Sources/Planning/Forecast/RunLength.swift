import Basics
import CodeT5
import Corpus
import Training

/// How long a run is, from its own batches: exact unless it ends early.
package struct RunLength: Encodable, Sendable, Equatable {
  package let steps: Int
  package let stepsInFirstEpoch: Int
  /// Epochs, the last one possibly a part.
  package let epochs: Double
  /// Source plus target tokens over all ordinary steps.
  package let tokens: Int
  /// Gaze-annotated steps between the ordinary ones.
  package let gazeSteps: Int
  package let validations: Int
  /// The most checkpoints that the run may write.
  package let checkpoints: Int

  private enum CodingKeys: String, CodingKey {
    case steps, epochs, tokens, validations, checkpoints
    case stepsInFirstEpoch = "steps_in_first_epoch"
    case gazeSteps = "gaze_steps"
  }

  /// - Parameter lengths: of the training data.
  init(_ configuration: TrainingConfiguration, lengths: [SampleLength], hasGazeSteps: Bool) {
    let limit = configuration.training.maximumSteps > 0 ? configuration.training.maximumSteps : .max
    let tokensOfEpoch = lengths.reduce(0) { $0 + $1.tokens }
    var (steps, tokens, epochs, first) = (0, 0, 0.0, 0)
    for epoch in 0..<configuration.training.epochs {
      if steps >= limit { break }
      let batches = BatchPlan(
        lengths: lengths, settings: configuration.batch, seed: configuration.seed, epoch: epoch
      ).batches
      if epoch == 0 { first = batches.count }
      let taken = min(batches.count, limit - steps)
      steps += taken
      epochs += Double(taken) / Double(max(1, batches.count))
      tokens +=
        taken == batches.count
        ? tokensOfEpoch : batches.prefix(taken).reduce(0) { $0 + $1.sourceTokens + $1.targetTokens }
    }
    (self.steps, self.tokens, self.epochs, stepsInFirstEpoch) = (steps, tokens, epochs, first)
    gazeSteps = hasGazeSteps && configuration.gaze.interval > 0 ? steps / configuration.gaze.interval : 0
    func times(_ every: Int) -> Int { steps / every + (steps % every == 0 ? 0 : 1) }
    let validations = configuration.validation.everySteps
    self.validations = validations > 0 ? times(validations) : Int(epochs.rounded(.up))
    let saves = configuration.checkpoints.everySteps
    // A validation that finds a better model saves it too.
    checkpoints = min(steps, self.validations + (saves > 0 ? times(saves) : 0))
  }
}

/// What the batches of an epoch ask of the ranks.
struct EpochWork: Sendable {
  /// The mean, over the batches, of the operations of the rank with the most.
  private(set) var operations = 0.0
  private(set) var meanTokens = 0.0
  /// The micro-batch with the most tokens.
  private(set) var largest = ActivationEstimate.Tokens(source: 0, target: 0, longestSource: 0, longestTarget: 0)

  /// Epochs differ little, and dividing thousands of batches takes long.
  private static let mostBatches = 2000

  init(_ model: ModelConfiguration, _ settings: BatchSettings, lengths: [SampleLength], seed: UInt64, _ shares: Shares)
  {
    let batches = BatchPlan(lengths: lengths, settings: settings, seed: seed, epoch: 0).batches.prefix(Self.mostBatches)
    guard !batches.isEmpty else { return }
    let counted = RankOperations(model)
    var mostTokens = -1
    for batch in batches {
      let shards = batch.shards(
        ranks: shares.shards, lengths: lengths, microBatchTokens: settings.microBatchTokens)
      operations += counted.most(shards, lengths: lengths, ranks: shares.ranks) / Double(batches.count)
      meanTokens += Double(batch.sourceTokens + batch.targetTokens) / Double(batches.count)
      for samples in shards.lazy.flatMap(\.microBatches) {
        let tokens = samples.reduce(0) { $0 + lengths[$1].tokens }
        guard tokens > mostTokens else { continue }
        mostTokens = tokens
        largest = ActivationEstimate.Tokens(
          source: samples.reduce(0) { $0 + lengths[$1].source }, target: samples.reduce(0) { $0 + lengths[$1].target },
          longestSource: samples.reduce(0) { max($0, lengths[$1].source) },
          longestTarget: samples.reduce(0) { max($0, lengths[$1].target) })
      }
    }
  }

  /// The parts of a batch, and the ranks that share them.
  struct Shares {
    var shards: Int
    var ranks: Int

    init(_ training: LoopConfiguration, ranks: Int) {
      shards = training.deterministic ? max(training.microShards, ranks) : ranks
      self.ranks = ranks
    }
  }
}
