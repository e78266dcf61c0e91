import Basics
import GazeSamples
import TestSupport
import Testing

@testable import Importers
@testable import Recordings

/// What the settings choose in exports of Pro Lab, and what becomes of times that repeat.
struct TobiiSettingsTests {
  @Test func theEyesThatThereAre() throws {
    let left = ProLabTable().removing(
      "Gaze point right", "Validity right", "Eye movement", "Fixation point", "Gaze event")
    let recording = try #require(try read(left.text) { $0.eyes = .left }.recordings.first)
    #expect(recording.samples.count == 90 && recording.samples[0].left.isValid && !recording.samples[0].right.isValid)
    let error = #expect(throws: DataLineError.self) { try read(left.text) { $0.eyes = .right } }
    #expect(error?.problem.contains("no right eye") == true)
    let together = left.renaming("Gaze point left", to: "Gaze point")
    #expect(try read(together.text).recordings.first?.samples.first?.left.position == ScreenPoint(x: 400, y: 300))
    #expect(throws: DataLineError.self) { try read(together.text) { $0.eyes = .left } }
    // Fixations are of both eyes; an eye's samples are another thing.
    #expect(throws: DataLineError.self) { try read(ProLabTable().text) { $0.eyes = .left } }
    let both = ProLabTable().changing("Validity left", to: "Validity left") { _ in "Invalid" }
    let (_, samples, report) = try read(both.text) { ($0.eyes, $0.source) = (.left, .samples) }
    #expect(samples.map(\.samples.count) == [90, 36] && report.exclusions[.otherEye] == 126)
    #expect(throws: DataLineError.self) { try read(left.text) { $0.source = .fixations } }
  }

  @Test func theParticipantThatIsDeclared() throws {
    #expect(try read(ProLabTable().text) { $0.participant = "S7" }.trials.map(\.participant) == ["S7", "S7"])
    let two =
      ProLabTable().text
      + ProLabTable().text.replacing("P1", with: "P2").split(separator: "\n").dropFirst()
      .joined(separator: "\n")
    let error = #expect(throws: DataLineError.self) { try read(two) { $0.participant = "S7" } }
    #expect(error?.problem.contains("P1 and P2") == true && error?.line == 128)
  }

  @Test func samplesWithTheSamePrintedTime() throws {
    // 2000 samples a second, printed in whole milliseconds: two for each.
    var table = ProLabTable().removing("Eye movement", "Fixation point", "Gaze event")
    for index in table.rows.indices { table.rows[index].time = Double(index / 2) }
    let (_, recordings, report) = try read(table.text)
    #expect(report.exclusions.isEmpty && recordings.map(\.samples.count) == [90, 36])
    #expect(recordings[0].samples.prefix(4).map(\.time) == [0, 0.5, 1, 1.5])
    #expect(report.notes.contains { $0.contains("steps of 1.0 ms") })
    // Repeated rows of a slower tracker are faults.
    var slow = ProLabTable().removing("Eye movement", "Fixation point", "Gaze event")
    slow.rows[11].time = slow.rows[10].time
    let repeated = try read(slow.text)
    #expect(repeated.report.exclusions[.timeNotIncreasing] == 1 && repeated.recordings[0].samples.count == 89)
    #expect(repeated.report.exclusions.tallies[.timeNotIncreasing]?.firstPlace.hasSuffix(":13") == true)
  }

  @Test func fieldsOfTheSDKByTheirHeadings() throws {
    // The participant last, as the headings say; the third row names no function.
    let fields = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0]
    let names =
      "participant_id,function_name,function_id,system_timestamp,device_timestamp,valid_gaze_left,valid_gaze_right,"
      + "gaze_left_eye,gaze_right_eye,valid_pd_left,valid_pd_right,pd_left,pd_right"
    var lines = ([Substring(names)] + Samples.tobiiSDK.split(separator: "\n")).map { line in
      let row = DelimitedRow(Array(line.utf8), delimiter: UInt8(ascii: ","), isQuoted: true)
      return fields.map { row.text($0) ?? "" }.map { $0.hasPrefix("(") ? "\"\($0)\"" : $0 }.joined(separator: ",")
    }
    lines[3] = lines[3].replacing("readFile", with: "")
    let text = lines.joined(separator: "\n")
    let (_, recordings, report) = try read(text) { ($0.screenWidth, $0.screenHeight) = (1000, 500) }
    #expect(recordings.map(\.participant) == ["7"] && recordings[0].samples.count == 239)
    #expect(recordings[0].samples[0].left.position == ScreenPoint(x: 200, y: 100))
    #expect(report.exclusions[.noStimulus] == 1)
    #expect(throws: DataLineError.self) { try read(text.replacing("device_timestamp", with: "clock")) }
  }

  /// Times from 10 s on, so that all have thousands.
  @Test(arguments: [(".", ",", ";"), (",", ".", "\t"), (" ", ",", "\t"), ("\u{A0}", ",", ";"), ("'", ".", ",")])
  func numbersOfAnyLanguage(_ group: String, _ decimal: String, _ delimiter: String) throws {
    var table = ProLabTable()
    table.delimiter = delimiter
    for index in table.rows.indices { table.rows[index].time += 10_000 }
    for index in table.columns.indices {
      let value = table.columns[index].value
      table.columns[index].value = { row in
        guard let number = Double(value(row)) else { return value(row) }
        let thousandths = Int((number * 1000).rounded())
        let (whole, rest) = (thousandths / 1000, String(thousandths % 1000 + 1000).dropFirst())
        let groups = whole >= 1000 ? "\(whole / 1000)\(group)" + String(whole % 1000 + 1000).dropFirst() : "\(whole)"
        return groups + (rest == "000" ? "" : decimal + rest)
      }
    }
    let (trials, _, _) = try read(table.text)
    #expect(trials.flatMap(\.fixations).map(\.duration) == [250, 400, 250])
    #expect(trials.flatMap(\.fixations).map { $0.start.map { Int($0.rounded()) } } == [0, 300, 0])
    #expect(trials[0].fixations[1].position == ScreenPoint(x: 700, y: 320))
  }

  @Test func numbersThatNothingTells() throws {
    // Every number is a whole one of thousands: 10,000 may be 10000 or 10.
    var table = ProLabTable()
    table.rows = (0..<12).map { index in
      var row = table.rows[0]
      row.time = 10_000 + Double(8 * index)
      return row
    }
    let text = table.text.replacing(".0", with: "").replacing("10", with: "10,")
    let error = #expect(throws: DataLineError.self) { try read(text) }
    #expect(error?.remedy.contains("decimal_separator") == true)
    let trials = try read(text) { $0.decimalSeparator = .point }.trials
    #expect(trials.map(\.fixations.count) == [1] && trials[0].fixations[0].start == 0)
  }

  @Test func columnsThatHaveValuesArePreferred() throws {
    var lines = [
      "Recording timestamp [ms]\tGaze point X [DACS px]\tGaze point Y [DACS px]\tGaze point X [MCS norm]\t"
        + "Gaze point Y [MCS norm]\tGaze point left X [DACS px]\tGaze point left Y [DACS px]"
    ]
    for index in 0..<60 { lines.append("\(index * 10)\t\t\t0.1\t0.2\t\t") }
    let imported = try Imported(lines.joined(separator: "\n") + "\n") {
      ($0.screenWidth, $0.screenHeight) = (1000, 500)
    }
    #expect(imported.recordings[0].samples.count == 60)
    #expect(imported.recordings[0].samples[59].left.position == ScreenPoint(x: 100, y: 100))
  }
}
