import Basics
import Recordings

/// The units of a recording: declared, named by the file, or inferred.
struct RecordingUnits {
  private(set) var time: TimeUnit
  private(set) var coordinates = CoordinateUnit.pixels
  /// The unit of the fixations' positions; nil when the file has none and a fixation is where the gaze was on average.
  private(set) var points: CoordinateUnit?
  /// The unit of the fixations' durations; nil when they are computed from the times of their rows.
  private(set) var duration: TimeUnit?
  /// The interval between samples, in milliseconds; 0 when unknown.
  private(set) var interval = 0.0
  /// See `UnitInference.roundedStep`.
  private(set) var roundedStep: Double?
  /// Whether the rows are samples; if not, they have fixations alone.
  let hasSamples: Bool
  private(set) var screen: ScreenSize?
  private(set) var notes: [String]

  init(
    _ inference: UnitInference, _ source: some SampleSource, path: String, settings: ImportSettings
  ) throws {
    screen = settings.screen ?? source.screen
    hasSamples = source.hasSamples
    notes = source.notes
    try settings.checkTimeUnit(stated: source.timeUnit, by: type(of: source).format, path)
    if let declared = settings.timeUnit ?? source.timeUnit {
      time = declared
    } else {
      let inferred = try inference.timeUnit(path)
      time = inferred.unit
      notes.append(inferred.note)
    }
    interval = (inference.interval ?? 0) * time.milliseconds
    roundedStep = inference.roundedStep(time)
    if let roundedStep {
      notes.append(
        "times are printed in steps of \(roundedStep * time.milliseconds) ms, and the tracker is faster: samples with the "
          + "same time are spread over the step")
    }
    try inferCoordinates(inference, source, path, settings)
    if let fixations = source.fixations { try inferFixations(inference, fixations, path, settings) }
    guard coordinates == .normalized || points == .normalized, screen == nil else { return }
    throw DataLineError(
      path: path, line: 0, problem: "the coordinates are shares of the screen, and its size is not known",
      remedy: "give the screen's size in pixels: --screen 1920x1080")
  }

  private mutating func inferCoordinates(
    _ inference: UnitInference, _ source: some SampleSource, _ path: String, _ settings: ImportSettings
  ) throws {
    guard hasSamples else { return }
    if let declared = settings.coordinateUnit ?? source.coordinateUnit {
      coordinates = declared
    } else if let inferred = inference.coordinateUnit() {
      coordinates = inferred.unit
      notes.append(inferred.note)
    }
    let isDeclared = settings.coordinateUnit != nil
    try inference.check(coordinates, isOfPoints: false, isDeclared: isDeclared, screen: screen, path)
  }

  private mutating func inferFixations(
    _ inference: UnitInference, _ fixations: StoredFixations, _ path: String, _ settings: ImportSettings
  ) throws {
    if fixations.hasPoints {
      points = settings.coordinateUnit ?? fixations.pointUnit
      if points == nil, let inferred = inference.coordinateUnit(isOfPoints: true) {
        points = inferred.unit
        notes.append(inferred.note)
      }
      let unit = points ?? .pixels
      let isDeclared = settings.coordinateUnit != nil
      try inference.check(unit, isOfPoints: true, isDeclared: isDeclared, screen: screen, path)
      points = unit
    }
    if fixations.hasDurations {
      duration = fixations.durationUnit
      if duration == nil, let inferred = inference.durationUnit(time) {
        duration = inferred.unit
        notes.append(inferred.note)
      }
    }
    guard duration == nil else { return }
    guard !inference.hasRowForEachFixation else {
      throw DataLineError(
        path: path, line: 1,
        problem: fixations.hasDurations
          ? "the unit of the fixations' durations is not stated, and their values do not tell"
          : "the fixations have one row each and no duration",
        remedy: "export the duration of eye movements, with its unit")
    }
    notes.append(
      "durations of fixations computed from the times of their samples"
        + (fixations.hasDurations ? ": those of the file agree with the times in no unit" : ""))
  }

  /// The place of the gaze in pixels; nil when the file has none or it cannot be on any screen.
  func position(_ x: Double?, _ y: Double?) -> ScreenPoint? { position(x, y, in: coordinates) }

  /// The place of a fixation; likewise.
  func point(of fixation: RawFixation) -> ScreenPoint? {
    points.flatMap { position(fixation.x, fixation.y, in: $0) }
  }

  private func position(_ x: Double?, _ y: Double?, in unit: CoordinateUnit) -> ScreenPoint? {
    guard var x, var y else { return nil }
    if unit == .normalized, let screen {
      x *= screen.width
      y *= screen.height
    }
    return abs(x) < 1e5 && abs(y) < 1e5 ? ScreenPoint(x: x, y: y) : nil
  }
}
