import Basics
import Foundation
import TestSupport
import Testing

@testable import Runs
@testable import Training

struct EventFileTests {
  @Test func eventsAreWrittenAsLinesOfJSON() throws {
    let folder = try TemporaryFolder()
    let file = try EventFile(folder.path("events.jsonl"))
    try file.receive(.warning(.init(message: "a \"quoted\" word")))
    try file.receive(
      .validation(.init(step: 3, epoch: 0, loss: .nan, scores: ["bleu": 1.5], isBest: true, seconds: 0)))
    let lines = try TextFile.lines(of: folder.path("events.jsonl"))
    #expect(lines.count == 2)
    let second = try JSONSerialization.jsonObject(with: Data(lines[1].utf8)) as? [String: Any]
    #expect(second?["event"] as? String == "validation" && second?["is_best"] as? Bool == true)
    #expect(second?["loss"] as? String == "nan")
  }

  @Test func aLineThatAnInterruptedWriterLeftSpoilsNoOther() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("events.jsonl", "{\"event\":\"war")
    for _ in 0..<2 { try EventFile(path).receive(.warning(.init(message: "whole"))) }
    let lines = try TextFile.lines(of: path)
    #expect(lines.count == 3 && lines[0] == "{\"event\":\"war")
    #expect(lines.dropFirst().allSatisfy { $0.contains("whole") && $0.hasSuffix("}") })
  }
}
