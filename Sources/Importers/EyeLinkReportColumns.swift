import Basics
import Recordings

/// The columns of an EyeLink fixation report.
struct EyeLinkReportColumns {
  /// A column of times, with the milliseconds of its unit.
  struct Time {
    var index: Int
    var milliseconds: Double

    func value(_ row: DelimitedRow) throws -> Double? { try row.number(index).map { $0 * milliseconds } }
  }

  let session: Int
  let trial: Int
  let x: Int
  let y: Int
  let duration: Time
  let start: Time?
  let saccade: Time?
  /// The number of the fixation in its trial.
  let number: Int?
  /// The eye that the row is about.
  let eye: Int?
  /// The columns that name the area of interest, the most exact first.
  let areas: [(kind: EyeLinkAreaName.Kind, index: Int)]
  let stimulus: Int

  /// - Throws: `DataLineError` for a missing column or one in a unit that cannot be read.
  init(_ table: TableReader, _ settings: ImportSettings) throws {
    let add = "add it to the report in Data Viewer"
    if let name = settings.stimulusColumn {
      let nearest = NearestName.nearest(to: name, among: table.header.names)
      stimulus = try table.column(
        name,
        remedy: nearest.map { "did you mean \($0)?" } ?? "the columns are \(table.header.names.joined(separator: ", "))"
      )
    } else {
      stimulus = try table.column(
        "code_snippet_id", "stimulus", "image", "image_file", "IMAGE_NAME", "TRIAL_LABEL",
        remedy: "name the variable that holds the stimulus with --stimulus-column (stimulus_column)")
    }
    session = try table.column("RECORDING_SESSION_LABEL", remedy: add)
    trial = try table.column("TRIAL_INDEX", "TRIAL_LABEL", remedy: add)
    x = try Self.coordinate("CURRENT_FIX_X", table)
    y = try Self.coordinate("CURRENT_FIX_Y", table)
    _ = try table.column("CURRENT_FIX_DURATION", remedy: add)
    duration = try Self.time("CURRENT_FIX_DURATION", table) ?? Time(index: 0, milliseconds: 1)
    start = try Self.time("CURRENT_FIX_START", table)
    saccade = try Self.time("NEXT_SAC_DURATION", table)
    number = table.header.column("CURRENT_FIX_INDEX")?.index
    eye = table.header.column("CURRENT_FIX_EYE", "EYE_USED", "EYE_REPORTED")?.index
    areas = EyeLinkAreaName.Kind.allCases.compactMap { kind in
      table.header.column(kind.rawValue).map { (kind, $0.index) }
    }
  }

  private static func coordinate(_ name: String, _ table: TableReader) throws -> Int {
    _ = try table.column(name, remedy: "add it to the report in Data Viewer")
    let column = table.header.column(name, preferring: ["px", "pix"])
    let unit = column?.unit ?? ""
    guard let column, unit.isEmpty || CoordinateSystem(heading: unit) == .screenPixels else {
      throw DataLineError(
        path: table.path, line: 1, problem: "\(name) is in \(unit), not in pixels of the screen",
        remedy: "export gaze positions in pixels")
    }
    return column.index
  }

  private static func time(_ name: String, _ table: TableReader) throws -> Time? {
    guard let column = table.header.column(name, preferring: ["ms"]) else { return nil }
    guard let unit = column.unit.isEmpty ? TimeUnit.milliseconds : TimeUnit(heading: column.unit) else {
      throw DataLineError(
        path: table.path, line: 1, problem: "\(name) is in \(column.unit), which is no unit of time",
        remedy: "export it in milliseconds")
    }
    return Time(index: column.index, milliseconds: unit.milliseconds)
  }

  /// The place on the screen; nil where it is missing, or on no screen.
  func position(_ row: DelimitedRow) throws -> ScreenPoint? {
    guard let x = try row.number(x), let y = try row.number(y), abs(x) < 1e5, abs(y) < 1e5 else { return nil }
    return ScreenPoint(x: x, y: y)
  }

  private static let none = [UInt8(ascii: ".")]

  /// The area that a row names; nil for none.
  func area(_ row: DelimitedRow) throws -> EyeLinkAreaName? {
    for (kind, index) in areas {
      guard !row.isField(index, equalTo: Self.none) else { continue }
      if let name = EyeLinkAreaName(kind, try row.required(index)) { return name }
    }
    return nil
  }
}

/// How a fixation report names the area of interest of a fixation.
enum EyeLinkAreaName: Equatable {
  /// The columns with names of areas, by their headings.
  enum Kind: String, CaseIterable {
    case identifier = "CURRENT_FIX_INTEREST_AREA_ID"
    case number = "CURRENT_FIX_INTEREST_AREA_INDEX"
    case label = "CURRENT_FIX_INTEREST_AREA_LABEL"
    /// A set, such as `[ 35]`.
    case identifiers = "CURRENT_FIX_INTEREST_AREAS"
  }

  case identifier(String)
  /// The place among the areas of the stimulus, from 1.
  case number(Int)
  case label(String)

  init?(_ kind: Kind, _ text: String) {
    guard !text.isEmpty else { return nil }
    switch kind {
    case .identifier: self = .identifier(text)
    case .number:
      guard let number = Int(text) else { return nil }
      self = .number(number)
    case .label: self = .label(text.trimmingBlanks)
    case .identifiers:
      // Of overlapping areas Data Viewer takes the first too.
      guard let first = text.split(whereSeparator: { "[], ".contains($0) }).first else { return nil }
      self = .identifier(String(first))
    }
  }

  /// The box with that name; nil when there is none, or several and the position does not tell which.
  func box(in boxes: [TokenBox], numbers: [Int], at position: ScreenPoint?) -> TokenBox? {
    switch self {
    case .identifier(let identifier): return boxes.first { $0.identifier == identifier }
    case .number(let number): return numbers.firstIndex(of: number).map { boxes[$0] }
    case .label(let label):
      let named = boxes.filter { $0.reference.text.trimmingBlanks == label }
      guard named.count > 1 else { return named.first }
      guard let position else { return nil }
      return BoxHitTest(boxes: named, radius: .greatestFiniteMagnitude).box(at: position).map { named[$0] }
    }
  }
}
