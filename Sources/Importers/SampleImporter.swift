import Basics
import Recordings

/// Imports files of raw samples, or of the fixations that the tracker's software found, trial by trial.
///
/// The file is read twice: first its initial rows, to infer undeclared settings, then all of it. A trial is a run of
/// rows with the same participant, stimulus and trial.
struct SampleImporter<Source: SampleSource> {
  let path: String
  let settings: ImportSettings
  private var units: RecordingUnits
  private var report = ImportReport(format: Source.format)
  private var stimuli: StimulusFiles
  private let files: SourceFiles
  private var declared: DeclaredParticipant

  init(_ path: String, _ settings: ImportSettings) throws {
    self.path = path
    self.settings = settings
    var probing = settings
    probing.plugin = nil
    let probe = try Source(path, probing)
    try Self.check(probe, settings)
    var inference = UnitInference(hasSamples: probe.hasSamples)
    var rows = 0
    while rows < UnitInference.rows, let outcome = try probe.next() {
      guard case .sample(let row) = outcome else { continue }
      inference.add(row)
      rows += 1
    }
    units = try RecordingUnits(inference, probe, path: path, settings: settings)
    stimuli = try StimulusFiles(settings, screen: units.screen)
    files = SourceFiles(settings: settings, folder: stimuli.codeFolder)
    declared = DeclaredParticipant(settings)
    for note in units.notes { report.note(note) }
  }

  /// Refuses settings that ask for what the file does not have.
  private static func check(_ source: Source, _ settings: ImportSettings) throws {
    func fault(_ problem: String, _ remedy: String) -> DataLineError {
      DataLineError(path: source.path, line: 0, problem: problem, remedy: remedy)
    }
    if settings.source == .fixations, source.fixations == nil {
      throw fault(
        "the file has no fixations of the tracker's software", "leave source out: fixations are found in the samples")
    }
    if !source.hasSamples, settings.source == .samples || source.fixations == nil {
      throw fault("the file has fixations alone and no samples", "leave source out")
    }
    guard settings.eyes != .both else { return }
    switch source.eyes {
    case .together:
      throw fault("the file has the gaze of both eyes together only", "leave eyes out, or export each eye's gaze")
    case .separate(let left, let right):
      guard settings.eyes == .left ? left : right else {
        throw fault("the file has no \(settings.eyes.rawValue) eye", "leave eyes out, or name the other eye")
      }
    }
    if let fixations = source.fixations, !fixations.isByEye, settings.source != .samples {
      throw fault(
        "the tracker's fixations are those of both eyes together",
        "leave eyes out, or take the eye's samples with source: samples")
    }
  }

  /// Calls `body` with every trial.
  mutating func read(_ body: (ImportedTrial) throws -> Void) throws -> ImportReport {
    let source = try Source(path, settings)
    var current: RecordingBuilder?
    // The trial before, while its last fixation may go on.
    var waiting: RecordingBuilder?
    while let outcome = try source.next() {
      report.rows += 1
      switch outcome {
      case .excluded(let reason): report.exclusions.add(reason, at: source.place)
      case .sample(var row):
        row.participant = try declared.participant(inPlaceOf: row.participant, path: path, line: source.line)
        if current?.holds(row) != true {
          try finish(&waiting, body)
          let builder = RecordingBuilder(row, after: current, units: units, settings: settings, source: source)
          if builder.isWaiting { waiting = current } else { try finish(&current, body) }
          current = builder
        }
        waiting?.extend(row)
        current?.append(row, place: source.place)
        if waiting != nil, current?.isWaiting != true { try finish(&waiting, body) }
      }
    }
    try finish(&waiting, body)
    try finish(&current, body)
    report.exclusions.add(source.leftovers)
    try report.requireUsableRows(path, settings)
    return report
  }

  private mutating func finish(_ builder: inout RecordingBuilder?, _ body: (ImportedTrial) throws -> Void) throws {
    guard let finished = builder?.finished() else { return }
    let firstPlaces = builder?.firstPlaces ?? [:]
    builder = nil
    switch finished {
    case .fixations(var trial):
      try stimuli.complete(&trial, &report)
      BoxHitTest(boxes: trial.boxes).assign(&trial)
      try deliver(.fixations(trial), body)
    case .samples(var recording):
      try stimuli.complete(&recording, &report)
      for part in try files.parts(of: recording, firstPlaces: firstPlaces) {
        try deliver(.samples(part), body)
      }
    }
  }

  private mutating func deliver(_ trial: ImportedTrial, _ body: (ImportedTrial) throws -> Void) throws {
    report.trials += 1
    report.exclusions.add(trial.exclusions)
    try body(trial)
  }
}
