import Basics
import Recordings

/// The exports of SMI's BeGaze: raw data with the stimulus and the kind of eye movement in every row, or a table of events.
///
/// A point of regard at (0, 0) or `-` means that the eye was not seen. Raw data numbers the fixations of each eye but does
/// not say where they are: a fixation is where the eye was on average.
final class BeGazeSource: SampleSource {
  static let format = GazeFormat.smi
  static let usedSettings = TobiiProLabSource.usedSettings
  private static let rawTime = ["RecordingTime", "Recording Time"]
  private static let eventTime = ["Event Start Trial Time", "Event Start Recording Time", "Event Start Raw Time"]

  private let table: SampleTable
  /// In a table of events: the column for the eye of a row.
  private let eyeColumn: Int?
  private let isEventTable: Bool
  private let fixationColumns: SampleColumns.FixationColumns?
  let timeUnit: TimeUnit?
  let coordinateUnit: CoordinateUnit?
  let eyes: RecordedEyes
  let fixations: StoredFixations?

  /// Whether the headings are those of BeGaze.
  static func recognises(_ headings: Headings) -> Bool {
    if !headings.columns(eventTime).isEmpty { return true }
    let time = !headings.columns(rawTime).isEmpty || headings.column("Time of Day") != nil
    return time && headings.all.contains { $0.name.hasPrefix("pointofregard") }
  }

  init(_ path: String, _ settings: ImportSettings) throws {
    table = try SampleTable(path, decimal: settings.decimalSeparator)
    let headings = table.headings
    isEventTable = !headings.columns(Self.eventTime).isEmpty
    guard let time = try headings.time(isEventTable ? Self.eventTime : Self.rawTime, declared: settings.timeUnit) else {
      throw headings.fault("the only time is a time of day", remedy: "export RecordingTime from BeGaze, too")
    }
    timeUnit = time.unit
    var columns = SampleColumns(time: time.index)
    columns.participant = headings.column("Participant", "Subject")?.index
    columns.stimulus =
      try settings.stimulusColumn.map(headings.stimulusColumn) ?? headings.column("Stimulus", "Stimulus Name")?.index
    columns.trial = [headings.column("Trial")?.index].compactMap { $0 }
    guard columns.stimulus != nil else {
      throw headings.fault("no column Stimulus", remedy: "export it from BeGaze, or name another with stimulus_column")
    }
    if isEventTable {
      let stored = try Self.addEvents(headings, timeUnit: time.unit ?? settings.timeUnit, to: &columns)
      (fixationColumns, fixations) = (stored.columns, stored.fixations)
      eyeColumn = headings.column("Eye L/R", "Eye")?.index
      eyes = eyeColumn == nil ? .together : .separate(left: true, right: true)
      coordinateUnit = nil
    } else {
      eyes = try Self.addEyes(headings, to: &columns)
      let hasKinds = [columns.fixation, columns.left.fixation, columns.right.fixation].contains { $0 != nil }
      fixations =
        hasKinds && settings.source != .samples
        ? StoredFixations(hasDurations: false, hasPoints: false, isByEye: columns.fixation == nil) : nil
      (fixationColumns, eyeColumn) = (nil, nil)
      coordinateUnit = (columns.left.point ?? columns.right.point)?.system.unit
    }
    table.columns = columns
    table.isOriginLost = true
    table.participantIfUnnamed = settings.participant ?? TrackerFile.name(of: path)
  }

  var path: String { table.path }
  var line: Int { table.line }
  var hasSamples: Bool { !isEventTable }

  func next() throws -> RowOutcome? {
    guard try table.advance() else { return nil }
    if let eyeColumn, let side = table.row.text(eyeColumn)?.lowercased() {
      table.columns.left.fixation = side.hasPrefix("l") ? fixationColumns : nil
      table.columns.right.fixation = side.hasPrefix("r") ? fixationColumns : nil
    }
    return try table.outcome()
  }

  private static func addEvents(
    _ headings: Headings, timeUnit: TimeUnit?, to columns: inout SampleColumns
  ) throws -> (columns: SampleColumns.FixationColumns, fixations: StoredFixations) {
    let points = try headings.points(["Fixation Position", "Visual Intake Position", "Position"])
    guard let point = points.first else {
      throw headings.fault(
        "no column Fixation Position X and Y", remedy: "add them to the event statistics that BeGaze exports")
    }
    let duration = try headings.time(["Event Duration", "Fixation Duration", "Duration"], isDeclarable: false)
    let end = try headings.time(
      ["Event End Trial Time", "Event End Recording Time", "Event End Raw Time"], declared: timeUnit)
    let stored = SampleColumns.FixationColumns(
      type: headings.column("Category")?.index, index: headings.column("Index", "Event Index")?.index,
      duration: duration?.index, end: duration == nil ? end?.index : nil, point: point)
    guard stored.type != nil || stored.index != nil else {
      throw headings.fault("no column Category", remedy: "add it to the event statistics that BeGaze exports")
    }
    // Rows of either eye are told apart when they are read.
    columns.fixation = headings.column("Eye L/R", "Eye") == nil ? stored : nil
    if columns.fixation == nil { (columns.left.fixation, columns.right.fixation) = (stored, stored) }
    return (
      stored,
      StoredFixations(
        durationUnit: duration == nil ? timeUnit : duration?.unit, hasDurations: duration != nil || end != nil,
        pointUnit: point.system.unit, hasPoints: true, isByEye: columns.fixation == nil)
    )
  }

  private static func addEyes(_ headings: Headings, to columns: inout SampleColumns) throws -> RecordedEyes {
    func eye(_ side: String) throws -> SampleColumns.Eye {
      let point = try headings.points(["Point of Regard \(side)"]).first
      return SampleColumns.Eye(
        point: point, pupil: headings.column("Pupil Diameter \(side)", "Pupil Size \(side) X")?.index,
        fixation: point == nil ? nil : kind(side))
    }
    func kind(_ side: String) -> SampleColumns.FixationColumns? {
      guard let type = headings.column("Category \(side)") else { return nil }
      return SampleColumns.FixationColumns(type: type.index, index: headings.column("Index \(side)")?.index)
    }
    columns.left = try eye("Left")
    columns.right = try eye("Right")
    let (left, right) = (columns.left.point, columns.right.point)
    if let left, let right, left.system != right.system {
      throw headings.fault("the gaze of the two eyes is in different units", remedy: "export both in pixels")
    }
    if left != nil || right != nil { return .separate(left: left != nil, right: right != nil) }
    let both = try eye("Binocular")
    guard both.point != nil else {
      throw headings.fault("no column Point of Regard", remedy: "add it to the raw data that BeGaze exports")
    }
    columns.fixation = both.fixation
    columns.left = SampleColumns.Eye(point: both.point, pupil: both.pupil)
    columns.right = columns.left
    return .together
  }
}
