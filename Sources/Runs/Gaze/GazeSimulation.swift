import Basics
import Recordings
import Scanpaths
import Syntax

/// Writes recordings of simulated readers in EyeLink's ASC format, to try the commands on without people's data.
package struct GazeSimulation {
  private let labeller: Labeller
  private let reader: SimulatedReader
  private let language: ProgrammingLanguage
  private let layout: CodeLayout
  private let tracker: SimulatedTracker
  private let seed: UInt64

  package struct Report: Encodable, Sendable, Equatable {
    package var recordings = 0
    package var methods = 0
    package var fixations = 0
    package var samples = 0
  }

  /// - Throws: `InvalidSetting`.
  package init(
    language: ProgrammingLanguage, priors: EyeMulatorPriorFiles, layout: CodeLayout = CodeLayout(),
    tracker: SimulatedTrackerSettings, seed: UInt64
  ) throws {
    try layout.validate()
    try tracker.validate()
    reader = SimulatedReader(priors: priors.labelPriors())
    labeller = Labeller(language)
    self.language = language
    self.layout = layout
    self.tracker = SimulatedTracker(tracker)
    self.seed = seed
  }

  /// Writes `simulated-N.asc` for each reader, the methods' code in `code/`, and what the readers really looked at in
  /// `truth.jsonl`: trials with the token of each fixation and without the tracker's errors.
  ///
  /// - Throws: `SyntaxError` for code that is too long; `DataLineError` for names that are not distinct; `FileFailure`.
  package func write(
    _ methods: [GazeSynthesis.Method], readers: Int, to folder: String, progress: (Int) -> Void = { _ in }
  ) throws -> Report {
    let stimuli = try stimuli(methods)
    try Folder.make("\(folder)/code")
    for stimulus in stimuli {
      try AtomicFile.write(
        stimulus.source, to: "\(folder)/code/\(stimulus.code.id).\(language.fileExtensions[0])")
    }
    var report = Report(methods: stimuli.count)
    var truth: [ReadingTrial] = []
    for number in 1...max(1, readers) {
      var writer = EyeLinkASCWriter(reader: "\(Scanpath.simulatedPrefix)\(number)", screen: layout.screen)
      for stimulus in stimuli {
        let scanpath = reader.read(stimulus.code, reader: number, seed: seed)
        let recording = tracker.record(scanpath, over: stimulus.boxes, seed: seed)
        writer.add(recording, stimulus: stimulus.code.id, boxes: stimulus.boxes)
        let trial = trial(of: recording, scanpath, stimulus)
        report.fixations += trial.fixations.count
        report.samples += recording.samples.count
        truth.append(trial)
      }
      try AtomicFile.write(writer.contents, to: "\(folder)/\(Scanpath.simulatedPrefix)\(number).asc")
      report.recordings += 1
      progress(number)
    }
    try TrialFile.write(truth, to: "\(folder)/truth.jsonl")
    return report
  }

  private struct Stimulus {
    var code: LabelledCode
    var source: String
    var boxes: [TokenBox]
  }

  private func stimuli(_ methods: [GazeSynthesis.Method]) throws -> [Stimulus] {
    var names: Set<String> = []
    return try methods.enumerated().map { place, method in
      let name = String(
        GazeSynthesis.name(method, place).map { $0.isLetter || $0.isNumber || "._-".contains($0) ? $0 : "_" })
      guard names.insert(name.lowercased()).inserted else {
        throw DataLineError(
          path: name, line: 0, problem: "two methods have this name, and each needs files of its own",
          remedy: "give the methods different names (\"func_name\")")
      }
      let code = try labeller.label(method.code, id: name)
      return Stimulus(code: code, source: method.code, boxes: layout.boxes(of: code, source: method.code))
    }
  }

  private func trial(
    of recording: SimulatedTracker.Recording, _ scanpath: Scanpath, _ stimulus: Stimulus
  ) -> ReadingTrial {
    var trial = ReadingTrial(
      participant: scanpath.participant, method: stimulus.code.id, language: language.rawValue, code: stimulus.source,
      screen: layout.screen, boxes: stimulus.boxes,
      provenance: Provenance(format: .fovea, file: "simulated", line: 0), notes: ["simulated: no person read this"])
    trial.tokens = FixationMapper.trialTokens(of: stimulus.code, source: stimulus.source)
    trial.fixations = recording.events.compactMap { event in
      guard case .fixation(let samples, let token) = event,
        let box = stimulus.boxes.first(where: { $0.tokens.contains(token) })
      else { return nil }
      return Fixation(
        start: Double(samples.lowerBound) * recording.interval, duration: Double(samples.count) * recording.interval,
        position: box.rectangle.center, box: box.reference, tokens: [token])
    }
    return trial
  }
}
