import Basics
import GazeSamples
import Recordings
import TestSupport
import Testing

@testable import Importers

struct EyeLinkReportTests {
  private let areas: TemporaryFolder

  init() throws {
    areas = try TemporaryFolder()
    _ = try areas.file(
      "A.ias",
      "RECTANGLE\t7\t0\t0\t0\t40\tempty\nRECTANGLE\t11\t100\t50\t150\t80\t def \nRECTANGLE\t12\t300\t50\t350\t80\tdef\t\n"
        + "RECTANGLE\t13\t500\t50\t550\t80\t x y \n")
  }

  private static let heading = [
    "RECORDING_SESSION_LABEL", "TRIAL_INDEX", "CURRENT_FIX_INDEX", "CURRENT_FIX_X", "CURRENT_FIX_Y",
    "CURRENT_FIX_START",
    "CURRENT_FIX_DURATION", "EYE_USED", "stimulus",
  ]

  private static let rows = [
    ["S1", "1", "2", "320.5", "60", "240", "250", "RIGHT", "A"],
    ["S1", "1", "1", "120.5", "60", "10", "200", "RIGHT", "A"],
    ["S1", "2", "1", "10", "10", "5", "180", "RIGHT", "B"],
  ]

  private static func table(
    _ heading: [String] = heading, _ rows: [[String]] = rows, separator: String = "\t", quote: String = ""
  ) -> String {
    ([heading] + rows).map { $0.map { quote + $0 + quote }.joined(separator: separator) }.joined(separator: "\n") + "\n"
  }

  @Test(arguments: [("\t", ""), ("\t", "\""), (",", "\""), (",", ""), (";", "\""), (";", "")])
  func anyDelimiterAndQuotesAreRead(_ separator: String, _ quote: String) throws {
    let imported = try Imported(Self.table(separator: separator, quote: quote))
    #expect(imported.report.format == .eyeLinkReport && imported.report.rows == 3)
    #expect(imported.trials.map(\.method) == ["A", "B"] && imported.trials.map(\.participant) == ["S1", "S1"])
    #expect(imported.trials[0].fixations.map(\.start) == [10, 240])
    #expect(imported.trials[0].fixations.map(\.position?.x) == [120.5, 320.5])
    #expect(imported.report.notes == ["2 fixations were not in the order of time and have been sorted"])
    #expect(imported.trials[0].notes == ["2 fixations were not in the order of CURRENT_FIX_START and have been sorted"])
  }

  @Test func aRepeatedRowCountsOnce() throws {
    let imported = try Imported(Self.table(Self.heading, Self.rows + [Self.rows[0]]))
    #expect(imported.trials.map(\.fixations.count) == [2, 1] && imported.report.exclusions[.repeatedRow] == 1)
    #expect(imported.report.exclusions.tallies[.repeatedRow]?.firstPlace.hasSuffix(":5") == true)
  }

  @Test func rowsWithoutATrialAreCounted() throws {
    var stray = Self.rows[0]
    stray[1] = "."
    let imported = try Imported(Self.table(Self.heading, Self.rows + [stray]))
    #expect(imported.trials.map(\.method) == ["A", "B"] && imported.report.exclusions[.noStimulus] == 1)
  }

  @Test func oneFileOfAreasForSeveralStimuliIsNoted() throws {
    let several = try Imported(Self.table()) { $0.interestAreas = areas.path("A.ias") }
    #expect(several.report.notes.count { $0.contains("among them A and B") } == 1)
    let folder = try Imported(Self.table()) { $0.interestAreas = areas.path }
    #expect(!folder.report.notes.contains { $0.contains("among them") })
  }

  @Test func rowsOfATrialMayBeAnywhere() throws {
    let shuffled = [2, 0, 2, 1].enumerated().map { place, row in
      var fields = Self.rows[row]
      if place == 2 { fields[5] = "300" }
      return fields
    }
    let trials = try Imported(Self.table(Self.heading, shuffled)).trials
    #expect(trials.map(\.method) == ["B", "A"])
    #expect(trials.map { $0.fixations.map(\.start) } == [[5, 300], [10, 240]])
  }

