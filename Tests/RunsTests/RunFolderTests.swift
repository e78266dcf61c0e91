import Foundation
import TestSupport
import Testing
import Training

@testable import Runs

/// `Version01` is the folder of a short run that version 0.1.0 trained, some steps left out.
struct RunFolderTests {
  private let old = RunFolder(PackageFolder.path("Tests/RunsTests/Version01"))

  @Test func aRunOfVersion01IsRead() throws {
    let status = try #require(try old.status())
    #expect(status.state == .completed && status.exitCode == 0 && status.name == "reward" && status.ranks == 1)
    #expect(status.ended.map { $0 > status.started } == true)

    let summary = try #require(try old.summary())
    #expect(summary.parameters == 1_124_096 && summary.endedBecause == .completed && summary.steps == 40)
    #expect(summary.validations.map(\.step) == [20, 40] && summary.validations.last?.isBest == true)
    #expect(summary.gazeSteps == 2 && summary.lastTerms["reward"] != nil)

    let history = try #require(try old.history())
    #expect(history.problems.isEmpty && history.started?.totalSteps == 40)
    #expect(history.steps.map(\.step) == [1, 2, 3, 4, 19, 20, 21, 22, 23, 24])
    #expect(history.steps.allSatisfy { $0.loss.isFinite && $0.tokens > 0 && $0.seconds > 0 && $0.learningRate >= 0 })
    #expect(history.gazeSteps.map(\.step) == [20] && history.termSteps.last?.terms["attention_mass"] != nil)
    #expect(history.validations.first?.scores["bleu"] != nil && history.savedStep == 20)
    #expect(history.finished?.reason == .completed && history.finished?.bestStep == 40)

    let environment = try #require(try old.lastEnvironment())
    #expect(environment.version == "0.1.0" && environment.ranks.first?.host == "laptop" && environment.memoryBytes > 0)
    #expect(environment.ranks.first?.openBLASCore.isEmpty == false)

    #expect(try old.settings()?["optimizer.learning_rate"] == "0.002")
    #expect(try old.predictions(RunFolder.bestPredictions)?.count == 2)
    #expect(try old.predictions(RunFolder.lastPredictions) == nil)
  }

  /// What is written is what version 0.1 wrote, key for key, and what was added since, which older readers ignore.
  @Test func whatIsWrittenHasTheKeysOfVersion01() throws {
    func keys(_ json: Data) throws -> Set<String> {
      let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
      return Set(object.keys)
    }
    func file(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: old.path(of: name))) }
    #expect(try keys(Data(try #require(try old.summary()).json().utf8)) == keys(file(RunFolder.summary)))
    let encoder = RunJSON.encoder()
    let status = try #require(try old.status())
    #expect(try keys(encoder.encode(status)) == keys(file(RunFolder.status)))
    for line in try file(RunFolder.events).split(separator: UInt8(ascii: "\n")) {
      let event = try RunJSON.decoder.decode(TrainingEvent.self, from: line)
      let again = try encoder.encode(event)
      var expected = try keys(line)
      switch event {
      case .step, .gazeStep: expected.insert("samples")
      default: break
      }
      #expect(try keys(again) == expected, "\(event)")
      #expect(try RunJSON.decoder.decode(TrainingEvent.self, from: again) == event)
    }
  }

  @Test func fieldsThatAFileLacksHaveTheirDefaults() throws {
    let folder = try TemporaryFolder()
    try folder.file("summary.json", #"{"steps": 3, "ended_because": "of something new"}"#)
    try folder.file(
      "events.jsonl", #"{"event": "step", "step": 1, "loss": 2}"# + "\n" + #"{"event": "new kind"}"# + "\n")
    let run = RunFolder(folder.path)
    let summary = try #require(try run.summary())
    #expect(
      summary.steps == 3 && summary.endedBecause == .unknown && summary.name == nil && summary.validations.isEmpty)
    let history = try #require(try run.history())
    #expect(history.steps.count == 1 && history.steps[0].tokens == 0 && history.steps[0].samples == 0)
    #expect(history.steps[0].terms.isEmpty)
    #expect(history.problems.isEmpty)
    #expect(try run.status() == nil && run.lastEnvironment() == nil && run.settings() == nil)
  }
}
