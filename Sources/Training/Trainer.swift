import Basics
import CodeT5
import Collectives
import Corpus
import Foundation

/// The training loop of one rank; all ranks run it in lockstep.
package final class Trainer {
  private let configuration: TrainingConfiguration
  private let replica: Replica
  private let parts: TrainerParts
  private var gaze: GazeSteps?
  /// Why all ranks have agreed to stop after the current step.
  private var agreedStop: StopRequest.Cause?
  private var schedule: BatchSchedule
  private var waitingLimit: StepWaitingLimit
  private var stragglers = StragglerWatch()
  private let totalSteps: Int
  private var lastSavedStep = -1
  private(set) package var state: TrainingState
  /// Why `run()` ended; nil until then.
  private(set) package var endReason: TrainingEvent.Finished.Reason?

  /// Consecutive steps that may be skipped because gradients are not finite.
  private static let mostSkippedSteps = 5

  /// - Parameter state: where to begin; if the replica was loaded from a checkpoint, the checkpoint's state.
  /// - Throws: `InvalidSetting` if a sample fits into no micro-batch.
  package init(
    _ configuration: TrainingConfiguration, replica: Replica, parts: TrainerParts, state: TrainingState
  ) throws {
    self.configuration = configuration
    self.replica = replica
    self.parts = parts
    self.state = state
    gaze = try parts.gaze?.moved(to: state.gazeCursor ?? BatchCursor())
    waitingLimit = StepWaitingLimit(configuration.watchdog)
    replica.model.context.inspector = parts.inspector
    schedule = try BatchSchedule(
      lengths: parts.data.corpus.lengths, settings: configuration.batch, seed: configuration.seed, from: state.cursor)
    let limit = configuration.training.maximumSteps
    totalSteps = schedule.steps(inEpochs: configuration.training.epochs, atMost: limit > 0 ? limit : .max)
  }

  /// Trains until the last step, an early stop, or the step that the ranks agree on after a request to stop.
  package func run() throws {
    let clock = ContinuousClock()
    let begin = clock.now
    try emit(.started(startReport))
    parts.checkpoints.prepare(for: replica)
    var reason = TrainingEvent.Finished.Reason.completed
    if state.owesValidation == true { try validate() }
    while state.step < totalSteps {
      // Check before the step: the continued run may have run out of patience before.
      if isOutOfPatience {
        reason = .earlyStopping
        break
      }
      if isPauseDue {
        reason = .paused
        break
      }
      let report = try step()
      try emit(.step(report))
      if let report = try gazeStep() { try emit(.gazeStep(report)) }
      if let agreedStop, !isLastStep {
        try stop()
        reason = .init(agreedStop)
        break
      }
      if isValidationDue { try validate() }
      if isCheckpointDue { try saveCheckpoint() }
    }
    try settleCheckpoint()
    try parts.profiler?.deliverIfComplete(replica.model.context, replica.communicator, isEnd: true)
    endReason = reason
    try emit(
      .finished(
        TrainingEvent.Finished(
          step: state.step, reason: reason, bestStep: state.bestStep, bestValue: bestValue,
          seconds: (clock.now - begin).seconds)))
  }

  /// Trains on the next global batch: passes this rank's share through the model, sums gradients, updates weights.
  private func step() throws -> TrainingEvent.Step {
    let epoch = schedule.cursor.epoch
    let batch = schedule.next()
    let learningRateScale = configuration.schedule.factor(step: state.step, totalSteps: totalSteps)
    state.step += 1
    state.cursor = schedule.cursor
    return try train(
      on: batch, shards: schedule.shards(of: batch, ranks: replica.shards.count), parts.objective, epoch: epoch,
      learningRateScale: learningRateScale)
  }

  /// Trains on a gaze-annotated batch if one is due, at the learning rate of the last ordinary batch.
  private func gazeStep() throws -> TrainingEvent.Step? {
    guard var gaze, gaze.isDue(after: state.step) else { return nil }
    let epoch = gaze.schedule.cursor.epoch
    let batch = gaze.schedule.next()
    self.gaze = gaze
    state.gazeCursor = gaze.schedule.cursor
    return try train(
      on: batch, shards: gaze.schedule.shards(of: batch, ranks: replica.shards.count), gaze.objective,
      epoch: epoch, learningRateScale: configuration.schedule.factor(step: state.step - 1, totalSteps: totalSteps))
  }

  private func train(
    on batch: GlobalBatch, shards: [RankShard], _ objective: any TrainingObjective, epoch: Int, learningRateScale: Float
  ) throws -> TrainingEvent.Step {
    let clock = ContinuousClock()
    let begin = clock.now
    replica.communicator.announce(step: state.step, waitingLimit: waitingLimit.duration)
    defer {
      waitingLimit.note(seconds: (clock.now - begin).seconds)
      announcePause()
    }
    parts.inspector?.beginStep()
    let outcome = try profiled {
      let context = replica.model.context
      context.begin(.plan)
      let plans = try context.profiled(.other) {
        try shards[replica.shards.own].map {
          try objective.plan(batch, $0, model: replica.model, update: replica.optimizer.step)
        }
      }
      return try replica.step(plans, learningRateScale: learningRateScale, hasNews: hasNews)
    }
    state.updates = replica.optimizer.step
    try checkFinite(outcome)
    if outcome.anyRankHasNews { try shareNews() }
    if let warning = try stragglers.note(seconds: outcome.workSeconds, replica.communicator) {
      try emit(.warning(.init(message: warning)))
    }
    let interval = configuration.training.compareReplicasEvery
    if interval > 0 && state.step % interval == 0 { try compareReplicas() }
    try parts.profiler?.deliverIfComplete(replica.model.context, replica.communicator)
    return TrainingEvent.Step(
      step: state.step, epoch: epoch, loss: outcome.loss, gradientNorm: outcome.gradientNorm,
      learningRate: Double(configuration.optimizer.learningRate * learningRateScale),
      tokens: batch.sourceTokens + batch.targetTokens, samples: batch.samples.count,
      seconds: (clock.now - begin).seconds,
      exposedCommunicationSeconds: outcome.exposedCommunicationSeconds, isSkipped: outcome.isSkipped,
      terms: outcome.terms)
  }

  private func profiled<Result>(_ body: () throws -> Result) throws -> Result {
    guard let profiler = parts.profiler else { return try body() }
    return try profiler.profile(step: state.step, replica.model.context, replica.communicator, body)
  }

  /// Counts skipped steps, and stops all ranks if there are too many or debug mode has located the cause.
  private func checkFinite(_ outcome: Replica.Outcome) throws {
    let bad = parts.inspector?.firstBad
    try replica.communicator.together {
      if let bad {
        throw TrainingError.outputNotFinite(
          operation: bad.operation, row: bad.row, column: bad.column, step: state.step)
      }
    }
    state.skippedInARow = outcome.isSkipped ? state.skippedInARow + 1 : 0
    guard outcome.isSkipped else { return }
    let origin = try replica.nonFiniteGradients().summary
    try emit(.warning(.init(message: "step \(state.step) skipped: \(origin)")))
    if state.skippedInARow >= Self.mostSkippedSteps {
      throw TrainingError.gradientsNotFinite(step: state.step, origin: origin, steps: state.skippedInARow)
    }
  }

  /// Whether this rank has something that all ranks must discuss.
  private var hasNews: Bool { parts.stopRequest?.cause != nil || parts.checkpoints.isReadyToSettle }

  /// Shares requests to stop and the outcome of a checkpoint with all ranks.
  private func shareNews() throws {
    var news = [parts.stopRequest?.cause?.rawValue ?? 0, parts.checkpoints.isReadyToSettle ? 1 : 0]
    try replica.communicator.allReduce(&news, .maximum)
    agreedStop = StopRequest.Cause(rawValue: news[0])
    if news[1] > 0 { try settleCheckpoint() }
  }

  /// Saves a checkpoint and nothing more, because there may be little time; a validation that is due is left to the
  /// continuation.
  private func stop() throws {
    state.owesValidation = isValidationDue
    try saveCheckpoint()
  }

  /// Computes loss and generated outputs on the validation set; every rank makes the same decision.
  private func validate() throws {
    let clock = ContinuousClock()
    let begin = clock.now
    let model = replica.model
    let communicator = replica.communicator
    model.context.inspector = nil
    defer { model.context.inspector = parts.inspector }
    let settings = configuration.validation
    let loss = try parts.evaluator.loss(model, communicator)
    var scores: [String: Double] = [:]
    var predictions: [String] = []
    if settings.generatedSamples > 0 {
      predictions = try parts.evaluator.predictions(
        model, count: settings.generatedSamples, settings.generation, communicator)
      scores = try score(predictions)
    }
    if let attention = try parts.attention?.scores(model, communicator) { scores.merge(attention) { $1 } }
    let isBest = note(loss: loss, scores: scores)
    if !predictions.isEmpty {
      let outputs = ValidationOutputs(
        step: state.step, isBest: isBest, data: parts.evaluator.data, predictions: predictions)
      for sink in parts.sinks { try sink.receive(outputs) }
    }
    state.owesValidation = nil
    try emit(
      .validation(
        TrainingEvent.Validation(
          step: state.step, epoch: state.cursor.epoch, loss: loss, scores: scores, isBest: isBest,
          seconds: (clock.now - begin).seconds)))
    if isBest || configuration.checkpoints.everySteps == 0 { try saveCheckpoint(isBest: isBest) }
  }

  /// Scores the predictions on rank 0; every rank receives the same scores, with the same ones missing.
  private func score(_ predictions: [String]) throws -> [String: Double] {
    let outcome = try replica.communicator.onRoot { try parts.scorer.scores(of: parts.evaluator.request(predictions)) }
    if let warning = outcome.warning { try emit(.warning(.init(message: "step \(state.step): \(warning)"))) }
    return outcome.scores
  }

  /// Records this validation, and returns whether it is the best so far. Without the score of the criterion, it counts
  /// as neither better nor worse.
  private func note(loss: Double, scores: [String: Double]) -> Bool {
    let criterion = configuration.validation.criterion
    guard let value = criterion == .loss ? -loss : scores[criterion.rawValue] else { return false }
    if let best = state.bestValue, !(value > best) {
      state.validationsWithoutImprovement += 1
      return false
    }
    state.bestValue = value.isFinite ? value : -1e30
    state.bestStep = state.step
    state.validationsWithoutImprovement = 0
    return true
  }

  /// Begins to save the replica, at most once per step.
  private func saveCheckpoint(isBest: Bool = false) throws {
    guard lastSavedStep != state.step else { return }
    lastSavedStep = state.step
    try settleCheckpoint()
    let begin = ContinuousClock.now
    if configuration.training.compareReplicasEvery > 0 { try compareReplicas() }
    try parts.checkpoints.begin(state, replica: replica, isBest: isBest, since: begin)
    // The other ranks wait here, where their waiting limit is long, instead of in the next step.
    if configuration.checkpoints.inBackground {
      try replica.communicator.barrier()
    } else {
      try settleCheckpoint()
    }
  }

  /// Between steps, one rank may work for a long time while the others wait.
  private func announcePause() {
    replica.communicator.announce(step: state.step, waitingLimit: .seconds(configuration.watchdog.validationSeconds))
  }

  private func compareReplicas() throws {
    try ReplicaDrift.check(replica.model.weights, step: state.step, replica.communicator)
  }

  /// Waits until the checkpoint that was begun is durable, and reports it.
  private func settleCheckpoint() throws {
    guard let saved = try parts.checkpoints.settle(replica.communicator) else { return }
    if let warning = saved.warning { try emit(.warning(.init(message: warning))) }
    try emit(
      .checkpoint(
        .init(step: saved.step, path: saved.path, seconds: saved.seconds, blockingSeconds: saved.blockingSeconds)))
  }

  private var isLastStep: Bool { state.step == totalSteps }
  private var isEpochEnd: Bool { state.cursor.step == 0 }
  private var isPauseDue: Bool { parts.pauseStep > 0 && state.step >= parts.pauseStep }

  private var isValidationDue: Bool {
    let every = configuration.validation.everySteps
    return isLastStep || isPauseDue || (every > 0 ? state.step % every == 0 : isEpochEnd)
  }

  private var isCheckpointDue: Bool {
    let every = configuration.checkpoints.everySteps
    return isPauseDue || every > 0 && (state.step % every == 0 || isLastStep)
  }

  private var isOutOfPatience: Bool {
    let patience = configuration.validation.patience
    return patience > 0 && state.validationsWithoutImprovement >= patience
  }

  /// The best validation's value in its usual form: a loss, or a score in percent.
  private var bestValue: Double {
    let value = state.bestValue ?? 0
    return configuration.validation.criterion == .loss ? -value : value
  }

  private var startReport: TrainingEvent.Started {
    TrainingEvent.Started(
      name: configuration.name, parameters: replica.model.architecture.layout.parameterCount,
      ranks: replica.communicator.size, threadsPerRank: replica.model.context.pool.threads,
      trainSamples: parts.data.corpus.samples.count, validationSamples: parts.evaluator.data.corpus.samples.count,
      totalSteps: totalSteps, firstStep: state.step)
  }

  /// Sends an event to this rank's sinks. If one fails, all ranks stop together at their next collective.
  private func emit(_ event: TrainingEvent) throws {
    for sink in parts.sinks { try sink.receive(event) }
  }
}