  @Test func withoutStartsTheirNumbersGiveTheOrder() throws {
    let columns = [0, 1, 2, 3, 4, 6, 8]
    let trial = try Imported(
      Self.table(columns.map { Self.heading[$0] }, Self.rows.map { row in columns.map { row[$0] } })
    ).trials[0]
    #expect(trial.fixations.map(\.duration) == [200, 250] && trial.fixations.map(\.start) == [0, 200])
    #expect(trial.notes.first == "2 fixations were not in the order of CURRENT_FIX_INDEX and have been sorted")
  }

  @Test func twoEyesAreNeverMixed() throws {
    var rows = Self.rows
    rows.insert(["S1", "1", "1", "118", "61", "12", "190", "LEFT", "A"], at: 1)
    let both = try Imported(Self.table(Self.heading, rows))
    #expect(both.trials[0].fixations.map(\.duration) == [200, 250] && both.report.exclusions[.otherEye] == 1)
    #expect(both.report.exclusions.tallies[.otherEye]?.firstPlace.hasSuffix("recording.data:3") == true)
    let left = try Imported(Self.table(Self.heading, rows)) { $0.eyes = .left }
    #expect(left.trials.map { $0.fixations.map(\.duration) } == [[190]])
    #expect(left.report.exclusions[.otherEye] == 3 && left.report.exclusions[.noFixations] == 1)
    let columns = Array(0..<7) + [8]
    let without = Self.table(columns.map { Self.heading[$0] }, rows.map { row in columns.map { row[$0] } })
    let unused = #expect(throws: UnusedSetting.self) { try Imported(without) { $0.eyes = .left } }
    #expect(unused?.diagnosis.exitCode == .usage && unused?.reason.contains("EYE_USED") == true)
  }

  @Test(arguments: [
    ("CURRENT_FIX_INTEREST_AREA_ID", ["12", "11", "."]), ("CURRENT_FIX_INTEREST_AREA_INDEX", ["3", "2", "."]),
    ("CURRENT_FIX_INTEREST_AREA_LABEL", [" def", "def ", "."]),
    ("CURRENT_FIX_INTEREST_AREAS", ["[ 12, 13]", "[11]", "[ ]"]),
  ])
  func areasAreNamedInFourWays(_ column: String, _ names: [String]) throws {
    let rows = zip(Self.rows, names).map { $0 + [$1] }
    let imported = try Imported(Self.table(Self.heading + [column], rows)) { $0.interestAreas = areas.path }
    // The label of two areas is told by the position; the index counts the empty area too.
    #expect(imported.trials[0].fixations.map(\.box?.occurrence) == [0, 1])
    #expect(imported.trials[0].boxes.map(\.reference.text) == ["def", "def", "x y"])
  }

  @Test func unknownAreasAreCounted() throws {
    let rows = zip(Self.rows, ["99", "11", "."]).map { $0 + [$1] }
    let imported = try Imported(Self.table(Self.heading + ["CURRENT_FIX_INTEREST_AREA_ID"], rows)) {
      $0.interestAreas = areas.path
    }
    #expect(imported.report.exclusions[.unknownBox] == 1 && imported.report.exclusions[.noLayout] == 1)
    #expect(imported.report.exclusions.tallies[.unknownBox]?.firstPlace.hasSuffix(":2") == true)
    #expect(imported.report.notes.contains { $0.hasPrefix("B has no interest areas") })
  }

  @Test func fixationsLeftOutForTheirCoordinatesStillTakeTime() throws {
    let heading = Self.heading.filter { $0 != "CURRENT_FIX_START" && $0 != "EYE_USED" } + ["NEXT_SAC_DURATION"]
    let places = [("1", "1.5", "30"), ("2", ".", "30"), ("3", "2.5", "."), ("4", "abc", "10"), ("5", "2.5", ".")]
    let rows = places.map { ["S1", "1", $0.0, $0.1, "1.5", "100", "A", $0.2] }
    let imported = try Imported(Self.table(heading, rows))
    // 100 + 30 + 100 + 30; 100 more; 100 + 10 more than that.
    #expect(imported.trials[0].fixations.map(\.start) == [0, 260, 470])
    #expect(imported.report.exclusions[.noCoordinates] == 1 && imported.report.exclusions[.unreadableNumber] == 1)
    #expect(imported.report.exclusions.tallies[.noCoordinates]?.firstPlace.hasSuffix(":3") == true)
  }

