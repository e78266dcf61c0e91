import Basics
import Recordings

/// The exports of Tobii Pro Lab and its predecessor Tobii Studio: a table of samples, each with the fixation it belongs
/// to, or of fixations alone.
///
/// Pixels of the screen (DACS, ADCS) are preferred to those of the stimulus (MCS), and these to shares. Separated by tabs,
/// semicolons or commas.
final class TobiiProLabSource: SampleSource {
  static let format = GazeFormat.tobiiProLab
  static let usedSettings: Set<ImportSetting> = [
    .code, .interestAreas, .boxes, .timeUnit, .coordinates, .source, .eyes, .screen, .stimulusColumn, .participant,
  ]

  private let table: SampleTable
  private let sensor: Int?
  /// The column for key strokes, clicks and markers, which have rows of their own.
  private let event: Int?
  let timeUnit: TimeUnit?
  let coordinateUnit: CoordinateUnit?
  let screen: ScreenSize?
  let eyes: RecordedEyes
  let fixations: StoredFixations?
  let notes: [String]

  /// Whether the headings are those of Pro Lab or Studio.
  static func recognises(_ headings: Headings) -> Bool {
    if isEventTable(headings) { return true }
    guard !headings.columns(times + localTimes).isEmpty else { return false }
    return !headings.columns(["Gaze point left X", "Gaze point right X", "Gaze point X", "Fixation point X"]).isEmpty
  }

  init(_ path: String, _ settings: ImportSettings) throws {
    table = try SampleTable(path, decimal: settings.decimalSeparator)
    let headings = table.headings
    let (filled, first) = try table.probe()
    let time = try Self.time(headings, filled, settings)
    timeUnit = time.unit
    screen = Self.screen(headings, first)
    var columns = SampleColumns(time: time.index)
    let stored = try Self.fixationColumns(headings, filled, settings)
    columns.fixation = stored?.columns
    eyes = try Self.addEyes(headings, filled, to: &columns, needed: stored == nil)
    columns.placement = Self.placement(headings)
    columns.participant = headings.column("Participant name", "Participant")?.index
    columns.stimulus =
      try settings.stimulusColumn.map(headings.stimulusColumn)
      ?? headings.column(
        "Presented Stimulus name", "Presented Media name", "Stimulus name", "Media name", "StimuliName", "Media", "TOI")?
      .index
    columns.trial = ["Recording name", "Recording", "TOI", "Interval"].compactMap { headings.column($0)?.index }
    sensor = headings.column("Sensor")?.index
    event = headings.column("Event")?.index
    let isPlaced = columns.placement != nil
    func unit(_ point: PointColumns?) -> CoordinateUnit? {
      point?.system == .stimulusShares && isPlaced ? .pixels : point?.system.unit
    }
    coordinateUnit = unit(columns.left.point ?? columns.right.point)
    fixations = stored.map {
      StoredFixations(
        durationUnit: $0.durationUnit, hasDurations: $0.columns.duration != nil || $0.columns.end != nil,
        pointUnit: unit($0.columns.point), hasPoints: $0.columns.point != nil)
    }
    notes = Self.notes(columns)
    table.columns = columns
    table.participantIfUnnamed = settings.participant ?? TrackerFile.name(of: path)
    table.stimulusIfUnnamed = TrackerFile.name(of: path)
  }

  var path: String { table.path }
  var line: Int { table.line }
  var hasSamples: Bool { table.columns.left.point != nil || table.columns.right.point != nil }

  func next() throws -> RowOutcome? {
    guard try table.advance() else { return nil }
    if let sensor, let name = table.row.text(sensor), !["", "eyetracker"].contains(HeaderColumns.normalized(name).name)
    {
      return .excluded(.notGaze)
    }
    if let event, table.row.text(event)?.isEmpty == false, table.isWithoutPlace { return .excluded(.notGaze) }
    return try table.outcome()
  }

  private static let remedy = "export the samples with their timestamps, or the fixations, from Tobii Pro Lab"

  private static let times = ["Eyetracker timestamp", "Recording timestamp", "Computer timestamp"]
  private static let localTimes = ["LocalTimeStamp", "Local time", "Recording start time"]

  /// The tracker's own clock is the finest; the recording's clock may be rounded to milliseconds.
  private static func time(
    _ headings: Headings, _ filled: Set<Int>, _ settings: ImportSettings
  ) throws -> (index: Int, unit: TimeUnit?) {
    if let time = try headings.time(times, isFilled: filled.contains, declared: settings.timeUnit) { return time }
    if isEventTable(headings), let start = try headings.time(["Start"], declared: settings.timeUnit) { return start }
    if let local = headings.columns(localTimes).first {
      throw headings.fault(
        "the only time is \(local.text), a time of day", remedy: "export the Recording timestamp, too")
    }
    throw headings.fault("no column Recording timestamp", remedy: remedy)
  }

  /// Whether the table has a row for each event, as in Pro Lab's export of events in areas of interest.
  static func isEventTable(_ headings: Headings) -> Bool {
    headings.column("Event_type") != nil && headings.column("Start") != nil
      && headings.column("FixationPointX") != nil
  }

