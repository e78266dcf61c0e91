import Basics
import Recordings

/// Which columns of a table hold what.
struct SampleColumns {
  struct Eye {
    var point: PointColumns?
    var validity: Int?
    var pupil: Int?
    var fixation: FixationColumns?
  }

  struct FixationColumns {
    /// The kind of event; nil when every row with a number is a fixation.
    var type: Int?
    var index: Int?
    var duration: Int?
    /// The end, in the unit of the rows' times, from which a duration is computed.
    var end: Int?
    var point: PointColumns?
  }

  var time: Int
  var left = Eye()
  var right = Eye()
  /// The fixations of both eyes together.
  var fixation: FixationColumns?
  var participant: Int?
  var stimulus: Int?
  var trial: [Int] = []
  /// Where the stimulus is on the screen, to convert shares of it: left, top, width and height in pixels.
  var placement: [Int]?

  /// The columns that all are empty in rows of another kind. Where rows say whether the eyes were seen, that and the places
  /// of the eyes, because software may give the fixation of the moment to a key stroke, too; else also those of fixations.
  ///
  /// - Returns: the columns, and those for kinds of events.
  var ofGaze: (any: [Int], kinds: [Int]) {
    let places = [left.point?.x, left.point?.y, right.point?.x, right.point?.y].compactMap { $0 }
    let validity = [left.validity, right.validity].compactMap { $0 }
    guard places.isEmpty || validity.isEmpty else { return (places + validity, []) }
    let fixations = [fixation, left.fixation, right.fixation].compactMap { $0 }
    let numbers = fixations.compactMap(\.index) + fixations.compactMap { $0.point?.x }
    return (places + numbers, fixations.compactMap(\.type))
  }
}

/// A table of gaze, one row for each sample or fixation, read by the names of its columns.
final class SampleTable {
  /// The first rows, examined before the columns are chosen.
  private static let probed = 200
  private static let fixationWords: Set<String> = ["fixation", "visual intake"]
  /// Values of the column for the kind of event in rows that are neither samples nor fixations.
  private static let otherWords: Set<String> = ["separator", "user event", "trigger", "information"]

  private static let dash = [UInt8(ascii: "-")]

  private let lines: LineReader
  private let dialect: TableDialect
  private let decimal: DecimalSeparator?
  /// How the file writes numbers; nil until the first row is read.
  private var notation: NumberNotation?
  /// The lines before the headings that begin with `##`, without it.
  private(set) var preamble: [String] = []
  let headings: Headings
  var columns = SampleColumns(time: 0)
  var participantIfUnnamed = ""
  var stimulusIfUnnamed = ""
  /// Whether (0, 0) means that the eye was not seen.
  var isOriginLost = false
  private(set) var row: DelimitedRow
  private var participant = RepeatedText()
  private var stimulus = RepeatedText()
  private var trial: [RepeatedText] = []
  private var types = [RepeatedText](repeating: RepeatedText(), count: 3)
  private var indices = [RepeatedText](repeating: RepeatedText(), count: 3)
  private var gazeColumns: [Int] = []
  private var kindColumns: [Int] = []

  /// - Parameters:
  ///   - path: a file whose first line that is neither blank nor begins with `##` has the headings.
  ///   - decimal: the decimal separator that the user declares.
  init(_ path: String, decimal: DecimalSeparator? = nil) throws {
    self.decimal = decimal
    lines = try LineReader(path)
    var heading: [UInt8] = []
    while let line = try lines.next() {
      if line.starts(with: "##".utf8) { preamble.append(String(decoding: line.dropFirst(2), as: UTF8.self)) }
      heading = line
      // A line for spreadsheets may name the delimiter before.
      if !line.isBlank, !line.starts(with: "##".utf8), !line.starts(with: "sep=".utf8) { break }
    }
    dialect = TableDialect(heading: heading)
    row = dialect.row(heading)
    headings = Headings(row, path: path, line: lines.line)
  }

  var path: String { lines.path }
  var line: Int { lines.line }

  /// The columns that have a value in any of the first rows, and the values of the first row.
  func probe() throws -> (filled: Set<Int>, first: [String]) {
    let reader = try readerOfRows()
    var filled: Set<Int> = []
    var first: [String] = []
    for _ in 0..<Self.probed {
      guard let line = try reader.next() else { break }
      guard !line.isBlank else { continue }
      let row = dialect.row(line)
      let values = (0..<row.count).map { row.text($0) ?? "" }
      if first.isEmpty { first = values }
      for (index, value) in values.enumerated() where !value.isEmpty && value != "-" { filled.insert(index) }
    }
    return (filled, first)
  }

  /// Another reader, after the headings.
  private func readerOfRows() throws -> LineReader {
    let reader = try LineReader(path)
    while reader.line < headings.line, try reader.next() != nil {}
    return reader
  }

  /// Moves to the next row; false at the end.
  func advance() throws -> Bool {
    if notation == nil { notation = try NumberNotation(readerOfRows(), dialect, declared: decimal) }
    while let line = try lines.next() {
      guard !line.isBlank, !line.starts(with: Array("##".utf8)) else { continue }
      row = dialect.row(line, notation)
      return true
    }
    return false
  }

