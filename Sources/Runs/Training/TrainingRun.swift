import Basics
import CodeT5
import Collectives
import Configuration
import Corpus
import Foundation
import TensorBoard
import Tensors
import Tokenization
import Training

/// How a run is started: options in addition to its configuration.
package struct RunOptions: Sendable, Equatable {
  package enum Resume: Sendable, Equatable {
    case no
    /// The newest intact checkpoint in the run's folder, or a fresh start if there is none.
    case automatic
    case from(String)
  }

  package var resume = Resume.no
  package var threads = 1
  /// Checks and prints every operation's output, stops after a few steps and writes no files.
  package var isDebugging = false
  /// Trains repeatedly on this many batches; 0 for all data.
  package var overfitBatches = 0
  /// The folder in which each rank writes its own events, with its own times; empty for none.
  package var rankLogs = ""
  /// The step after which the run validates, saves a checkpoint and ends, and can be continued later; 0 for none.
  package var pauseStep = 0
  /// The number of steps to profile; 0 for none.
  package var profiledSteps = 0
  /// Settings, or sections of them, that may differ from those of the checkpoint.
  package var allowedChanges: [String] = []
  /// How many signals had arrived before the command began.
  package var signalsBefore = TerminationSignals.count
  /// The path of this program, which rank 0 starts as helper processes; empty to do their work on rank 0.
  package var helperProgram = ""

  package init() {}
}

