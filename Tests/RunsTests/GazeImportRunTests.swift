import Basics
import Foundation
import TestSupport
import Testing

@testable import Recordings
@testable import Runs

struct GazeImportRunTests {
  @Test func theReportCountsEachExclusionOnceAndWithItsPlace() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("trials.jsonl")
    var trial = ReadingTrial(
      participant: "p", method: "m", screen: ScreenSize(width: 100, height: 50),
      provenance: Provenance(format: .tobiiSDK, file: "f.csv", line: 7))
    trial.boxes = [
      TokenBox(
        reference: BoxReference(text: "int", occurrence: 0),
        rectangle: ScreenRectangle(x: 0, y: 0, width: 10, height: 10))
    ]
    trial.fixations = [(5.0, 5.0), (60, 20), (500, 20)].map {
      Fixation(duration: 200, position: ScreenPoint(x: $0.0, y: $0.1))
    }
    trial.exclusions.add(.cutRow, 3, at: "f.csv:9")
    trial.exclusions.add(.onNoBox, 3, at: "f.csv:7")
    try TrialFile.write([trial, trial], to: path)
    let (trials, report) = try GazeImportRun().run([path])
    #expect(trials.map(\.fixations.count) == [2, 2])
    #expect(report.files.map(\.exclusions) == [["cut_row": 6, "off_screen": 2, "on_no_box": 2]])
    #expect(report.firstPlaces["cut_row"] == "f.csv:9" && report.firstPlaces["off_screen"] == "f.csv:7")
  }

  @Test func aRecordingGivenTwiceIsRefusedAndACopyNoted() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("trials.jsonl")
    let trial = ReadingTrial(
      participant: "p", method: "m", fixations: [Fixation(duration: 200)],
      provenance: Provenance(format: .tobiiSDK, file: "f.csv", line: 7))
    try TrialFile.write([trial], to: path)
    let error = #expect(throws: RepeatedRecording.self) {
      try GazeImportRun().run([path, folder.path("./trials.jsonl")])
    }
    #expect(error?.first == path && error?.diagnosis.problem.contains("given twice") == true)
    try FileManager.default.copyItem(atPath: path, toPath: folder.path("copy.jsonl"))
    let files = try GazeImportRun().run([path, folder.path("copy.jsonl")]).report.files
    #expect(files.map { $0.notes.contains { $0.contains("same content") } } == [false, true])
  }

  @Test func everyFileThatIsReadIsAnInput() throws {
    let folder = try TemporaryFolder()
    let recording = try folder.file("r.jsonl", "")
    let code = try folder.file("code/a/A.java", "")
    var run = GazeImportRun()
    run.importing.code = folder.path("code")
    for output in [recording, code, folder.path("code/../r.jsonl")] {
      #expect(throws: OutputConflict.self) {
        try OutputConflict.check(output, inputs: run.inputs([recording]))
      }
    }
    try OutputConflict.check(folder.path("new.jsonl"), inputs: run.inputs([recording]))
  }
}
