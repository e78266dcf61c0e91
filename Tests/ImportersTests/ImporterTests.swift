import Basics
import Foundation
import GazeSamples
import TestSupport
import Testing

@testable import Importers
@testable import Recordings

struct ImporterTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func read(
    _ text: String, _ change: (inout ImportSettings) -> Void = { _ in }
  ) throws -> (trials: [ImportedTrial], report: ImportReport) {
    var settings = ImportSettings()
    settings.screenWidth = 1000
    settings.screenHeight = 500
    change(&settings)
    return try GazeImporter(settings).readAll(folder.file("recording.data", text))
  }

  func recordings(_ trials: [ImportedTrial]) -> [GazeRecording] {
    trials.compactMap { if case .samples(let recording) = $0 { recording } else { nil } }
  }

  func trials(_ trials: [ImportedTrial]) -> [ReadingTrial] {
    trials.compactMap { if case .fixations(let trial) = $0 { trial } else { nil } }
  }

  @Test func tobiiSamplesBecomePixelsAndMilliseconds() throws {
    let boxes = try folder.file("boxes.csv", Samples.tobiiBoxes)
    let (found, report) = try read(Samples.tobiiSDK) { $0.boxes = boxes }
    let recording = try #require(recordings(found).first)
    #expect(found.count == 1 && report.format == .tobiiSDK && report.rows == 240 && report.exclusions.isEmpty)
    #expect(recording.participant == "7" && recording.method == "readFile")
    #expect(recording.samples.count == 240)
    #expect(recording.samples[0].time == 0 && abs(recording.samples[1].time - 8.333) < 1e-9)
    #expect(recording.samples[0].left.position == ScreenPoint(x: 200, y: 100))
    #expect(recording.samples.filter { !$0.left.isValid }.count == 12)
    #expect(report.notes.contains { $0.contains("microseconds") && $0.contains("120") })
    #expect(report.notes.contains { $0.contains("normalized") })
    #expect(recording.boxes.count == 3 && recording.boxes[2].reference == BoxReference(text: "file", occurrence: 1))
    #expect(abs(recording.boxes[0].rectangle.y - 80) < 1e-9)
  }

  @Test func boxesAndCodeAreFoundByName() throws {
    let files = try TemporaryFolder()
    _ = try files.file("reader_boxes.csv", Samples.tobiiBoxes)
    let methods = try folder.file(
      "methods.jsonl", Samples.methods.replacing("\"name\": \"f\"", with: "\"name\": \"readFile\""))
    let (found, _) = try read(Samples.tobiiSDK) {
      $0.boxes = files.path
      $0.stimulusAliases = ["readFile": "reader"]
      $0.code = methods
    }
    #expect(recordings(found).first?.boxes.count == 3 && recordings(found).first?.code == nil)
    let named = recordings(try read(Samples.tobiiSDK) { $0.code = methods }.trials)
    #expect(named.first?.code?.hasPrefix("int f()") == true && named.first?.language == "java")
    #expect(named.first?.boxes.isEmpty == true)
    #expect(throws: FileFailure.self) { try read(Samples.tobiiSDK) { $0.boxes = files.path("absent.csv") } }
    let endless = try folder.file("b.csv", Samples.tobiiBoxes.replacing("0.17", with: "1e300"))
    #expect(throws: DataLineError.self) { try read(Samples.tobiiSDK) { $0.boxes = endless } }
  }

  @Test func oneDamagedTimeCostsOneSample() throws {
    var lines = Samples.tobiiSDK.split(separator: "\n").map(String.init)
    lines[50] = lines[50].replacing(",5000", with: ",9995000")
    let (found, report) = try read(lines.joined(separator: "\n"))
    #expect(report.exclusions[.timeJump] == 1 && report.exclusions.total == 1)
    #expect(recordings(found).first?.samples.count == 239)
  }

  @Test func tobiiNeedsTheScreen() throws {
    let error = #expect(throws: DataLineError.self) {
      try read(Samples.tobiiSDK) { ($0.screenWidth, $0.screenHeight) = (nil, nil) }
    }
    #expect(error?.remedy.contains("--screen") == true)
  }

  @Test func damagedRowsAreCountedByReason() throws {
    var lines = Samples.tobiiSDK.split(separator: "\n").map(String.init)
    lines[10] = String(lines[10].prefix(40))
    lines[20] = lines[20].replacing("0.2", with: "0.2.2")
    lines.swapAt(30, 31)
    lines[40] = lines[40].replacing("(0.2, 0.2)", with: "(nan, nan)")
    let (found, report) = try read("\u{FEFF}" + lines.joined(separator: "\r\r\n"))
    #expect(report.rows == 240)
    #expect(report.exclusions[.cutRow] == 1)
    #expect(report.exclusions.tallies[.cutRow]?.firstPlace.hasSuffix("recording.data:11") == true)
    #expect(report.exclusions[.unreadableNumber] == 1)
    #expect(report.exclusions[.timeNotIncreasing] == 1)
    #expect(report.exclusions[.validWithoutCoordinates] == 1)
    let recording = try #require(recordings(found).first)
    #expect(recording.samples.count == 240 - 3)
    #expect(zip(recording.samples, recording.samples.dropFirst()).allSatisfy { $0.time < $1.time })
  }

  @Test func wrongUnitsAreErrors() throws {
    let error = #expect(throws: DataLineError.self) {
      try read(Samples.smi) { $0.coordinateUnit = .normalized }
    }
    #expect(error?.problem.contains("normalised") == true)
    let tiny = #expect(throws: DataLineError.self) {
      try read(Samples.smi) { ($0.screenWidth, $0.screenHeight) = (100, 50) }
    }
    #expect(tiny?.problem.contains("100.0 × 50.0") == true)
    let slow = Samples.tobiiSDK.replacing("500000", with: "500")
    let reversed = slow.split(separator: "\n").reversed().joined(separator: "\n")
    #expect(throws: DataLineError.self) { try read(reversed) { $0.timeUnit = .microseconds } }
  }

  @Test func declaredUnitsWin() throws {
    let (found, report) = try read(Samples.tobiiSDK) { $0.timeUnit = .nanoseconds }
    let recording = try #require(recordings(found).first)
    #expect(abs(recording.samples[1].time - 0.008333) < 1e-12)
    #expect(!report.notes.contains { $0.contains("time inferred") })
  }

  @Test func proLabGivesSamplesOrItsOwnFixations() throws {
    let (found, report) = try read(Samples.proLab())
    let trial = try #require(trials(found).first)
    #expect(report.format == .tobiiProLab && report.rows == 61 && report.exclusions[.notGaze] == 1)
    #expect(trial.participant == "P1" && trial.method == "code.png")
    #expect(trial.fixations.map(\.position) == [ScreenPoint(x: 300, y: 210), ScreenPoint(x: 500, y: 210)])
    #expect(trial.fixations.map(\.duration) == [466, 466])
    #expect(abs((trial.fixations[1].start ?? 0) - 32 * 16.667) < 1e-6)
    #expect(trial.exclusions[.noLayout] == 2)
    let raw = try read(Samples.proLab()) { $0.source = .samples }.trials
    let recording = try #require(recordings(raw).first)
    #expect(recording.samples.count == 60)
    #expect(recording.samples[0].left.position.x == 300 && recording.samples[0].right.position.x == 300.5)
    #expect(recording.samples[0].right.pupil == 3.02)
    #expect(recordings(try read(Samples.proLab(events: false)).trials).count == 1)
    let missing = #expect(throws: DataLineError.self) {
      try GazeImporter(ImportSettings()).readAll(
        folder.file("p", Samples.proLab().replacing("Recording timestamp", with: "Clock")), format: .tobiiProLab)
    }
    #expect(missing?.line == 1)
  }

  @Test func eyeLinkReportKeepsItsAssignment() throws {
    let areas = try TemporaryFolder()
    _ = try areas.file("IA-snippet.ias", Samples.interestAreas)
    let code = try TemporaryFolder()
    _ = try code.file("snippet.py", "\u{FEFF}def f():\r\n  pass\r\n")
    let (found, report) = try read(Samples.eyeLinkReport) {
      $0.interestAreas = areas.path
      $0.code = code.path
    }
    let trials = trials(found)
    #expect(trials.map(\.method) == ["snippet", "other"])
    #expect(trials[0].language == "python" && trials[0].code == "def f():\n  pass")
    #expect(trials[0].boxes.map(\.reference.text) == ["def", "\"quoted, text\"", "def"])
    #expect(
      trials[0].fixations.map(\.box) == [
        BoxReference(text: "def", occurrence: 0), nil, BoxReference(text: "def", occurrence: 1),
      ])
    #expect(trials[0].fixations.map(\.start) == [0, 220, 430])
    #expect(trials[0].exclusions[.onNoBox] == 1 && trials[0].exclusions[.emptyBox] == 1)
    #expect(trials[1].exclusions[.noLayout] == 1)
    #expect(report.rows == 4 && report.notes == ["other has no interest areas", "other has no code"])
  }

  @Test func eyeLinkReportNeedsItsColumns() throws {
    let path = try folder.file("r", Samples.eyeLinkReport)
    var settings = ImportSettings()
    settings.stimulusColumn = "code_snipet_id"
    let error = #expect(throws: DataLineError.self) { try GazeImporter(settings).readAll(path) }
    #expect(error?.remedy == "did you mean code_snippet_id?")
  }

  @Test func ascTrialsHaveEventsOrSamples() throws {
    let (found, report) = try read(Samples.asc) { ($0.screenWidth, $0.screenHeight) = (nil, nil) }
    #expect(report.format == .eyeLinkASC && found.count == 2 && report.rows == 7)
    let trial = try #require(trials(found).first)
    #expect(trial.method == "snippet-3" && trial.screen == ScreenSize(width: 1920, height: 1080))
    #expect(trial.fixations.map(\.duration) == [202, 270])
    #expect(trial.fixations.map(\.start) == [0, 230])
    #expect(trial.fixations.map(\.box) == [BoxReference(text: "if", occurrence: 0), nil])
    #expect(trial.exclusions[.otherEye] == 1 && trial.exclusions[.boxOutsideScreen] == 1)
    let recording = try #require(recordings(found).first)
    #expect(recording.method == "stimulus/picture.png" && recording.samples.count == 2)
    let raw = recordings(try read(Samples.asc) { $0.source = .samples }.trials)
    #expect(raw.count == 2 && raw[0].samples[1].left.isValid && !raw[0].samples[1].right.isValid)
    let right = trials(try read(Samples.asc) { $0.eyes = .right }.trials)
    #expect(right.first?.fixations.map(\.duration) == [204])
  }

  @Test func smiMessagesOfImagesBeginTrials() throws {
    let (found, report) = try read(Samples.smi) { ($0.screenWidth, $0.screenHeight) = (nil, nil) }
    let recordings = recordings(found)
    #expect(recordings.map(\.method) == ["rectangle_java.jpg", "vehicle_java2.jpg"])
    #expect(recordings.map(\.participant) == ["S12", "S12"])
    #expect(recordings.map(\.samples.count) == [57, 20])
    #expect(recordings[0].samples.filter { !$0.left.isValid }.count == 2)
    #expect(recordings[0].samples[1].time == 4 && recordings[0].screen == ScreenSize(width: 1920, height: 1080))
    #expect(report.exclusions[.beforeFirstStimulus] == 3 && report.rows == 80)
  }

  @Test func iTraceJoinsThePluginsPlaces() throws {
    let plugin = try folder.file("plugin.xml", Samples.iTracePlugin)
    let (found, report) = try read(Samples.iTraceCore) {
      $0.plugin = plugin
      ($0.screenWidth, $0.screenHeight) = (nil, nil)
    }
    let recording = try #require(recordings(found).first)
    #expect(report.format == .iTraceXML && recording.samples.count == 40)
    #expect(recording.participant == "P4" && recording.method == "Fix & find")
    #expect(recording.samples[9].source == -1 && recording.samples[30].source == -1)
    #expect(recording.sources.map(\.line) == [3, 4])
    #expect(recording.samples[10].source == 0 && recording.samples[29].source == 1)
    #expect(!recording.samples[5].left.isValid && recording.samples[6].time == 48)
    let error = #expect(throws: DataLineError.self) { try read(Samples.iTracePlugin) }
    #expect(error?.problem.contains("plug-in") == true)
    #expect(throws: DataLineError.self) { try read(String(Samples.iTraceCore.dropLast(90))) }
  }

  @Test func iTraceDatabasesAreReadRunByRun() throws {
    let path = folder.path("itrace.db3")
    try Samples.iTraceDatabase(at: path)
    var settings = ImportSettings()
    settings.filterRun = "BASIC"
    let (found, report) = try GazeImporter(settings).readAll(path)
    let trials = trials(found)
    #expect(report.format == .iTraceDatabase && report.rows == 10 && report.exclusions[.impossibleDuration] == 1)
    #expect(trials.map(\.fixations.count) == [4])
    #expect(trials[0].participant == "P8" && trials[0].method == "bug 1")
    #expect(trials[0].screen == ScreenSize(width: 1280, height: 720))
    #expect(trials[0].fixations[2].source == SourcePlace(file: "A.java", line: 3, column: 2))
    #expect(trials[0].fixations.map(\.start) == [0, 250, 500, 750])
    let wrong = try folder.file("wrong.db", Array("SQLite format 3\0 nonsense".utf8))
    #expect(throws: DataLineError.self) { try GazeImporter().readAll(wrong) }
  }

  @Test func eyeTransBoxesAreNamedByTextAndOccurrence() throws {
    let methods = try folder.file("methods.jsonl", Samples.methods)
    let (found, report) = try read(Samples.eyeTrans) { $0.code = methods }
    let trial = try #require(trials(found).first)
    #expect(found.count == 1 && report.exclusions[.unknownMethod] == 1)
    #expect(
      trial.fixations.compactMap(\.box) == [
        BoxReference(text: "int", occurrence: 0), BoxReference(text: "x", occurrence: 2),
        BoxReference(text: "0", occurrence: 3),
        BoxReference(text: "100.0", occurrence: 0),
      ])
    #expect(trial.code?.hasPrefix("int f()") == true && trial.language == "java")
    #expect(trials(try read(Samples.eyeTrans).trials).count == 2)
    #expect(report.exclusions[.unknownBox] == 0)
    let other = try read(Samples.eyeTrans.replacing("x.2", with: "zz").replacing("\"int\"", with: "\"x.7\"")) {
      $0.code = methods
    }
    #expect(other.report.exclusions[.unknownBox] == 2)
    let kept = try FixationPipeline(FixationSettings()).result(of: trials(other.trials)[0]).trial
    #expect(kept.exclusions[.unknownBox] == 2 && kept.fixations.contains { $0.box?.text == "zz" })
    #expect(EyeTransImporter.reference("0.3", in: "x = 0.3;") == BoxReference(text: "0.3", occurrence: 0))
  }

  @Test func unknownBeginningsAreErrors() throws {
    for text in ["", "hello\nworld\n", "{\"a\": 1}\n", "a\tb\tc\n1\t2\t3\n"] {
      #expect(throws: DataLineError.self) { try GazeFormatDetector.format(of: folder.file("f", text)) }
    }
  }

  @Test func trialsOfOurOwnFormatAreReadThroughTheSameDoor() throws {
    let (found, report) = try read(Samples.trial)
    #expect(report.format == .fovea && trials(found).count == 1)
  }

  @Test func aFileWithoutTrialsIsAnError() throws {
    let error = #expect(throws: DataLineError.self) {
      try read(Samples.smi.replacing("_java.jpg", with: "").replacing("_java2.jpg", with: ""))
    }
    #expect(error?.problem.contains("before first stimulus") == true)
    let methods = try folder.file("methods.jsonl", Samples.methods.replacing("m1", with: "m7"))
    #expect(throws: DataLineError.self) { try read(Samples.eyeTrans) { $0.code = methods } }
  }

  @Test func settingsAreChecked() {
    var settings = ImportSettings()
    settings.screenWidth = 100
    #expect(throws: InvalidSetting.self) { try settings.validate() }
    settings.screenHeight = -.infinity
    #expect(throws: InvalidSetting.self) { try settings.validate() }
  }

  @Test func rawDataOfSMIWithTheStimulusInAColumn() throws {
    var lines = ["## Subject:\tS7", "Time\tType\tTrial\tL POR X [px]\tL POR Y [px]\tStimulus"]
    for index in 0..<60 {
      let stimulus = index < 20 ? "a.jpg" : index < 25 ? "-" : index < 40 ? "b.jpg" : "a.jpg"
      lines.append("\(index * 4000)\tSMP\t1\t100\t200\t\(stimulus)")
    }
    let (found, report) = try read(lines.joined(separator: "\n") + "\n")
    #expect(recordings(found).map(\.method) == ["a.jpg", "b.jpg", "a.jpg"])
    #expect(recordings(found).map(\.samples.count) == [20, 15, 20] && report.exclusions[.noStimulus] == 5)
  }
}
