import Basics
import Recordings

/// A report on the import of a file.
public struct ImportReport: Sendable, Equatable {
  /// The format that was read.
  public var format: GazeFormat
  /// Rows (JSON lines, elements, records) that could contain a sample or a fixation.
  public var rows = 0
  /// Imported trials.
  public var trials = 0
  /// Everything left out of the trials, including what they count themselves.
  public var exclusions = Exclusions()
  /// Inferences and warnings, as full sentences.
  public var notes: [String] = []

  package init(format: GazeFormat) {
    self.format = format
  }

  mutating func note(_ text: String) {
    if !notes.contains(text) { notes.append(text) }
  }

  /// Notes rows of a kind, if there are any.
  mutating func note(_ rows: StrayRows.Rows, _ kind: String) {
    if rows.count > 0 { note("\(kind): \(rows.count), first at \(rows.first)") }
  }

  /// Throws if too many rows are unusable, which means the wrong file, format or units rather than a few bad rows.
  mutating func requireUsableRows(_ path: String, _ settings: ImportSettings) throws {
    let reasons: [ExclusionReason] = [
      .cutRow, .unreadableNumber, .unreadableRow, .notUTF8, .timeNotIncreasing, .timeJump, .impossibleDuration,
    ]
    let faulty = reasons.reduce(0) { $0 + exclusions[$1] }
    guard rows > 0 else {
      throw DataLineError(
        path: path, line: 0, problem: "the file holds no \(format.rawValue) rows", remedy: "check that it is complete")
    }
    if trials == 0, exclusions[.otherEye] > 0 {
      note("no trial is left, because the file has no data of the eye that is chosen")
      return
    }
    guard trials > 0 || faulty > 0 else {
      let main = exclusions.sorted.max { $0.tally.count < $1.tally.count }
      throw DataLineError(
        path: path, line: 0,
        problem: "none of \(rows) rows belongs to a trial, most for \(main?.reason.words ?? "no reason"), "
          + "first at \(main?.tally.firstPlace ?? path)",
        remedy: "check that the file is complete, and the settings that name stimuli, methods and areas")
    }
    guard Double(faulty) > settings.maximumFaultyShare * Double(rows) else { return }
    let worst = reasons.max { exclusions[$0] < exclusions[$1] } ?? .unreadableRow
    let first = exclusions.tallies[worst]?.firstPlace ?? ""
    throw DataLineError(
      path: path, line: 0,
      problem: "\(rows) rows have \(faulty) faults, most of them \(worst.words), first at \(first)",
      remedy: "check format and units; maximum_faulty_share sets how many may be passed over")
  }
}