  /// The row's sample, or why it gives none.
  ///
  /// - Throws: `DataLineError` for a number that can be read in two ways.
  func outcome() throws -> RowOutcome {
    do {
      guard isComplete else { throw RowFault(.cutRow) }
      guard hasGaze else { throw RowFault(.notGaze) }
      return .sample(try sample())
    } catch let fault as RowFault {
      return .excluded(fault.reason)
    }
  }

  /// Whether the row has a field for every heading, and nothing beyond them.
  private var isComplete: Bool {
    guard row.count >= headings.required else { return false }
    return row.count <= headings.all.count
      || (headings.all.count..<row.count).allSatisfy { row.isField($0, equalTo: []) }
  }

  /// Whether the row has any of what samples and fixations have; rows of key strokes, the mouse and markers do not.
  private var hasGaze: Bool {
    if gazeColumns.isEmpty, kindColumns.isEmpty { (gazeColumns, kindColumns) = columns.ofGaze }
    return gazeColumns.contains { !isBlank($0) }
      || kindColumns.contains { !isBlank($0) && !Self.otherWords.contains(row.text($0)?.lowercased() ?? "") }
  }

  /// Whether the row has no place of the gaze, in a table that has places; or none of a fixation, in one of fixations alone.
  var isWithoutPlace: Bool {
    var places = [columns.left.point?.x, columns.right.point?.x].compactMap { $0 }
    if places.isEmpty { places = [columns.fixation?.point?.x].compactMap { $0 } }
    return !places.isEmpty && places.allSatisfy(isBlank)
  }

  private func isBlank(_ column: Int) -> Bool {
    row.isField(column, equalTo: []) || row.isField(column, equalTo: Self.dash)
  }

  private func sample() throws -> RawGazeRow {
    let name = try columns.stimulus.map { try stimulus.text(of: row, $0) } ?? stimulusIfUnnamed
    guard !name.isEmpty, name != "-" else { throw RowFault(.noStimulus) }
    let time = try row.requiredNumber(columns.time)
    let person = try columns.participant.map { try participant.text(of: row, $0) } ?? ""
    return RawGazeRow(
      participant: person.isEmpty ? participantIfUnnamed : person, stimulus: name, trial: try trialName(), time: time,
      left: try eye(columns.left, 0, at: time),
      right: try eye(columns.right, 1, at: time), fixation: try fixation(columns.fixation, 2, at: time))
  }

  private func trialName() throws -> String {
    if trial.count != columns.trial.count { trial = columns.trial.map { _ in RepeatedText() } }
    guard columns.trial.count != 1 else { return try trial[0].text(of: row, columns.trial[0]) }
    return try columns.trial.indices.map { try trial[$0].text(of: row, columns.trial[$0]) }.joined(separator: " ")
  }

  private func eye(_ eye: SampleColumns.Eye, _ number: Int, at time: Double) throws -> RawEye {
    guard let point = eye.point else {
      return RawEye(isValid: false, fixation: try fixation(eye.fixation, number, at: time))
    }
    let (x, y) = try position(point)
    var isValid = x != nil && y != nil && !(isOriginLost && x == 0 && y == 0)
    if let validity = eye.validity, let text = row.text(validity), let stated = Self.validity(text) { isValid = stated }
    return RawEye(
      x: x, y: y, pupil: try eye.pupil.flatMap { try row.number($0) }, isValid: isValid,
      fixation: try fixation(eye.fixation, number, at: time))
  }

  /// Pro Lab writes words; Tobii Studio writes codes from 0 (certain) to 4 (lost). Nil for another text.
  private static func validity(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "valid", "0", "1": true
    case "invalid", "2", "3", "4": false
    default: nil
    }
  }

  /// The point as the file has it; one in shares of the stimulus in pixels of the screen, if the file says where it is.
  private func position(_ point: PointColumns) throws -> (x: Double?, y: Double?) {
    let (x, y) = (try row.number(point.x), try row.number(point.y))
    guard point.system == .stimulusShares, let placement = columns.placement, let x, let y else { return (x, y) }
    let edges = try placement.map { try row.number($0) }
    guard let left = edges[0], let top = edges[1], let width = edges[2], let height = edges[3] else {
      return (nil, nil)
    }
    return (left + x * width, top + y * height)
  }

  private func fixation(
    _ columns: SampleColumns.FixationColumns?, _ number: Int, at time: Double
  ) throws -> RawFixation? {
    guard let columns else { return nil }
    if let type = columns.type {
      let kind = try types[number].text(of: row, type)
      guard kind == "Fixation" || Self.fixationWords.contains(kind.lowercased()) else { return nil }
    }
    let index = try columns.index.map { try indices[number].text(of: row, $0) } ?? ""
    if columns.type == nil, index.isEmpty || index == "-" { return nil }
    var duration = try columns.duration.flatMap { try row.number($0) }
    if let end = columns.end, let end = try row.number(end) { duration = duration ?? end - time }
    let point = try columns.point.map(position)
    return RawFixation(index: index == "-" ? "" : index, duration: duration, x: point?.x, y: point?.y)
  }
}
