import Basics
import Foundation
import GazeSamples
import TestSupport
import Testing

@testable import Importers
@testable import Recordings

/// Every export has the same three fixations of 250, 400 and 250 ms, at (400, 300), (700, 320) and (500, 340).
struct TobiiProLabTests {
  func expectThreeFixations(
    _ trials: [ReadingTrial], within tolerance: Double = 0.5, methods: [String] = ["A", "B"],
    _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(trials.map(\.method) == methods, sourceLocation: location)
    let fixations = trials.flatMap(\.fixations)
    #expect(fixations.count == 3, sourceLocation: location)
    for (fixation, expected) in zip(fixations, [(250.0, 400.0, 300.0), (400, 700, 320), (250, 500, 340)]) {
      #expect(abs(fixation.duration - expected.0) <= tolerance, sourceLocation: location)
      let position = fixation.position ?? ScreenPoint(x: -1, y: -1)
      #expect(abs(position.x - expected.1) < 1.5 && abs(position.y - expected.2) < 0.5, sourceLocation: location)
    }
  }

  @Test(arguments: [
    ("Recording timestamp [ms]", 1.0), ("Recording timestamp [μs]", 1000), ("Recording timestamp [µs]", 1000),
    ("Eyetracker timestamp [us]", 1000), ("RecordingTimestamp", 1), ("EyeTrackerTimestamp", 1000),
    ("Recording timestamp (s)", 0.001), ("recording_timestamp_ms", 1), ("Computer timestamp [\u{FFFD}s]", 1000),
    ("Recording timestamp [Âµs]", 1000),
  ])
  func timesHaveTheUnitOfTheirHeading(_ heading: String, _ factor: Double) throws {
    let (trials, _, report) = try read(ProLabTable(time: heading, milliseconds: factor).text)
    expectThreeFixations(trials)
    #expect(abs((trials[0].fixations[1].start ?? 0) - 36 * ProLabTable.interval) < 0.01)
    #expect(report.exclusions[.noLayout] == 3 && report.exclusions.total == 3)
  }

  @Test(arguments: [
    ("Gaze event duration [ms]", 1.0), ("Eye movement event duration [ms]", 1),
    ("Eye movement event duration [μs]", 1000),
    ("GazeEventDuration", 1), ("Gaze event duration", 1000), ("Eye movement event duration", 0.001),
    ("Fixation duration (s)", 0.001),
  ])
  func durationsHaveTheUnitOfTheirHeading(_ heading: String, _ factor: Double) throws {
    var table = ProLabTable()
    table = table.changing("Gaze event duration [ms]", to: heading) { Double($0).map { String($0 * factor) } ?? "" }
    expectThreeFixations(try read(table.text).trials)
  }

  @Test func durationsThatAreAbsentAreComputed() throws {
    let (trials, _, report) = try read(ProLabTable(duration: nil).text)
    expectThreeFixations(trials)
    #expect(report.notes.contains { $0.contains("computed from the times") })
    // The same where some rows have none.
    let blank = ProLabTable().changing("Gaze event duration", to: "Gaze event duration") { _ in "" }
    expectThreeFixations(try read(blank.text).trials)
    // Durations that agree with the times in no unit are not used.
    let wrong = ProLabTable().changing("Gaze event duration [ms]", to: "Gaze event duration") { _ in "7" }
    expectThreeFixations(try read(wrong.text).trials)
  }

  @Test(arguments: [
    "Presented Media name", "Presented Stimulus name", "MediaName", "Stimulus name", "presented_stimulus_name",
  ])
  func stimuliAreNamed(_ heading: String) throws {
    expectThreeFixations(try read(ProLabTable().renaming("Presented Stimulus name", to: heading).text).trials)
  }

  @Test func otherHeadingsOfTheSame() throws {
    let studio = ProLabTable(duration: "GazeEventDuration").renaming("Eye movement type index", to: "FixationIndex")
      .renaming("Eye movement type", to: "GazeEventType").renaming("Participant name", to: "ParticipantName")
      .renaming("Fixation point X [DACS px]", to: "FixationPointX (MCSpx)")
      .renaming("Fixation point Y [DACS px]", to: "FixationPointY (MCSpx)")
      .renaming("Gaze point left X [DACS px]", to: "GazePointLeftX (ADCSpx)")
      .renaming("Gaze point left Y [DACS px]", to: "GazePointLeftY (ADCSpx)")
    let (trials, _, report) = try read(studio.text)
    expectThreeFixations(trials)
    #expect(trials[0].participant == "P1" && report.notes.contains { $0.contains("pixels of the stimulus") })
    let named = ProLabTable().renaming("Presented Stimulus name", to: "AOI group")
    expectThreeFixations(try read(named.text) { $0.stimulusColumn = "AOI group" }.trials)
    let error = #expect(throws: DataLineError.self) { try read(named.text) { $0.stimulusColumn = "AOI grup" } }
    #expect(error?.remedy == "did you mean AOI group?")
  }