  @Test func areasWithoutUsableCoordinatesAreNoted() throws {
    var rows = zip(Self.rows, ["11", "12", "11"]).map { $0 + [$1] }
    (rows[0][3], rows[2][3]) = ("120512", "")
    let imported = try Imported(Self.table(Self.heading + ["CURRENT_FIX_INTEREST_AREA_ID"], rows)) {
      $0.interestAreas = areas.path
    }
    #expect(imported.trials.map { $0.fixations.map(\.box?.occurrence) } == [[1, 0]])
    #expect(imported.report.notes.contains { $0.contains("without usable coordinates: 1") && $0.hasSuffix(":2") })
    // B has no layout, so its fixation is nowhere.
    #expect(imported.report.exclusions.tallies[.noCoordinates]?.firstPlace.hasSuffix(":4") == true)
    #expect(imported.report.exclusions[.noCoordinates] == 1 && imported.report.exclusions[.noFixations] == 1)
  }

  @Test(arguments: [["99", "11"], ["99", "98"]]) func unknownAreasAreNotMappedByPosition(_ names: [String]) throws {
    let rows = zip(Self.rows, names).map { $0 + [$1] }
    let imported = try Imported(Self.table(Self.heading + ["CURRENT_FIX_INTEREST_AREA_ID"], rows)) {
      $0.interestAreas = areas.path
    }
    #expect(imported.report.notes.contains { $0.contains("does not have: \(names[1] == "11" ? 1 : 2), first at") })
    let trial = try FixationPipeline(FixationSettings()).result(of: imported.trials[0]).trial
    #expect(trial.fixations.map(\.box) == imported.trials[0].fixations.map(\.box))
    #expect(trial.exclusions[.unknownBox] == (names[1] == "11" ? 1 : 2) && trial.exclusions[.onNoBox] == 0)
    #expect(trial.exclusions.tallies[.unknownBox]?.firstPlace.contains("recording.data:") == true)
  }

  @Test func otherUnitsAreConvertedOrRefused() throws {
    var heading = Self.heading
    heading[6] = "CURRENT_FIX_DURATION (s)"
    let seconds = try Imported(Self.table(heading, [["S1", "1", "1", "1", "1", "0", "0.25", "LEFT", "A"]]))
    #expect(seconds.trials[0].fixations[0].duration == 250)
    heading[3] = "CURRENT_FIX_X (deg)"
    let degrees = #expect(throws: DataLineError.self) { try Imported(Self.table(heading)) }
    #expect(degrees?.problem == "CURRENT_FIX_X is in deg, not in pixels of the screen")
    heading[3] = "CURRENT_FIX_X [px]"
    heading[6] = "CURRENT_FIX_DURATION [frames]"
    #expect(throws: DataLineError.self) { try Imported(Self.table(heading)) }
  }

  @Test func theStimulusColumnCanBeNamed() throws {
    let text = Self.table().replacing("\tstimulus\n", with: "\titem\n")
    let missing = #expect(throws: DataLineError.self) { try Imported(text) }
    #expect(missing?.remedy.contains("--stimulus-column") == true)
    #expect(try Imported(text) { $0.stimulusColumn = "item" }.trials.map(\.method) == ["A", "B"])
    let wrong = #expect(throws: DataLineError.self) { try Imported(text) { $0.stimulusColumn = "itm" } }
    #expect(wrong?.remedy == "did you mean item?")
  }

  @Test func quotationMarksOfUnquotedReportsAreText() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("A.ias", "RECTANGLE\t1\t100\t50\t150\t80\t\"\"\n")
    let rows = zip(Self.rows, [".", "\"\"", "."]).map { $0 + [$1] }
    let trial = try Imported(Self.table(Self.heading + ["CURRENT_FIX_INTEREST_AREA_LABEL"], rows)) {
      $0.interestAreas = folder.path
    }.trials[0]
    #expect(trial.fixations[0].box == BoxReference(text: "\"\"", occurrence: 0))
  }
}
