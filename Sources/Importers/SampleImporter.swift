import Basics
import Recordings

/// Imports files of raw samples, trial by trial.
///
/// The file is read twice: first its initial rows, to infer undeclared settings, then all of it. A trial is a run of
/// rows with the same participant, stimulus and trial.
struct SampleImporter<Source: SampleSource> {
  let path: String
  let settings: ImportSettings
  private var units: RecordingUnits
  private var report = ImportReport(format: Source.format)
  private var stimuli: StimulusFiles

  init(_ path: String, _ settings: ImportSettings) throws {
    self.path = path
    self.settings = settings
    let probe = try Source(path, settings)
    var inference = UnitInference()
    var rows = 0
    while rows < UnitInference.rows, let outcome = try probe.next() {
      guard case .sample(let row) = outcome else { continue }
      inference.add(row)
      rows += 1
    }
    units = try RecordingUnits(inference, probe, path: path, settings: settings)
    stimuli = try StimulusFiles(settings, screen: units.screen)
    for note in units.notes { report.note(note) }
  }

  /// Calls `body` with every trial.
  mutating func read(_ body: (ImportedTrial) throws -> Void) throws -> ImportReport {
    let source = try Source(path, settings)
    var builder: RecordingBuilder?
    while let outcome = try source.next() {
      report.rows += 1
      switch outcome {
      case .excluded(let reason): report.exclusions.add(reason, at: source.place)
      case .sample(let row):
        if builder?.holds(row) != true {
          try finish(&builder, body)
          builder = RecordingBuilder(row, units: units, settings: settings, source: source)
        }
        builder?.append(row, place: source.place)
      }
    }
    try finish(&builder, body)
    try report.requireUsableRows(path, settings)
    return report
  }

  private mutating func finish(_ builder: inout RecordingBuilder?, _ body: (ImportedTrial) throws -> Void) throws {
    guard let finished = builder?.finished() else { return }
    builder = nil
    report.trials += 1
    switch finished {
    case .fixations(var trial):
      try stimuli.complete(&trial, &report)
      BoxHitTest(boxes: trial.boxes).assign(&trial)
      report.exclusions.add(trial.exclusions)
      try body(.fixations(trial))
    case .samples(var recording):
      try stimuli.complete(&recording, &report)
      report.exclusions.add(recording.exclusions)
      try body(.samples(recording))
    }
  }
}

/// The units of a recording: declared, named by the file, or inferred.
struct RecordingUnits {
  var time: TimeUnit
  var coordinates: CoordinateUnit
  var screen: ScreenSize?
  var notes: [String] = []

  init(
    _ inference: UnitInference, _ source: some SampleSource, path: String, settings: ImportSettings
  ) throws {
    screen = settings.screen ?? source.screen
    if let declared = settings.timeUnit ?? source.timeUnit {
      time = declared
    } else {
      let inferred = try inference.timeUnit(path)
      time = inferred.unit
      notes.append(inferred.note)
    }
    if let declared = settings.coordinateUnit ?? source.coordinateUnit {
      try inference.check(declared, screen: screen, path)
      coordinates = declared
    } else if let inferred = inference.coordinateUnit() {
      coordinates = inferred.unit
      notes.append(inferred.note)
      try inference.check(inferred.unit, screen: screen, path)
    } else {
      coordinates = .pixels
    }
    if coordinates == .normalized, screen == nil {
      throw DataLineError(
        path: path, line: 0, problem: "the coordinates are shares of the screen, and its size is not known",
        remedy: "declare screen_width and screen_height in pixels")
    }
  }

  /// The point in pixels; nil when the file has none or it cannot be on any screen.
  func position(_ x: Double?, _ y: Double?) -> ScreenPoint? {
    guard var x, var y else { return nil }
    if coordinates == .normalized, let screen {
      x *= screen.width
      y *= screen.height
    }
    return abs(x) < 1e5 && abs(y) < 1e5 ? ScreenPoint(x: x, y: y) : nil
  }
}

/// Collects the rows of one trial.
struct RecordingBuilder {
  private var recording: GazeRecording
  private var fixations: [Fixation] = []
  private var lastEvent: RawFixation?
  private let trial: String
  private let origin: Double
  private let units: RecordingUnits
  private let settings: ImportSettings
  private var sourceNumbers: [SourcePlace: Int32] = [:]

  init(_ row: RawGazeRow, units: RecordingUnits, settings: ImportSettings, source: some SampleSource) {
    recording = GazeRecording(
      participant: row.participant, method: row.stimulus, screen: units.screen,
      provenance: Provenance(format: type(of: source).format, file: source.path, line: source.line))
    recording.notes = units.notes
    trial = row.trial
    origin = row.time
    self.units = units
    self.settings = settings
  }

  func holds(_ row: RawGazeRow) -> Bool {
    row.stimulus == recording.method && row.participant == recording.participant && row.trial == trial
  }

  mutating func append(_ row: RawGazeRow, place: @autoclosure () -> String) {
    let time = (row.time - origin) * units.time.milliseconds
    if let last = recording.samples.last {
      guard time > last.time else { return recording.exclusions.add(.timeNotIncreasing, at: place()) }
      guard time - last.time < GazeRecording.longestPause else {
        return recording.exclusions.add(.timeJump, at: place())
      }
    }
    let eyes = [(row.left, settings.eyes != .right), (row.right, settings.eyes != .left)].map { eye, counts in
      guard counts, eye.isValid else { return EyeSample.lost }
      guard let position = units.position(eye.x, eye.y) else { return EyeSample.lost }
      return EyeSample(position: position, pupil: eye.pupil ?? 0, isValid: true)
    }
    let isMissing = (row.left.isValid || row.right.isValid) && !eyes[0].isValid && !eyes[1].isValid
    if isMissing, settings.eyes == .both { recording.exclusions.add(.validWithoutCoordinates, at: place()) }
    recording.samples.append(
      GazeSample(time: time, left: eyes[0], right: eyes[1], source: number(of: row.source)))
    appendEvent(row.event, time: time, place: place())
  }

  /// The trial in the form that the settings ask for.
  func finished() -> ImportedTrial {
    guard settings.source != .samples, !fixations.isEmpty || settings.source == .fixations else {
      return .samples(recording)
    }
    var exclusions = recording.exclusions
    if fixations.isEmpty { exclusions.add(.noFixations, at: recording.provenance.place) }
    return .fixations(
      ReadingTrial(
        participant: recording.participant, method: recording.method, screen: recording.screen, fixations: fixations,
        provenance: recording.provenance, exclusions: exclusions,
        notes: recording.notes + ["fixations as the tracker's software found them"]))
  }

  private mutating func number(of place: SourcePlace?) -> Int32 {
    guard let place else { return -1 }
    if let known = sourceNumbers[place] { return known }
    let number = Int32(recording.sources.count)
    recording.sources.append(place)
    sourceNumbers[place] = number
    return number
  }

  private mutating func appendEvent(_ event: RawFixation?, time: Double, place: @autoclosure () -> String) {
    defer { lastEvent = event }
    guard let event, event.index != lastEvent?.index || lastEvent == nil else { return }
    guard let position = units.position(event.x, event.y) else {
      recording.exclusions.add(.noCoordinates, at: place())
      return
    }
    guard Fixation.isPossible(duration: event.duration) else {
      recording.exclusions.add(.impossibleDuration, at: place())
      return
    }
    fixations.append(Fixation(start: time, duration: event.duration, position: position))
  }
}
