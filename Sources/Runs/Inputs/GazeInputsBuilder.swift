import Basics
import Corpus
import Scanpaths
import Syntax
import Tokenization
import Training

/// Builds a run's gaze inputs from recordings, targets and priors.
struct GazeInputsBuilder {
  private let configuration: TrainingConfiguration
  private let data: TaskData
  private let tokenizer: Tokenizer
  private var gaze: GazeConfiguration { configuration.gaze }

  init(_ configuration: TrainingConfiguration, data: TaskData, tokenizer: Tokenizer) {
    self.configuration = configuration
    self.data = data
    self.tokenizer = tokenizer
  }

  func inputs() throws -> GazeInputs {
    var inputs = GazeInputs()
    let recordings = gaze.trials.isEmpty ? nil : try LoadedTrials(path: gaze.trials, unit: gaze.events)
    if let note = recordings?.note { inputs.remarks.append(.note(note)) }
    let split = try recordings.map {
      try RecordedReadings($0.corpus, gaze, seed: configuration.seed, sharing: configuration.objective.sharesLooking)
    }
    inputs.heldOutMethods = split?.holdOut.methods.sorted() ?? []
    inputs.heldOutParticipants = split?.holdOut.participants.sorted() ?? []
    if let split, split.leftOut > 0 {
      inputs.remarks.append(
        .note("\(split.leftOut) readings of a held-out method or person, but not both, are left out"))
    }
    let priors = try priors(split)
    inputs.remarks.append(.note(priors.source.sentence))
    var methods = recordings?.mapped.methods ?? [:]
    var sources = recordings?.mapped.sources ?? [:]
    let controls = SignalControls(configuration.objective.control, priors: priors.labels, seed: configuration.seed)

    var readings = split?.training ?? []
    if !gaze.targets.isEmpty {
      let targets = try GazeTargets(path: gaze.targets, maximumBadLines: configuration.data.maximumBadLines)
      inputs.remarks += targets.skipped.map { .warning("skipped \($0.diagnosis.place): \($0.problem)") }
      if gaze.pseudoScanpaths {
        readings += try pseudoReadings(of: targets, priors, &methods, &sources, besides: split?.methods ?? [])
      }
      readings = try controlled(readings, controls, &inputs.remarks)
      var builder = AnnotatedSamplesBuilder(
        methods: methods, sources: sources, targets: targets, tokenizer: tokenizer, limits: configuration.data.limits)
      inputs.training = builder.corpus(of: readings)
      inputs.heldOut = builder.corpus(of: split?.heldOut ?? [])
      try requireSamples(inputs.training)
      if configuration.objective.kind == .align { try requireLookingTime(inputs.training, &inputs.remarks) }
      inputs.remarks.append(.note("gaze-annotated data: \(inputs.training.account.summary)"))
      if split?.heldOut.isEmpty == false {
        inputs.remarks.append(.note("held-out readings: \(inputs.heldOut.account.summary)"))
      }
    }
    if configuration.objective.weighsTokens {
      let annotator = TargetAnnotator(
        configuration, tokenizer: tokenizer, priors: priors, controls: controls, recorded: readings, sources: sources,
        methods: methods)
      let targets = try annotator.gaze(of: data)
      inputs.targets = targets
      inputs.remarks.append(
        .note("\(targets.samplesWithGaze) of \(data.corpus.samples.count) training targets carry gaze"))
    }
    return inputs
  }

  /// The readings with the objective's control in place of their attention.
  private func controlled(
    _ readings: [MethodReading], _ controls: SignalControls, _ remarks: inout [Remark]
  ) throws -> [MethodReading] {
    let (signals, readers) = (readings.map(\.signal), readings.map(\.participant))
    if controls.control == .otherReader {
      let alone = controls.otherReadings(of: signals, readers: readers).count { $0 == nil }
      guard alone < readings.count else {
        throw InvalidSetting(
          "objective.control", "is other_reader, but no method was read by two people",
          remedy: "use trials with several readers of a method, or another control")
      }
      if alone > 0 {
        remarks.append(
          .warning("\(alone) of \(readings.count) readings keep their own attention: nobody else read their methods"))
      }
    }
    return zip(readings, controls.applied(to: signals, readers: readers)).map {
      MethodReading(participant: $0.participant, signal: $1)
    }
  }

  /// Samples without looking time are trained on without the objective's term.
  private func requireLookingTime(_ samples: AnnotatedSamples, _ remarks: inout [Remark]) throws {
    let without = samples.samples.count { AlignmentTarget($0.signal) == nil }
    guard without < samples.samples.count else {
      throw DataLineError(
        path: gaze.trials, line: 0,
        problem: "no gaze-annotated sample has a looking time: all durations are 0, or on tokens past the length limit",
        remedy: "the objective align needs fixations with durations; reward can do without")
    }
    if without > 0 {
      remarks.append(
        .warning(
          "\(without) of \(samples.samples.count) gaze-annotated samples have no looking time: they are trained on "
            + "without alignment"))
    }
  }

  /// The priors in the given folder, or those of the readings for training.
  ///
  /// - Throws: `InvalidSetting` if the folder's priors may have been computed from held-out readings.
  private func priors(_ split: RecordedReadings?) throws -> RunPriors {
    if !gaze.priors.isEmpty {
      if let split { try PriorLeak.check(gaze.priors, heldOut: split.heldOutScanpaths) }
      return RunPriors(try EyeMulatorPriorFiles(folder: gaze.priors), folder: gaze.priors)
    }
    guard let split else {
      throw InvalidSetting("gaze.priors", "is empty", remedy: "without trials pseudo-scanpaths need a folder of priors")
    }
    return RunPriors(split.priors, patterns: split.patterns, readings: split.recordedForTraining)
  }

  /// Pseudo-scanpaths for the targets' methods without recordings.
  private func pseudoReadings(
    of targets: GazeTargets, _ priors: RunPriors, _ methods: inout [String: LabelledCode],
    _ sources: inout [String: String], besides recorded: Set<String>
  ) throws -> [MethodReading] {
    let labeller = Labeller(try ProgrammingLanguage(named: gaze.sourceLanguage))
    let generator = priors.generator(gaze.behaviour)
    var readings: [MethodReading] = []
    for (method, row) in targets.rows.sorted(by: { $0.key < $1.key }) where !recorded.contains(method) {
      guard let source = row.source else { continue }
      let code = try labeller.label(source, id: method)
      methods[method] = code
      sources[method] = source
      let path = generator.pseudoScanpath(for: code, seed: configuration.seed)
      readings.append(MethodReading(participant: "pseudo-scanpath", signal: AttentionSignal(path, of: code)))
    }
    return readings
  }

  private func requireSamples(_ corpus: AnnotatedSamples) throws {
    guard corpus.samples.isEmpty else { return }
    throw DataLineError(
      path: gaze.trials.isEmpty ? gaze.targets : gaze.trials, line: 0,
      problem: "no reading can be trained on: \(corpus.account.summary)",
      remedy:
        "the names in gaze.targets must be those of the trials' methods, and the texts the same but for white space")
  }
}
