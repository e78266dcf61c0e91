import Basics
import GazeSamples
import Recordings
import TestSupport
import Testing

@testable import Importers

struct FixationTableTests {
  private let stimuli: TemporaryFolder

  init() throws {
    stimuli = try TemporaryFolder()
    _ = try stimuli.file("code/snippet.py", "def f():\n\n  pass\n")
    _ = try stimuli.file("aois.csv", Samples.emipAreas)
  }

  @Test func fix8WritesJSON() throws {
    let imported = try Imported(Samples.fix8, name: "reader_7.json") { $0.participant = "7" }
    #expect(imported.report.format == .fix8 && imported.report.rows == 3)
    #expect(imported.trials.map(\.participant) == ["7"] && imported.trials.map(\.method) == ["reader_7"])
    #expect(
      imported.trials[0].fixations.map(\.start) == [0, 300]
        && imported.trials[0].fixations.map(\.duration) == [200, 180])
    #expect(imported.trials[0].fixations[1].position == ScreenPoint(x: 220, y: 61.5))
    #expect(imported.report.exclusions[.noCoordinates] == 1)
  }

  @Test func fix8WroteNumberedFixations() throws {
    let imported = try Imported(Samples.fix8Numbered)
    #expect(imported.report.format == .fix8 && imported.trials[0].fixations.map(\.duration) == [200, 180, 100, 90])
    #expect(imported.trials[0].fixations.allSatisfy { $0.start == nil })
  }

  @Test func unequalNumbersOfTimesAreNoted() throws {
    let imported = try Imported(Samples.fix8.replacing("5000, ", with: ""))
    #expect(imported.trials[0].fixations.map(\.start) == [nil, nil])
    #expect(imported.report.notes.first == "start times are left out: 2 time_stamps for 3 fixations")
  }

  @Test func fix8WritesTablesOfEyeMovements() throws {
    let imported = try Imported(Samples.fix8Table) { $0.code = stimuli.path("code") }
    #expect(imported.report.format == .fix8 && imported.report.rows == 3 && imported.report.exclusions[.noLayout] == 3)
    #expect(
      imported.trials.map(\.participant) == ["P7", "P7"]
        && imported.trials.map(\.method) == ["snippet.png", "snippet.png"])
    #expect(imported.trials.map { $0.fixations.map(\.start) } == [[0, 240], [0]])
    #expect(imported.trials[0].language == "python", "the code of the picture snippet.png")
    let odd = try Imported(Samples.fix8Table.replacing("saccade", with: "jump"))
    #expect(odd.report.exclusions[.unreadableRow] == 1 && odd.report.rows == 4)
  }

  @Test func aDeclaredParticipantReplacesOnlyOne() throws {
    #expect(try Imported(Samples.fix8Table) { $0.participant = "Z" }.trials.map(\.participant) == ["Z", "Z"])
    let lines = Samples.fix8Table.split(separator: "\n")
    let two = (lines + [lines[lines.count - 1].replacing("P7", with: "P8")]).joined(separator: "\n")
    let error = #expect(throws: DataLineError.self) { try Imported(two) { $0.participant = "Z" } }
    #expect(error?.problem == "the file has the participants P7 and P8" && error?.line == lines.count + 1)
  }

  @Test func tablesOfEMIPHaveAreasBesideThem() throws {
    let imported = try Imported(Samples.emipEvents) {
      ($0.interestAreas, $0.code) = (stimuli.path("aois.csv"), stimuli.path("code"))
    }
    #expect(imported.report.format == .emip && imported.report.rows == 4)
    let trial = imported.trials[0]
    #expect(trial.participant == "12" && trial.method == "snippet.jpg" && imported.trials[1].method == "other.jpg")
    // Microseconds are inferred; 240 and 460 ms after the first fixation.
    #expect(trial.fixations.map(\.start) == [0, 240, 460])
    #expect(
      trial.boxes.map(\.reference.text) == ["def", "f():", "pass"],
      "the second line of the picture is the third of the code")
    #expect(trial.boxes.map(\.identifier) == ["line 1 part 1", "line 1 part 2", "line 2 part 1"])
    #expect(trial.fixations.map(\.box?.text) == ["def", "f():", nil])
    #expect(trial.notes.contains("2 areas of whole lines are left out beside those of their parts"))
    #expect(imported.trials[1].boxes.map(\.rectangle.x) == [10] && imported.trials[1].boxes[0].reference.text.isEmpty)
    let alone = try Imported(Samples.emipEvents)
    #expect(alone.report.notes.contains { $0.contains("--interest-areas") })
  }

  @Test func linesWhosePartsAreNotTheirWordsGetNoTexts() throws {
    let other = try stimuli.file("code/snippet.py", "def f( ):\n  pass\n")
    let boxes = try #require(try BoxFile.read(stimuli.path("aois.csv"), stimulus: "snippet"))
    #expect(boxes.boxes(in: try TrackerFile.text(of: other)).map(\.reference.text) == ["", "", "pass"])
    #expect(boxes.boxes(in: nil).map(\.reference.occurrence) == [0, 1, 2])
    #expect(try BoxFile.read(stimuli.path("aois.csv"), stimulus: "third") == nil)
  }

  @Test func correctedFixationsKeepTheirAreas() throws {
    let imported = try Imported(Samples.emipCorrected) { $0.code = stimuli.path("code") }
    let trial = try #require(imported.trials.first)
    #expect(
      imported.report.format == .emip && imported.report.rows == 4 && trial.participant == "12"
        && trial.method == "snippet")
    #expect(
      trial.boxes.map(\.reference) == [
        BoxReference(text: "def", occurrence: 0), BoxReference(text: "def", occurrence: 1),
      ])
    #expect(
      trial.fixations.map(\.box?.occurrence) == [0, 1, 0, nil] && trial.fixations.map(\.start) == [0, 230, 500, 700])
    #expect(
      imported.report.exclusions[.onNoBox] == 1 && trial.language == "python" && trial.code?.hasPrefix("def f") == true)
    #expect(try Imported(Samples.emipCorrected).trials[0].language == "python")
  }

  @Test func rowsAreSortedByTime() throws {
    var lines = Samples.emipCorrected.split(separator: "\n")
    lines.swapAt(1, 3)
    let imported = try Imported(lines.joined(separator: "\n"))
    #expect(imported.trials[0].fixations.map(\.start) == [0, 230, 500, 700])
    #expect(imported.report.notes.contains("2 fixations were not in the order of time and have been sorted"))
  }

  @Test func layoutsAreToldByTheirContent() throws {
    #expect(try BoxFile.read(stimuli.file("x.txt", Samples.interestAreas))?.boxes.count == 3)
    #expect(try BoxFile.read(stimuli.file("y.txt", Samples.tobiiBoxes))?.boxes.count == 3)
    let error = #expect(throws: DataLineError.self) { try BoxFile.read(stimuli.file("z.csv", "a,b\n1,2\n")) }
    #expect(error?.line == 1)
  }
}