  /// Chooses each eye's columns, or those of both together where the eyes have none in a usable unit.
  private static func addEyes(
    _ headings: Headings, _ filled: Set<Int>, to columns: inout SampleColumns, needed: Bool
  ) throws -> RecordedEyes {
    let together = try? headings.points(["Gaze point"], filled)
    let sides = ["Gaze point left", "Gaze point right"].map { try? headings.points([$0], filled) }
    let present = sides.compactMap { $0 }.filter { !$0.isEmpty }
    // Both eyes in the same system, or none.
    let common = present.first?.first { point in present.allSatisfy { $0.contains { $0.system == point.system } } }
    columns.left.validity = headings.column("Validity left")?.index
    columns.right.validity = headings.column("Validity right")?.index
    columns.left.pupil = headings.column("Pupil diameter left", "Pupil left")?.index
    columns.right.pupil = headings.column("Pupil diameter right", "Pupil right")?.index
    let isPixel = { (system: CoordinateSystem) in system.rawValue < CoordinateSystem.screenShares.rawValue }
    let isEmpty = { (point: PointColumns) in !filled.contains(point.x) }
    let isCommonEmpty = present.allSatisfy { $0.allSatisfy(isEmpty) }
    let isTogetherBetter =
      together?.first.map { point in
        isEmpty(point) == isCommonEmpty
          ? isPixel(point.system) && !(common.map { isPixel($0.system) } ?? false) : isCommonEmpty
      } ?? false
    if let common, !isTogetherBetter {
      columns.left.point = sides[0]?.first { $0.system == common.system }
      columns.right.point = sides[1]?.first { $0.system == common.system }
      return .separate(left: columns.left.point != nil, right: columns.right.point != nil)
    }
    if let point = together?.first {
      (columns.left.point, columns.right.point) = (point, point)
      return .together
    }
    guard needed else { return .together }
    // The reason why the columns that there are cannot be used.
    for name in ["Gaze point left", "Gaze point right", "Gaze point"] { _ = try headings.points([name]) }
    if present.count == 2 {
      throw headings.fault("the gaze of the two eyes is in different units", remedy: "export both in pixels")
    }
    throw headings.fault("no column Gaze point X and Y, nor Fixation point X and Y", remedy: remedy)
  }

  private static func fixationColumns(
    _ headings: Headings, _ filled: Set<Int>, _ settings: ImportSettings
  ) throws -> (columns: SampleColumns.FixationColumns, durationUnit: TimeUnit?)? {
    let type = headings.column("Eye movement type", "GazeEventType", "Eye movement event type", "Event_type")?.index
    let index = headings.column(
      "Eye movement type index", "FixationIndex", "Eye movement event index", "Gaze event index", "EventIndex")?.index
    // Positions in another unit than pixels or shares do not keep the samples from being read.
    let point = settings.source == .samples ? [] : try headings.points(["Fixation point"], filled)
    guard settings.source != .samples, type != nil || index != nil, type != nil || !point.isEmpty else { return nil }
    let durations = [
      "Eye movement event duration", "Gaze event duration", "Eye movement duration", "Fixation duration", "Duration",
    ]
    let duration = try headings.time(durations, isDeclarable: false)
    let end = isEventTable(headings) ? headings.column("Stop")?.index : nil
    return (
      SampleColumns.FixationColumns(
        type: type, index: index, duration: duration?.index, end: end, point: point.first), duration?.unit
    )
  }

  private static func placement(_ headings: Headings) -> [Int]? {
    let names = [
      ["Presented Stimulus position X", "Presented Media position X", "MediaPosX"],
      ["Presented Stimulus position Y", "Presented Media position Y", "MediaPosY"],
      ["Presented Stimulus width", "Presented Media width", "MediaWidth"],
      ["Presented Stimulus height", "Presented Media height", "MediaHeight"],
    ]
    let found = names.compactMap { headings.columns($0).first?.index }
    return found.count == 4 ? found : nil
  }

  /// Pro Lab has two columns, Tobii Studio one: `1920 x 1080`.
  private static func screen(_ headings: Headings, _ first: [String]) -> ScreenSize? {
    func text(_ name: String) -> String? {
      headings.column(name).flatMap { first.indices.contains($0.index) ? first[$0.index] : nil }
    }
    var sides = [text("Recording resolution width"), text("Recording resolution height")].compactMap { $0 }
    if sides.isEmpty, let both = text("Recording resolution") {
      sides = both.lowercased().split(separator: "x").map(\.trimmingBlanks)
    }
    let numbers = sides.compactMap { Double($0) }
    guard numbers.count == 2, numbers.allSatisfy({ $0 >= 100 && $0 < 1e5 }) else { return nil }
    return ScreenSize(width: numbers[0], height: numbers[1])
  }

  private static func notes(_ columns: SampleColumns) -> [String] {
    let systems = [columns.left.point?.system, columns.right.point?.system, columns.fixation?.point?.system]
    if systems.contains(.stimulusPixels) {
      return ["coordinates are pixels of the stimulus, not of the screen: areas of interest must be, too"]
    }
    if systems.contains(.stimulusShares), columns.placement == nil {
      return ["coordinates are shares of the stimulus, taken for shares of the screen: right if the stimulus fills it"]
    }
    return []
  }
}