  @Test(arguments: [
    ("Gaze point", "[DACS mm]", "mm"), ("Gaze point", "[deg]", "deg"), ("Gaze point", "[HUCS mm]", "hucsmm"),
    ("Fixation point", "[ADCS mm]", "adcsmm"), ("Recording timestamp", "[ticks]", "unit of time"),
    ("Gaze event duration", "[frames]", "unit of time"),
  ])
  func unitsThatCannotBeConvertedAreRefused(_ quantity: String, _ unit: String, _ problem: String) throws {
    var table = ProLabTable()
    for index in table.columns.indices where table.columns[index].heading.hasPrefix(quantity) {
      let heading = table.columns[index].heading
      table.columns[index].heading = heading.prefix { $0 != "[" } + unit
    }
    // Where fixations can be read, gaze in another unit does not matter.
    if quantity == "Gaze point" { table = table.removing("Fixation point", "Eye movement") }
    let error = #expect(throws: DataLineError.self) { try read(table.text) }
    #expect(error?.problem.contains(problem) == true && error?.line == 1)
  }

  @Test func aTimeOfDayIsRefused() throws {
    let table = ProLabTable().changing("Recording timestamp [ms]", to: "LocalTimeStamp") { _ in "10:15:01.250" }
    let error = #expect(throws: DataLineError.self) { try read(table.text) }
    #expect(error?.problem.contains("time of day") == true)
  }

  @Test func sharesBecomePixels() throws {
    func share(_ side: Double) -> (String) -> String { { Double($0).map { String($0 / side) } ?? "" } }
    var table = ProLabTable()
    for quantity in ["Gaze point left", "Gaze point right", "Fixation point"] {
      table = table.changing("\(quantity) X [DACS px]", to: "\(quantity) X [MCS norm]", share(1000))
        .changing("\(quantity) Y [DACS px]", to: "\(quantity) Y [MCS norm]", share(500))
    }
    let error = #expect(throws: DataLineError.self) { try read(table.text) }
    #expect(error?.remedy.contains("--screen") == true)
    let (trials, _, report) = try read(table.text) { ($0.screenWidth, $0.screenHeight) = (1000, 500) }
    expectThreeFixations(trials)
    #expect(report.notes.contains { $0.contains("shares of the stimulus") })
    // The recording's own resolution.
    var sized = table
    sized.columns += [
      ("Recording resolution width [px]", { _ in "1000" }), ("Recording resolution height [px]", { _ in "500" }),
    ]
    expectThreeFixations(try read(sized.text).trials)
    #expect(try read(sized.text).trials.first?.screen == ScreenSize(width: 1000, height: 500))
    // A stimulus that does not fill the screen: 500 × 250 pixels at (100, 50).
    var placed = table
    placed.columns += [
      ("Presented Media position X (DACSpx)", { _ in "100" }), ("Presented Media position Y (DACSpx)", { _ in "50" }),
      ("Presented Media width", { _ in "500" }), ("Presented Media height", { _ in "250" }),
    ]
    let positions = try read(placed.text).trials.flatMap(\.fixations).map(\.position)
    #expect(positions == [ScreenPoint(x: 300, y: 200), ScreenPoint(x: 450, y: 210), ScreenPoint(x: 350, y: 220)])
  }

  @Test func pixelsArePreferredWhateverTheOrder() throws {
    var table = ProLabTable()
    let shares: [(String, (ProLabTable.Row) -> String)] = ["left", "right"].flatMap { side in
      ["X", "Y"].map { axis in ("Gaze point \(side) \(axis) [MCS norm]", { _ in "0.25" }) }
    }
    table.columns.insert(contentsOf: shares, at: 1)
    table.columns.insert(("Fixation point X [MCS norm]", { _ in "0.25" }), at: 1)
    table.columns.insert(("Fixation point Y [MCS norm]", { _ in "0.25" }), at: 1)
    expectThreeFixations(try read(table.text).trials)
    let samples = try read(table.text) { $0.source = .samples }.recordings
    #expect(samples.first?.samples.first?.left.position == ScreenPoint(x: 400, y: 300))
    // Fixations in another unit than the gaze.
    let mixed = ProLabTable().changing("Fixation point X [DACS px]", to: "Fixation point X [MCS norm]") {
      Double($0).map { String($0 / 1000) } ?? ""
    }.changing("Fixation point Y [DACS px]", to: "Fixation point Y [MCS norm]") {
      Double($0).map { String($0 / 500) } ?? ""
    }
    expectThreeFixations(try read(mixed.text) { ($0.screenWidth, $0.screenHeight) = (1000, 500) }.trials)
  }

