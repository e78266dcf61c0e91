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
    let split = try recordings.map { try RecordedReadings($0.corpus, gaze, seed: configuration.seed) }
    inputs.heldOutMethods = split?.heldOutMethods.sorted() ?? []
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
      readings = zip(readings, controls.applied(to: readings.map(\.signal))).map {
        MethodReading(participant: $0.participant, signal: $1)
      }
      var builder = AnnotatedSamplesBuilder(
        methods: methods, sources: sources, targets: targets, tokenizer: tokenizer, limits: configuration.data.limits)
      inputs.training = builder.corpus(of: readings)
      inputs.heldOut = builder.corpus(of: split?.heldOut ?? [])
      try requireSamples(inputs.training)
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

  /// The priors in the given folder, or those of the readings for training.
  private func priors(_ split: RecordedReadings?) throws -> RunPriors {
    if !gaze.priors.isEmpty { return RunPriors(try EyeMulatorPriorFiles(folder: gaze.priors), folder: gaze.priors) }
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

/// The recorded readings of a run: those for training, with their variants, and those of held-out methods.
struct RecordedReadings {
  let training: [MethodReading]
  let heldOut: [MethodReading]
  /// Every method with a recording.
  let methods: Set<String>
  let heldOutMethods: Set<String>
  /// Computed only from the readings for training.
  let priors: LabelPriors
  let patterns: PatternTable
  /// The number of recorded readings for training, without their variants.
  let recordedForTraining: Int

  init(_ corpus: ScanpathSet, _ gaze: GazeConfiguration, seed: UInt64) throws {
    methods = Set(corpus.scanpaths.map(\.code))
    let held = Self.methodsToHoldOut(methods, share: gaze.heldOutShare, seed: seed)
    heldOutMethods = held
    let kept = try ScanpathSet(
      codes: corpus.codes, scanpaths: corpus.scanpaths.filter { !held.contains($0.code) }, unit: corpus.unit)
    let out = try ScanpathSet(
      codes: corpus.codes, scanpaths: corpus.scanpaths.filter { held.contains($0.code) }, unit: corpus.unit)
    priors = LabelPriors(corpus: kept)
    recordedForTraining = kept.scanpaths.count
    patterns = PatternTable(priors.counts, keeping: gaze.augmentation.keptPatterns)
    let augmenter = Augmenter(patterns: patterns, settings: gaze.augmentation)
    let variants = ScanpathExpander(corpus: kept, patterns: patterns, settings: gaze.expansion)
      .variants(seed: seed).map(\.scanpath).filter { !$0.visits.isEmpty }
    training =
      Self.readings(kept, augmenter)
      + Self.readings(try ScanpathSet(codes: corpus.codes, scanpaths: variants, unit: corpus.unit), augmenter)
    heldOut = Self.readings(out, augmenter)
  }

  private static func methodsToHoldOut(_ methods: Set<String>, share: Double, seed: UInt64) -> Set<String> {
    var stream = RandomStream(seed: seed, purpose: .shuffling, -1)
    let order = methods.sorted().shuffled(using: &stream)
    return Set(order.prefix(Int((share * Double(order.count)).rounded(.up))))
  }

  private static func readings(_ corpus: ScanpathSet, _ augmenter: Augmenter) -> [MethodReading] {
    augmenter.augment(corpus).enumerated().map { place, path in
      let code = corpus.code(ofScanpath: place)
      let looking = LookingTime(corpus.scanpaths[place].visits, tokenCount: code.tokens.count)
      return MethodReading(
        participant: path.participant, signal: AttentionSignal(path, looking: looking, of: code))
    }
  }
}
