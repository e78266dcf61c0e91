import Basics
import Foundation
import GazeSamples
import TestSupport
import Testing

@testable import Recordings

struct TrialFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func writtenTrialsAreReadBackEqual() throws {
    var exclusions = Exclusions()
    exclusions.add(.cutRow, 3, at: "a.csv:9")
    let full = ReadingTrial(
      participant: "P7", method: "m/1", language: "java", code: "int é = \"ü\";\n",
      screen: ScreenSize(width: 1920, height: 1080),
      tokens: [StimulusToken(text: "int", byteRange: 0..<3, line: 1, column: 0)],
      boxes: [
        TokenBox(
          reference: BoxReference(text: "int", occurrence: 0),
          rectangle: ScreenRectangle(x: 1, y: 2, width: 0.1, height: 4),
          identifier: "9", tokens: [0])
      ],
      fixations: [
        Fixation(
          start: 0.1, duration: 249.998, position: ScreenPoint(x: 1.0 / 3, y: -2),
          box: BoxReference(text: "int", occurrence: 0),
          tokens: [0], source: SourcePlace(file: "A.java", line: 3, column: 4)),
        Fixation(duration: 1337998.037, box: BoxReference(text: "x", occurrence: 2)),
      ], provenance: Provenance(format: .eyeTrans, file: "a.jsonl", line: 12), exclusions: exclusions, notes: ["a note"]
    )
    let bare = ReadingTrial(
      participant: "", method: "", provenance: Provenance(format: .iTraceDatabase, file: "b", line: 0))
    try TrialFile.write([full, bare], to: folder.path("t.jsonl"))
    #expect(try TrialFile.read(folder.path("t.jsonl")) == [full, bare])
  }

  @Test func unknownKeysArePassedOver() throws {
    let trials = try TrialFile.read(folder.file("t.jsonl", "\u{FEFF}" + Samples.trial.replacing("\n", with: "\r\n")))
    #expect(trials.count == 1)
    #expect(trials[0].exclusions[.cutRow] == 2)
    #expect(trials[0].fixations[0].tokens == [0])
  }

  @Test(arguments: [
    ("\"participant\": \"P\", ", "", "the key \"participant\" is missing"),
    ("\"duration_ms\": 100", "\"duration_ms\": -1", "no duration"),
    ("\"duration_ms\": 100, ", "", "the key \"duration_ms\" is missing in fixations[0]"),
    ("\"tokens\": [0]}], \"provenance\"", "\"tokens\": [1]}], \"provenance\"", "names a token that does not exist"),
    ("\"bytes\": [0, 3]", "\"bytes\": [0, 30]", "ends at byte 30, the code has 6"),
    ("\"bytes\": [0, 3]", "\"bytes\": [3, 0]", "byte after the last"),
    ("\"version\": 1", "\"version\": 2", "version 2"),
    ("\"cut_row\"", "\"of_old\"", "of_old"),
    ("\"x\": 2, \"y\": 3, \"box\"", "\"x\": 2e7, \"y\": 3, \"box\"", "on no screen"),
    ("\"width\": 3", "\"width\": 3e9", "the box is on no screen"),
    ("\"x\": 2, \"y\": 3, \"box\"", "\"x\": 2, \"box\"", "the key \"y\" is missing"),
    ("{\"version\"", "{version", "not valid JSON"),
  ])
  func aFaultIsToldWithItsPlace(_ old: String, _ new: String, _ problem: String) throws {
    let good = Samples.trial
    let path = try folder.file("t.jsonl", good + "\n" + good.replacing(old, with: new))
    let error = #expect(throws: DataLineError.self) { try TrialFile.read(path) }
    #expect(error?.line == 3)
    #expect(error?.path == path)
    #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
  }

  @Test func anEmptyFileIsAnError() throws {
    #expect(throws: DataLineError.self) { try TrialFile.read(folder.file("t.jsonl", "\n \n")) }
    #expect(throws: FileFailure.self) { try TrialFile.read(folder.path("absent")) }
  }
}
