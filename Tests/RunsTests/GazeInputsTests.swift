import Basics
import Collectives
import Corpus
import Foundation
import TestSupport
import Testing
import Tokenization
import Training

@testable import Recordings
@testable import Runs
@testable import Scanpaths

/// What of recordings, priors and targets goes into a run.
struct GazeInputsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let methods = [
    ("twice", "int twice(int n) { return 2 * n; }", "doubles a number"),
    ("half", "int half(int n) { int result = n / 2; return result; }", "halves a number"),
    ("name", "String name() { return this.name; }", "returns the name"),
    ("sum", "int sum(int[] a) { int s = 0; for (int x : a) { s += x; } return s; }", "adds up all values"),
    ("isEmpty", "boolean isEmpty() { return size == 0; }", "tells whether there is nothing"),
  ]

  /// Trials of three readers of each method, who look at different tokens.
  ///
  /// - Parameter duration: of a fixation, from the method's place, the reader and the fixation's number.
  private func trials(
    readers: (Int) -> Range<Int> = { _ in 0..<3 },
    duration: (Int, Int, Int) -> Double = { 100 + Double($2) }
  ) throws -> String {
    let path = folder.path("trials.jsonl")
    try TrialFile.write(to: path) { write in
      for (place, (name, source, _)) in Self.methods.enumerated() {
        let code = try Labeller(.java).label(source, id: name)
        for reader in readers(place) {
          var trial = ReadingTrial(
            participant: "p\(reader)", method: name, language: "java", code: source,
            provenance: Provenance(format: .fovea, file: "test", line: 0))
          trial.tokens = FixationMapper.trialTokens(of: code, source: source)
          trial.fixations = (0..<4).map {
            Fixation(duration: duration(place, reader, $0), tokens: [(place + reader + 3 * $0) % code.tokens.count])
          }
          try write(trial)
        }
      }
    }
    return path
  }

  private func targets(_ change: (Int, String) -> String? = { $1 }) throws -> String {
    let rows = Self.methods.enumerated().compactMap { place, method in
      change(place, "{\"method\": \"\(method.0)\", \"code\": \"\(method.1)\", \"summary\": \"\(method.2)\"}")
    }
    return try folder.file("targets.jsonl", rows.joined(separator: "\n") + "\n")
  }

  private func setting(
    _ change: (inout TrainingConfiguration) throws -> Void
  ) throws -> (TrainingConfiguration, TaskData, Tokenizer) {
    let lines = Self.methods.map { "{\"source\": \"\($0.1)\", \"target\": \"\($0.2)\"}" }
    let pairs = try folder.file("pairs.jsonl", lines.joined(separator: "\n") + "\n")
    let tokenizer = try TokenizerTrainer(vocabularySize: 320, minimalFrequency: 1, sentinelCount: 0).train(on: lines)
    var configuration = TrainingConfiguration()
    configuration.task = .pairs
    try change(&configuration)
    let data = try TaskData(.pairs(pairs), tokenizer: tokenizer, limits: LengthLimits(), maximumBadLines: 0)
    return (configuration, data, tokenizer)
  }

  private func inputs(_ change: (inout TrainingConfiguration) throws -> Void) throws -> GazeInputs {
    let (configuration, data, tokenizer) = try setting(change)
    return try EncodedGazeInputs.load(configuration, data: data, tokenizer: tokenizer).decoded()
  }

  @Test func everyReadingOfATargetBecomesASample() throws {
    let inputs = try self.inputs {
      $0.gaze.trials = try self.trials()
      $0.gaze.targets = try self.targets()
      $0.gaze.expansion.variants = 2
    }
    #expect(inputs.heldOut.samples.isEmpty && inputs.targets == nil)
    #expect(inputs.training.account.readings == 15 * 3, "recorded readings and two variants of each")
    #expect(Set(inputs.training.samples.map(\.method)) == Set(Self.methods.map(\.0)))
    #expect(inputs.training.samples.map(\.sample.identifier) == Array(inputs.training.samples.indices))
  }

  @Test func heldOutMethodsLeaveNoTraceInTraining() throws {
    func inputs(_ seed: UInt64) throws -> GazeInputs {
      try self.inputs {
        $0.seed = seed
        $0.gaze.trials = try self.trials()
        $0.gaze.targets = try self.targets()
        $0.gaze.heldOutShare = 0.4
        $0.gaze.expansion.variants = 1
      }
    }
    let first = try inputs(1)
    let held = Set(first.heldOut.samples.map(\.method))
    #expect(held.count == 2)
    #expect(held.isDisjoint(with: first.training.samples.map(\.method)))
    #expect(first.heldOut.samples.count == 6, "held-out readings have no variants")
    #expect(try inputs(1) == first)
    let others = try (2...6).map { Set(try inputs($0).heldOut.samples.map(\.method)) }
    #expect(others.contains { $0 != held }, "the seed decides")
  }

  private func heldOut(_ by: HoldOutSettings.Unit, _ folds: Int, _ fold: Int = 0, priors: String = "") throws
    -> GazeInputs
  {
    try inputs {
      $0.gaze.trials = try self.trials()
      $0.gaze.targets = try self.targets()
      ($0.gaze.holdOut.by, $0.gaze.holdOut.folds, $0.gaze.holdOut.fold) = (by, folds, fold)
      $0.gaze.expansion.variants = 1
      $0.gaze.priors = priors
    }
  }

  @Test func heldOutPeopleLeaveNoTraceInTraining() throws {
    let people = try (0..<3).map { try heldOut(.participants, 3, $0) }
    #expect(Set(people.flatMap(\.heldOutParticipants)) == ["p0", "p1", "p2"])
    for inputs in people {
      #expect(inputs.heldOutParticipants.count == 1 && inputs.heldOutMethods.isEmpty)
      #expect(Set(inputs.heldOut.samples.map(\.participant)) == Set(inputs.heldOutParticipants))
      #expect(inputs.heldOut.samples.count == 5)
      #expect(Set(inputs.training.samples.map(\.participant)).isDisjoint(with: inputs.heldOutParticipants))
      #expect(Set(inputs.training.samples.map(\.method)).count == 5)
    }
    let both = try heldOut(.both, 2)
    let (methods, readers) = (Set(both.heldOutMethods), Set(both.heldOutParticipants))
    #expect(!methods.isEmpty && !readers.isEmpty && !both.heldOut.samples.isEmpty)
    #expect(both.heldOut.samples.allSatisfy { methods.contains($0.method) && readers.contains($0.participant) })
    #expect(!both.training.samples.contains { methods.contains($0.method) || readers.contains($0.participant) })
    let left = 15 - both.heldOut.samples.count - both.training.samples.count / 2
    #expect(both.remarks.map(\.text).contains { $0.hasPrefix("\(left) readings of a held-out method or person") })
  }

  @Test func priorsAreThoseOfTheReadingsForTraining() throws {
    let corpus = try LoadedTrials(path: trials()).corpus
    var gaze = GazeConfiguration()
    for unit in HoldOutSettings.Unit.allCases {
      (gaze.holdOut.by, gaze.holdOut.folds) = (unit, 2)
      let split = try RecordedReadings(corpus, gaze, seed: 1)
      let kept = corpus.scanpaths.filter { split.holdOut.side(of: $0) == .training }
      #expect(split.priors == LabelPriors(corpus: try ScanpathSet(codes: corpus.codes, scanpaths: kept)))
      #expect(split.priors != LabelPriors(corpus: corpus))
    }
  }

  @Test func priorsOfHeldOutReadingsAreRefused() throws {
    let corpus = try LoadedTrials(path: trials()).corpus
    let priors = folder.path("priors")
    try EyeMulatorPriorFiles(LabelPriors(corpus: corpus)).write(toFolder: priors)
    func refused(_ by: HoldOutSettings.Unit, _ folds: Int, _ fold: Int) -> InvalidSetting? {
      #expect(throws: InvalidSetting.self) { try heldOut(by, folds, fold, priors: priors) }
    }
    #expect(refused(.methods, 5, 0)?.keyPath == "gaze.priors")
    #expect(refused(.methods, 5, 0)?.problem.contains("provenance.json") == true)
    #expect(try heldOut(.methods, 0, priors: priors).heldOut.samples.isEmpty, "without a hold-out there is no leak")

    try PriorProvenance(of: corpus.scanpaths, trials: "trials.jsonl", sha256: "", heldOut: nil)
      .write(toFolder: priors)
    #expect(refused(.methods, 5, 0)?.problem.contains("3 are among the 3") == true)

    var settings = HoldOutSettings()
    (settings.by, settings.folds) = (.participants, 3)
    let held = try HoldOut(settings, of: corpus.scanpaths)
    let kept = corpus.scanpaths.filter { held.side(of: $0) == .training }
    try PriorProvenance(of: kept, trials: "trials.jsonl", sha256: "", heldOut: settings).write(toFolder: priors)
    #expect(try heldOut(.participants, 3, 0, priors: priors).heldOut.samples.count == 5)
    #expect(refused(.participants, 3, 1)?.problem.contains("5 are among the 5") == true)
  }

  @Test func moreFoldsThanMethodsOrPeopleAreNamed() throws {
    for (by, folds, text) in [(HoldOutSettings.Unit.methods, 6, "5 methods"), (.participants, 4, "3 participants")] {
      let error = #expect(throws: InvalidSetting.self) { try heldOut(by, folds) }
      #expect(error?.keyPath == "gaze.hold_out.folds" && error?.problem.contains(text) == true)
    }
  }

  @Test func controlsChangeTrainingAndNeverWhatIsMeasured() throws {
    func inputs(_ control: SignalControl) throws -> GazeInputs {
      try self.inputs {
        $0.objective.control = control
        $0.gaze.trials = try self.trials()
        $0.gaze.targets = try self.targets()
        $0.gaze.heldOutShare = 0.4
      }
    }
    let plain = try inputs(.none)
    for control in SignalControl.allCases where control != .none {
      let controlled = try inputs(control)
      #expect(controlled.heldOut == plain.heldOut, "\(control)")
      #expect(controlled.training.samples.map(\.signal) != plain.training.samples.map(\.signal), "\(control)")
      #expect(controlled.training.samples.map(\.sample.source) == plain.training.samples.map(\.sample.source))
    }
  }

  @Test func aConsensusIsTheMeanOfTheReadersOfAMethod() throws {
    func inputs(_ consensus: Bool) throws -> GazeInputs {
      try self.inputs {
        $0.objective.kind = .align
        $0.objective.align.consensus = consensus
        $0.gaze.trials = try self.trials(duration: { _, reader, _ in 100 * Double(reader + 1) })
        $0.gaze.targets = try self.targets()
        $0.gaze.heldOutShare = 0.2
        $0.gaze.expansion.variants = 1
      }
    }
    let (own, common) = (try inputs(false), try inputs(true))
    #expect(own.heldOut == common.heldOut, "the consensus is a target, never what is measured")
    #expect(own.training.samples.map(\.signal.weights) == common.training.samples.map(\.signal.weights))
    for (method, samples) in Dictionary(grouping: common.training.samples, by: \.method) {
      #expect(Set(samples.map(\.signal.looking)).count == 1, "\(method)")
      // The recorded readings come first; each counts the same, though one lasts three times as long as another.
      let readings = own.training.samples.filter { $0.method == method }.prefix(3)
      let targets = try readings.map { try #require(AlignmentTarget($0.signal)).looking.shares }
      let expected = targets[0].indices.map { place in targets.reduce(0) { $0 + $1[place] } / 3 }
      let shares = try #require(AlignmentTarget(samples[0].signal)).looking.shares
      #expect(zip(shares, expected).allSatisfy { abs($0 - $1) < 1e-6 }, "\(method)")
    }
  }

  @Test func anotherReaderNeedsOne() throws {
    func inputs(_ readers: @escaping (Int) -> Range<Int>) throws -> GazeInputs {
      try self.inputs {
        $0.objective.kind = .align
        $0.objective.control = .otherReader
        $0.gaze.trials = try self.trials(readers: readers)
        $0.gaze.targets = try self.targets()
      }
    }
    let all = try inputs { _ in 0..<2 }
    for samples in Dictionary(grouping: all.training.samples, by: \.method).values {
      #expect(samples.map(\.participant) == ["p0", "p1"])
    }
    #expect(!all.remarks.map(\.text).contains { $0.contains("nobody else") })
    let some = try inputs { $0 == 0 ? 0..<1 : 0..<2 }
    #expect(
      some.remarks.contains { if case .warning(let text) = $0 { text.hasPrefix("1 of 9 readings") } else { false } })
    let error = #expect(throws: InvalidSetting.self) { try inputs { _ in 1..<2 } }
    #expect(error?.keyPath == "objective.control")
  }

  @Test func alignmentNeedsLookingTime() throws {
    func inputs(_ kind: ObjectiveConfiguration.Kind, _ duration: @escaping (Int) -> Double) throws -> GazeInputs {
      try self.inputs {
        $0.objective.kind = kind
        $0.gaze.trials = try self.trials(duration: { place, _, _ in duration(place) })
        $0.gaze.targets = try self.targets()
      }
    }
    let error = #expect(throws: DataLineError.self) { try inputs(.align) { _ in 0 } }
    #expect(error?.problem.contains("looking time") == true)
    #expect(try inputs(.reward) { _ in 0 }.training.samples.count == 15, "the reward can do without")
    let some = try inputs(.align) { $0 == 2 ? 0 : 50 }
    #expect(some.training.samples.count == 15, "the batches stay the same")
    #expect(some.remarks.contains { if case .warning(let text) = $0 { text.hasPrefix("3 of 15") } else { false } })
  }

  @Test func whatDoesNotFitIsCountedAndNothingLeftIsAnError() throws {
    let partly = try inputs {
      $0.gaze.trials = try self.trials()
      $0.gaze.targets = try self.targets { place, row in
        place == 0 ? nil : place == 1 ? row.replacingOccurrences(of: "/ 2", with: "/ 3") : row
      }
    }
    #expect(partly.training.account.withoutTarget == 3)
    #expect(partly.training.account.differentText == 3)
    #expect(
      partly.remarks.map(\.text).contains { $0.contains("3 without a target") && $0.contains("3 of another text") })

    let error = #expect(throws: DataLineError.self) {
      try inputs {
        $0.gaze.trials = try self.trials()
        $0.gaze.targets = try folder.file("others.jsonl", "{\"method\": \"other\", \"summary\": \"s\"}\n")
      }
    }
    #expect(error?.diagnosis.exitCode == .badData && error?.problem.contains("15 without a target") == true)
  }

  @Test func methodsWithoutReadingsTakePseudoScanpathsWhenAsked() throws {
    let onlyTwo = try self.trials()
    let kept = try TrialFile.read(onlyTwo).filter { ["twice", "half"].contains($0.method) }
    try TrialFile.write(to: onlyTwo) { write in for trial in kept { try write(trial) } }
    func methods(_ pseudo: Bool) throws -> [String: Set<String>] {
      let inputs = try self.inputs {
        $0.gaze.trials = onlyTwo
        $0.gaze.targets = try self.targets()
        $0.gaze.pseudoScanpaths = pseudo
      }
      return Dictionary(grouping: inputs.training.samples) {
        $0.participant == "pseudo-scanpath" ? "pseudo" : "recorded"
      }
      .mapValues { Set($0.map(\.method)) }
    }
    #expect(try methods(false) == ["recorded": ["twice", "half"]])
    let both = try methods(true)
    #expect(both["recorded"] == ["twice", "half"])
    #expect(both["pseudo"]?.isSubset(of: ["name", "sum", "isEmpty"]) == true)
  }

  @Test func targetsTakeGazeFromNamesThatTheyRepeatOrFromTheirOwnCode() throws {
    let onText = try inputs {
      $0.objective.kind = .weighted
      $0.gaze.trials = try self.trials()
      $0.gaze.targets = try self.targets()
      $0.gaze.pseudoScanpaths = true
    }
    let (_, data, _) = try setting { _ in }
    let targets = try #require(onText.targets)
    let (weights, carries) = (targets.weights(of: data.corpus), targets.carriesGaze(of: data.corpus))
    for (weight, carries) in zip(weights.joined(), carries.joined()) { #expect(carries ? weight > 3 : weight == 1) }
    // "returns the name": its method is read as name and this.name.
    let name = try #require(Self.methods.map(\.0).firstIndex(of: "name"))
    #expect(carries[name].contains(true))

    let onCode = try inputs {
      $0.objective.kind = .weighted
      $0.gaze.targetLanguage = "java"
      $0.gaze.pseudoScanpaths = true
      $0.gaze.priors = "\(ShippedConfigurationTests.folder)/data/embedded-java/priors"
    }
    #expect(try #require(onCode.targets).tokenCount == data.corpus.lengths.reduce(0) { $0 + $1.target })
  }

  @Test func aStrengthOfZeroWeighsNothing() throws {
    let inputs = try self.inputs {
      $0.objective.kind = .weighted
      $0.objective.weighted.strength = 0
      $0.gaze.trials = try self.trials()
      $0.gaze.targets = try self.targets()
      $0.gaze.pseudoScanpaths = true
    }
    let (_, data, _) = try setting { _ in }
    let targets = try #require(inputs.targets)
    #expect(targets.weights(of: data.corpus).joined().allSatisfy { $0 == 1 })
    #expect(targets.carriesGaze(of: data.corpus).joined().contains(true))
  }

  /// S8: EyeMulator's published program gives every target token of a sample the largest weight of its source tokens.
  @Test func thePublishedWeightingGivesASampleOneWeight() throws {
    func weights(
      _ behaviour: EyeMulatorBehaviour, strength: Double = 1
    ) throws -> (weights: [[Float]], carries: [[Bool]]) {
      let inputs = try self.inputs {
        $0.objective.kind = .weighted
        $0.objective.weighted.strength = strength
        $0.gaze.behaviour = behaviour
        $0.gaze.trials = try self.trials()
        $0.gaze.targets = try self.targets()
      }
      let (_, data, _) = try setting { _ in }
      let targets = try #require(inputs.targets)
      return (targets.weights(of: data.corpus), targets.carriesGaze(of: data.corpus))
    }
    let (published, carries) = try weights(.artifact)
    // The largest of the tokens' own weights in the first reading of each method.
    let corpus = try LoadedTrials(path: folder.path("trials.jsonl")).corpus
    let readings = try RecordedReadings(corpus, GazeConfiguration(), seed: 1)
    let formula = TokenWeights(
      WeightedSettings(), priors: readings.priors,
      patternCounts: RunPriors(
        readings.priors, patterns: readings.patterns, readings: readings.recordedForTraining
      ).countsOfRecordedPatterns)
    for (place, method) in Self.methods.enumerated() {
      let signal = try #require(readings.training.first { $0.signal.code == method.0 }).signal
      let bytes = signal.tokens.indices.map { $0..<$0 + 1 }
      let largest = try #require(
        formula.weights(of: SubwordSignal(signal, tokenBytes: bytes, subwordBytes: bytes[...])).max())
      #expect(largest > 3 && published[place].allSatisfy { $0 == largest }, "\(method.0): \(published[place])")
      #expect(carries[place].allSatisfy { $0 })
    }
    #expect(Set(published.map { $0[0] }).count > 1, "the methods differ")
    let corrected = try weights(.corrected).weights
    #expect(corrected.contains { Set($0).count > 1 }, "the formula weights tokens one by one")
    #expect(try weights(.artifact, strength: 0).weights.joined().allSatisfy { $0 == 1 })
  }

  @Test func aSecondRunFindsTheInputsInTheCacheAndAChangedSettingDoesNot() throws {
    func inputs(_ radius: Int) throws -> GazeInputs {
      try self.inputs {
        $0.gaze.trials = folder.path("trials.jsonl")
        $0.gaze.targets = folder.path("targets.jsonl")
        $0.gaze.cache = folder.path("cache")
        $0.gaze.augmentation.adjacencyLines = radius
      }
    }
    _ = (try self.trials(), try targets())
    let first = try inputs(1)
    let second = try inputs(1)
    #expect(second.training == first.training)
    #expect(
      second.remarks.map(\.text).contains { $0.hasPrefix("taken from") }
        && !first.remarks.map(\.text).contains { $0.hasPrefix("taken from") })
    #expect(!(try inputs(0)).remarks.map(\.text).contains { $0.hasPrefix("taken from") })

    // Other recordings under the same name are other inputs.
    let fewer = try TrialFile.read(folder.path("trials.jsonl")).dropLast()
    try TrialFile.write(to: folder.path("trials.jsonl")) { write in for trial in fewer { try write(trial) } }
    #expect(!(try inputs(1)).remarks.map(\.text).contains { $0.hasPrefix("taken from") })
  }

  @Test func aDamagedEntryOfTheCacheIsMadeAnewWithAWarning() throws {
    func inputs() throws -> GazeInputs {
      try self.inputs {
        $0.gaze.trials = folder.path("trials.jsonl")
        $0.gaze.targets = folder.path("targets.jsonl")
        // Version 0.1 kept the cache in a file; its name means the folder of that name without its ending.
        $0.gaze.cache = folder.path("gaze.sqlite")
      }
    }
    _ = (try self.trials(), try targets())
    let first = try inputs()
    let entries = try FileManager.default.contentsOfDirectory(atPath: folder.path("gaze"))
    let entry = "gaze/\(try #require(entries.first))"
    #expect(entries.count == 1)
    try folder.file(entry, folder.bytes(entry).dropLast())
    let second = try inputs()
    #expect(second.training == first.training)
    #expect(
      second.remarks.contains { if case .warning(let text) = $0 { text.contains(folder.path(entry)) } else { false } },
      "\(second.remarks)")
    #expect(try inputs().remarks.contains(.note("taken from \(folder.path("gaze"))")))
    #expect(!FileManager.default.fileExists(atPath: folder.path("gaze.sqlite")))
  }

  @Test func aMessageCarriesInputsAndWhatHappenedToThem() throws {
    var inputs = GazeInputs()
    inputs.heldOutMethods = ["a\nb", "c"]
    inputs.remarks = [.note("made\nof two lines")]
    var encoded = try EncodedGazeInputs(inputs)
    encoded.remarks = [.note("taken from \"somewhere\""), .warning("é\n")]
    let message = try encoded.message()
    let arrived = try EncodedGazeInputs(message: message)
    #expect(arrived == encoded && arrived.content == encoded.content)
    let decoded = try arrived.decoded()
    #expect(decoded.heldOutMethods == inputs.heldOutMethods && decoded.remarks == inputs.remarks + encoded.remarks)
    // A slice of a larger buffer does not begin at 0.
    #expect(try EncodedGazeInputs(message: (Data([1, 2]) + message).dropFirst(2)) == encoded)
    for garbage in [Data(), Data("no message".utf8), Data("{}\nx".utf8), message.prefix(10)] {
      #expect(throws: DecodingError.self) { try EncodedGazeInputs(message: garbage) }
    }
    #expect(throws: (any Error).self) { try EncodedGazeInputs(message: message.dropLast(9)).decoded() }
  }

  @Test func settingsThatDoNotFitAreNamed() throws {
    func problems(_ change: (inout TrainingConfiguration) -> Void) -> [String] {
      var configuration = TrainingConfiguration()
      configuration.tokenizer = "t"
      (configuration.data.train.file, configuration.data.valid.file) = ("a", "b")
      change(&configuration)
      return configuration.invalidSettings().map(\.keyPath)
    }
    #expect(problems { _ in }.isEmpty)
    #expect(problems { $0.objective.kind = .reward } == ["gaze.trials"])
    #expect(problems { $0.objective.kind = .weighted } == ["gaze"])
    #expect(problems { $0.gaze.trials = "t.jsonl" } == ["gaze.targets"])
    #expect(problems { $0.gaze.heldOutShare = 1 } == ["gaze.held_out_share"])
    #expect(problems { $0.gaze.holdOut.folds = 3 } == ["gaze.hold_out.folds"], "nothing to hold out")
    #expect(
      problems {
        ($0.gaze.trials, $0.gaze.targets) = ("t.jsonl", "m.jsonl")
        ($0.gaze.holdOut.folds, $0.gaze.heldOutShare) = (3, 0.2)
      } == ["gaze.held_out_share"])
    #expect(problems { $0.evaluation.samples = 3 } == ["evaluation.samples"])
    #expect(problems { $0.evaluation.generation.beams = 3 } == ["evaluation.generation"])
    #expect(problems { $0.evaluation.test.source = "x" } == ["evaluation.test.file"])
    #expect(problems { $0.gaze.sourceLanguage = "cobol" } == ["gaze.source_language"])
    #expect(problems { $0.objective.reward.weight = .infinity } == ["objective.reward.weight"])
    #expect(problems { $0.objective.reward.layers = [0, 0] } == ["objective.reward.layers"])
    #expect(problems { $0.objective.reward.heads = [-1] } == ["objective.reward.heads"])
    #expect(
      problems {
        $0.objective.reward.heads = [1]
        $0.objective.reward.estimator = .selfCritical
      } == ["objective.reward.heads"])
    func aligned(_ change: (inout TrainingConfiguration) -> Void) -> [String] {
      problems {
        $0.objective.kind = .align
        ($0.gaze.trials, $0.gaze.targets) = ("t.jsonl", "m.jsonl")
        change(&$0)
      }
    }
    #expect(problems { $0.objective.kind = .align } == ["gaze.trials"])
    #expect(aligned { _ in }.isEmpty)
    #expect(aligned { $0.gaze.interval = 0 } == ["gaze.interval"])
    #expect(aligned { $0.objective.align.strength = -1 } == ["objective.align.strength"])
    #expect(aligned { $0.objective.align.warmupSteps = -1 } == ["objective.align.warmup_steps"])
    #expect(aligned { $0.objective.align.layers = [2, 2] } == ["objective.align.layers"])
    #expect(aligned { $0.objective.align.heads = [-2] } == ["objective.align.heads"])
    #expect(aligned { $0.objective.control = .fixatedOnly } == ["objective.control"])
    #expect(aligned { $0.objective.control = .otherReader }.isEmpty)
    #expect(
      aligned {
        $0.objective.control = .otherReader
        $0.objective.align.consensus = true
      } == ["objective.control"])
    for (kind, language, key) in [
      (ObjectiveConfiguration.Kind.preference, "", "objective.kind"), (.weighted, "java", "gaze.target_language"),
    ] {
      func artifact(_ configuration: inout TrainingConfiguration) {
        configuration.objective.kind = kind
        (configuration.gaze.pseudoScanpaths, configuration.gaze.priors) = (true, "p")
        configuration.gaze.targetLanguage = language
      }
      #expect(problems { artifact(&$0) }.isEmpty)
      #expect(
        problems {
          artifact(&$0)
          $0.gaze.behaviour = .artifact
        } == [key])
    }
    #expect(
      problems {
        $0.objective.kind = .preference
        $0.gaze.pseudoScanpaths = true
        $0.gaze.priors = "p"
        $0.training.labelSmoothing = 0.1
      } == ["training.label_smoothing"])
  }
}

extension Remark {
  fileprivate var text: String {
    switch self {
    case .note(let text), .warning(let text): text
    }
  }
}