/// A training run from a configuration: reads the inputs, builds all parts and trains. Every rank calls it.
package struct TrainingRun {
  let configuration: TrainingConfiguration
  let options: RunOptions
  let communicator: any Communicator

  var folder: RunFolder { RunFolder(configuration.output) }
  var checkpointFolder: String { folder.checkpointsPath }

  /// Default steps of a debugging session, and of one that overfits a few batches.
  private static let debugSteps = 3
  private static let overfitSteps = 100

  package init(_ configuration: TrainingConfiguration, _ options: RunOptions, _ communicator: any Communicator) {
    var configuration = configuration
    if options.isDebugging && configuration.training.maximumSteps == 0 {
      configuration.training.maximumSteps = options.overfitBatches > 0 ? Self.overfitSteps : Self.debugSteps
    }
    // Lets a short session reach a gaze-annotated step. A continued run must keep its interval, because its state
    // depends on it.
    if options.isDebugging && options.resume == .no && configuration.gaze.interval > 0 {
      configuration.gaze.interval = min(configuration.gaze.interval, configuration.training.maximumSteps)
    }
    if options.overfitBatches > 0 {
      configuration.training.epochs = max(configuration.training.epochs, configuration.training.maximumSteps)
    }
    // Ranks compare their settings, and a continued run its own with the checkpoint's: so `auto` must not remain.
    configuration.training.precision = PrecisionChoice(configuration.training.precision.resolved)
    if configuration.output.isEmpty { configuration.output = configuration.defaultOutput }
    self.configuration = configuration
    self.options = options
    self.communicator = communicator
  }

  /// Trains and returns the summary, which is also written to `summary.json`; nil on ranks other than 0.
  ///
  /// - Throws: `TrainingError.stopped` on all ranks if the run stopped on request; its summary is written nevertheless.
  package func run() throws -> RunSummary? {
    let status = RunStatusKeeper(configuration, communicator, isDebugging: options.isDebugging)
    do {
      try beginTogether()
      let lock = try communicator.together { try lockFolder() }
      status.lock = lock
      defer { withExtendedLifetime(lock) {} }
      return try run(status, lock)
    } catch {
      status.fail(because: error)
      throw error
    }
  }

  private func run(_ status: RunStatusKeeper, _ lock: RunLock?) throws -> RunSummary? {
    let checkpoint = try communicator.onRoot { try checkpointToResume() }
    let precision = try communicator.together { try configuration.training.precision.supported() }
    let inputs = try RunInputs.together(configuration, threads: options.threads, communicator)
    reportData(inputs)
    try stopIfAsked()
    warn(of: try StartAgreement.check(RunFacts.of(inputs), communicator))
    let resolved = try ConfigurationLoader.resolvedYAML(inputs.withOwnShape(configuration))
    let model = CodeT5Model(
      inputs.architecture, weights: inputs.weights,
      context: ComputeContext(threads: options.threads, precision: precision))
    let replica = try Replica(
      model, optimizer: configuration.optimizer, settings: configuration.training, seed: configuration.seed,
      communicator: communicator)
    let trainingData = inputs.train.corpus.manifest
    var training = inputs.train
    if options.overfitBatches > 0 {
      training = try training.firstBatches(options.overfitBatches, configuration.batch, seed: configuration.seed)
    }
    announceGaze()
    let gaze = try gazeInputs(training, inputs.tokenizer)
    // Before the checkpoint is loaded: some objectives compare with the initial model.
    let objective = try RunObjective(
      configuration, gaze, data: training, replica: replica, tokenizer: inputs.tokenizer)
    let state = try communicator.together { try load(checkpoint, into: replica, trainingData) }
    if !checkpoint.isEmpty { warn(of: try StartAgreement.check(RunFacts.of(replica, state), communicator)) }

    try stopIfAsked()
    let memory = EventMemory()
    let environment = try RunEnvironment(communicator, threads: options.threads)
    _ = try communicator.onRoot { try prepareFolder(resolved, inputs, gaze, environment, status, checkpoint) }
    let sinks = try communicator.together {
      try openSinks(memory, lock) + openGazeReporter(gaze, training, model: model, tokenizer: inputs.tokenizer)
    }
    let inspector = options.isDebugging ? DebugInspector() : nil
    var parts = TrainerParts(
      data: training, evaluator: try evaluator(inputs),
      checkpoints: RankZeroCheckpoints(
        options.isDebugging ? nil : CheckpointStore(checkpointFolder), keep: configuration.checkpoints.keep,
        configuration: resolved, tokenizer: inputs.tokenizer, originalFields: inputs.originalFields,
        trainingData: trainingData, origins: try origins(), writesInBackground: configuration.checkpoints.inBackground,
        place: checkpointPlace(lock)),
      objective: objective.ordinary)
    (parts.gaze, parts.attention) = (objective.gaze, objective.attention)
    (parts.scorer, parts.sinks, parts.inspector) = (scorer, sinks, inspector)
    parts.stopRequest = StopRequest(
      folder: communicator.rank == 0 ? configuration.output : nil, signalsBefore: options.signalsBefore, lock: lock)
    parts.pauseStep = options.pauseStep
    parts.profiler = profiler
    let trainer = try Trainer(configuration, replica: replica, parts: parts, state: state)
    try train(with: trainer, lock, inspector)
    if trainer.endReason?.isFinal == true { try test(inputs, replica, scorer) }
    let summary = try summarize(memory, trainer.endReason, status)
    if let reason = trainer.endReason, reason.isRequested {
      if communicator.rank == 0 { StatusFile()?.noteStop() }
      throw TrainingError.stopped(step: trainer.state.step, reason: reason, path: configuration.output)
    }
    return summary
  }

  /// Writes the profile to the run's folder and shows it.
  private var profiler: StepProfiler? {
    guard options.profiledSteps > 0 else { return nil }
    return StepProfiler(steps: options.profiledSteps) { profile in
      try folder.write(profile)
      let console = Console.standardError
      guard profile.stepCount > 0 else { return console.warn("no step was profiled: the run ended in the first two") }
      console.writeLine("\(profile.table)\n\ntrace: \(folder.path(of: RunFolder.profile))")
    }
  }

  /// Where the folder of the checkpoints is, on the rank that holds the run's lock.
  private func checkpointPlace(_ lock: RunLock?) -> (@Sendable () -> String?)? {
    guard let lock else { return nil }
    return { lock.folderNow.map { RunFolder($0).checkpointsPath } }
  }

  /// Ends all ranks if a signal has asked for it; before the first step there is nothing to save.
  private func stopIfAsked() throws {
    try communicator.together {
      guard TerminationSignals.count > options.signalsBefore else { return }
      throw TrainingError.stopped(step: 0, reason: .signal, path: configuration.output)
    }
  }

  /// Trains to the end, and ends all ranks if the folder has left its place since.
  private func train(with trainer: Trainer, _ lock: RunLock?, _ inspector: DebugInspector?) throws {
    TerminationSignals.workBegins()
    defer { showStatistics(inspector) }
    try trainer.run()
    try requireFolder(lock, after: trainer.state.step)
  }

  /// Ends all ranks if the run's folder is no longer where the run writes.
  private func requireFolder(_ lock: RunLock?, after step: Int) throws {
    _ = try communicator.onRoot {
      guard let lock, !lock.isInPlace else { return true }
      throw RunFolderMoved(step: step, path: configuration.output, now: lock.folderNow)
    }
  }

  private func evaluator(_ inputs: RunInputs) throws -> Evaluator {
    Evaluator(
      inputs.valid, task: configuration.task, tokenizer: inputs.tokenizer,
      microBatchTokens: configuration.batch.microBatchTokens, language: try configuration.validation.language)
  }

  /// The outcome over all starts of the run, from its events; rank 0 also writes it to the folder.
  private func summarize(
    _ memory: EventMemory, _ reason: TrainingEvent.Finished.Reason?, _ status: RunStatusKeeper
  ) throws -> RunSummary? {
    func summary(_ history: EventHistory) -> RunSummary {
      RunSummary(history, configuration, ranks: communicator.size, threads: options.threads)
    }
    guard !options.isDebugging else { return communicator.rank == 0 ? summary(memory.history) : nil }
    var outcome: RunSummary?
    _ = try communicator.onRoot {
      let written = summary(try folder.history() ?? EventHistory())
      try folder.write(written)
      try status.end(reason)
      outcome = written
      return true
    }
    return outcome
  }

  /// Checks that the ranks are about to do the same, and starts the watchdog.
  private func beginTogether() throws {
    let program = try communicator.together { try RunFacts.ofProgram(configuration) }
    warn(of: try StartAgreement.check(program, communicator))
    let silence = configuration.watchdog.silenceSeconds
    communicator.announce(step: 0, waitingLimit: .seconds(max(1800, configuration.watchdog.validationSeconds)))
    try communicator.startWatchdog(silenceLimit: silence > 0 ? .seconds(silence) : nil)
  }

  /// Locks the run's folder against other processes; on rank 0, the only rank that writes to it.
  private func lockFolder() throws -> RunLock? {
    guard communicator.rank == 0, !options.isDebugging else { return nil }
    try Folder.make(configuration.output)
    return try RunLock(configuration.output)
  }

  /// Says where the data came from; the ranks after the first only tell of problems.
  private func reportData(_ inputs: RunInputs) {
    for remark in ([inputs.train, inputs.valid] + (inputs.test.map { [$0] } ?? [])).flatMap(\.remarks) {
      if case .note = remark, communicator.rank > 0 { continue }
      Console.standardError.write(remark)
    }
  }

  /// Warns of differences between ranks that are no reason to stop.
  func warn(of differences: [String]) {
    guard communicator.rank == 0, !differences.isEmpty else { return }
    for difference in differences { Console.standardError.warn("ranks differ in their \(difference)") }
    Console.standardError.warn("so the last bits of the results may depend on which rank runs where")
  }

  /// The run's gaze inputs. Rank 0 or its helper computes and encodes them; every rank decodes the same bytes.
  func gazeInputs(_ training: TaskData, _ tokenizer: Tokenizer) throws -> GazeInputs {
    guard configuration.gaze.isUsed else { return GazeInputs() }
    let message = try communicator.bytesOnRoot {
      let inputs =
        hasHelpers
        ? try GazePreparation(configuration, program: options.helperProgram).inputs()
        : try EncodedGazeInputs.load(configuration, data: training, tokenizer: tokenizer)
      return Array(try inputs.message())
    }
    return try communicator.together { try EncodedGazeInputs(message: Data(message)).decoded() }
  }

  /// Makes the other ranks wait for the gaze. Two helpers may build it in turn, if the first fails because of the
  /// cache.
  private func announceGaze() {
    guard configuration.gaze.isUsed else { return }
    let seconds = configuration.watchdog.validationSeconds + 2 * Double(configuration.helpers.gazeSeconds)
    communicator.announce(step: 0, waitingLimit: .seconds(seconds))
  }

  /// Not in debug mode, which should show a crash in full; not with `overfitBatches`, because a helper reads all of the
  /// data.
  private var hasHelpers: Bool {
    configuration.helpers.separate && !options.helperProgram.isEmpty && !options.isDebugging
      && options.overfitBatches == 0
  }

  private var scorer: any ValidationScorer {
    FloorScorer(
      hasHelpers ? SeparateScorer(configuration.helpers, program: options.helperProgram) : DirectScorer())
  }

  /// Prepares the run's folder and writes the run's initial files; on rank 0.
  private func prepareFolder(
    _ resolved: String, _ inputs: RunInputs, _ gaze: GazeInputs, _ environment: RunEnvironment?,
    _ status: RunStatusKeeper, _ checkpoint: String
  ) throws -> Bool {
    let console = Console.standardError
    console.note("training data: \(inputs.train.corpus.statistics.summary)")
    console.note("validation data: \(inputs.valid.corpus.statistics.summary)")
    for remark in gaze.remarks { console.write(remark) }
    try reportTestData(inputs, console)
    for line in inputs.train.skipped + inputs.valid.skipped + (inputs.test?.skipped ?? []) {
      console.warn("skipped \(line.diagnosis.place): \(line.problem)")
    }
    guard !options.isDebugging else { return true }
    try prepareCheckpoints(resumingFrom: checkpoint)
    StopRequest.clear(folder: configuration.output)
    try folder.write(configuration: resolved)
    if let environment { try folder.append(environment) }
    if !gaze.heldOutMethods.isEmpty {
      try AtomicFile.write(MethodList.text(gaze.heldOutMethods), to: folder.path(of: RunFolder.heldOutMethods))
    }
    if !gaze.heldOutParticipants.isEmpty {
      try AtomicFile.write(
        MethodList.text(gaze.heldOutParticipants), to: folder.path(of: RunFolder.heldOutParticipants))
    }
    try status.begin()
    return true
  }

  private func openSinks(_ memory: EventMemory, _ lock: RunLock?) throws -> [any EventSink] {
    var sinks: [any EventSink] = options.rankLogs.isEmpty ? [] : [try rankLog()]
    guard communicator.rank == 0 else { return sinks }
    sinks.append(ConsoleReporter())
    if options.isDebugging { return sinks + [memory] }
    return sinks + [
      try EventFile(folder.path(of: RunFolder.events)),
      try TensorBoardFile(folder.path(of: RunFolder.tensorBoard), settings: try folder.settings()),
      try PredictionFiles(folder, lock),
    ]
  }

  /// The file for this rank's own events.
  private func rankLog() throws -> EventFile {
    try Folder.make(options.rankLogs)
    return try EventFile("\(options.rankLogs)/rank-\(communicator.rank).jsonl")
  }

  /// The reporter of gaze in debug mode; on rank 0.
  private func openGazeReporter(
    _ gaze: GazeInputs, _ training: TaskData, model: CodeT5Model, tokenizer: Tokenizer
  ) throws -> [any EventSink] {
    guard communicator.rank == 0, options.isDebugging, configuration.gaze.isUsed else { return [] }
    return [try GazeDebugReporter(configuration, gaze, training.corpus, model: model, tokenizer: tokenizer)]
  }

  private func showStatistics(_ inspector: DebugInspector?) {
    guard let inspector, communicator.rank == 0 else { return }
    Console.standardError.writeLine("the last step's outputs and gradients, in their order:\n\(inspector.table)")
  }
}