  @Test func rowsOfAnotherKindChangeNothing() throws {
    let row = ["Participant name": "P1", "Recording name": "R1", "Presented Stimulus name": "A"]
    for duration in ["Gaze event duration [ms]", nil] {
      var table = ProLabTable(duration: duration)
      table.columns.append(("Event", { _ in "" }))
      let stroke = ["Recording timestamp": "42.1", "Event": "KeyboardEvent"]
      // A click at the time of a sample, with the fixation that it falls into.
      let click = ["Recording timestamp": "333.333", "Event": "MouseEvent", "Eye movement type": "Fixation"]
      table.inserted = [
        5: table.blankRow(row.merging(stroke) { $1 }), 40: table.blankRow(click),
        // A row of the mouse before the sample of the same time, without the column that names events.
        41: table.blankRow(["Recording timestamp": "350", "Eye movement type": "Fixation", "Presented": "A"]),
      ]
      let (trials, _, report) = try read(table.text)
      expectThreeFixations(trials)
      #expect(report.exclusions[.notGaze] == 3)
      #expect(report.exclusions.tallies[.notGaze]?.firstPlace.hasSuffix(":8") == true)
    }
    // Samples of another kind within a fixation, and lost ones.
    var split = ProLabTable()
    for index in [10, 11, 50] { (split.rows[index].kind, split.rows[index].number) = ("Unclassified", 9) }
    for index in [15, 60] { (split.rows[index].kind, split.rows[index].number) = ("EyesNotFound", 0) }
    for text in [split.text, split.removing("Gaze event duration").text] { expectThreeFixations(try read(text).trials) }
  }

  @Test func numbersThatAreAbsentAreReplacedByThePlace() throws {
    let table = ProLabTable().removing("Eye movement type index")
    expectThreeFixations(try read(table.text).trials)
    expectThreeFixations(try read(table.removing("Gaze event duration").text).trials)
    // Without a place, a fixation is where the eyes were on average: the right one 2 pixels beside the left.
    let (trials, _, _) = try read(ProLabTable().removing("Fixation point").text)
    expectThreeFixations(trials)
    #expect(trials.first?.fixations.first?.position == ScreenPoint(x: 401, y: 300))
  }

  @Test func aFixationOverAChangeOfStimulusCountsOnce() throws {
    var table = ProLabTable()
    // The second fixation lasts from sample 36 to 83; the stimulus changes at 60.
    for index in 60..<table.rows.count { table.rows[index].stimulus = "B" }
    for text in [table.text, table.removing("Gaze event duration").text] {
      let (trials, _, _) = try read(text)
      expectThreeFixations(trials)
      #expect(trials.map(\.fixations.count) == [2, 1])
    }
    // Numbers that begin again with another participant are other fixations.
    let two =
      ProLabTable().text
      + ProLabTable().text.replacing("P1", with: "P2").split(separator: "\n").dropFirst()
      .joined(separator: "\n")
    #expect(try read(two).trials.map(\.fixations.count) == [2, 1, 2, 1])
  }

  @Test func fixationsAlone() throws {
    // The rows of fixations only, without gaze; then one row for each fixation.
    let columns = ProLabTable().removing("Gaze point", "Validity")
    var filtered = columns
    filtered.rows.removeAll { $0.kind != "Fixation" }
    expectThreeFixations(try read(filtered.text).trials)
    expectThreeFixations(try read(filtered.removing("Gaze event duration").text).trials)
    var single = filtered
    single.rows = [0, 30, 78].map { filtered.rows[$0] }
    for delimiter in ["\t", ",", ";"] {
      single.delimiter = delimiter
      let (trials, _, report) = try read(single.text)
      expectThreeFixations(trials)
      #expect(report.rows == 3)
    }
    // Neither durations nor rows to compute them from, and no samples.
    let error = #expect(throws: DataLineError.self) { try read(single.removing("Gaze event duration").text) }
    #expect(error?.problem.contains("one row each and no duration") == true)
    #expect(throws: DataLineError.self) { try read(single.text) { $0.source = .samples } }
    // Units that no heading states.
    let unstated = single.renaming("Recording timestamp [ms]", to: "Recording timestamp")
      .renaming("Gaze event duration [ms]", to: "Gaze event duration")
    expectThreeFixations(try read(unstated.text).trials)
  }

  @Test func tablesOfEvents() throws {
    expectThreeFixations(try read(Samples.proLabEvents).trials)
    // From the end where there is no duration.
    expectThreeFixations(try read(Samples.proLabEvents.replacing("\tDuration", with: "\tBin")).trials)
  }

  @Test(arguments: [",", ";"]) func otherDelimitersAndQuotes(_ delimiter: String) throws {
    var table = ProLabTable()
    table.delimiter = delimiter
    expectThreeFixations(try read(table.text).trials)
    let quoted = table.text.split(separator: "\n").map { line in
      line.split(separator: Character(delimiter), omittingEmptySubsequences: false).map { "\"\($0)\"" }
        .joined(separator: delimiter)
    }
    expectThreeFixations(try read(quoted.joined(separator: "\r\n")).trials)
    // Decimal commas: quoted where the comma also separates.
    let commas = quoted.map { $0.replacing(".", with: ",") }
    expectThreeFixations(try read(commas.joined(separator: "\n")).trials)
  }

  @Test func wideEncodingsAreRefused() throws {
    var bytes: [UInt8] = [0xFF, 0xFE]
    for unit in ProLabTable().text.utf16 { bytes += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
    let folder = try TemporaryFolder()
    let path = try folder.file("wide.tsv", bytes)
    let error = #expect(throws: DataLineError.self) { try GazeImporter().readAll(path) }
    #expect(error?.problem.contains("UTF-16") == true)
  }
}
