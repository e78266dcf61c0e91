import Foundation
import TestSupport
import Testing

@testable import Sweeps

/// What a trial is worth, from its events.
struct TrialResultsTests {
  private func results(_ events: String) throws -> TrialResults {
    let folder = try TemporaryFolder()
    try folder.file("events.jsonl", events)
    return try TrialResults(folder.path)
  }

  private static let events = """
    {"event":"started","first_step":0}
    {"event":"validation","step":10,"loss":3,"scores":{"bleu":1}}
    {"event":"validation","step":20,"loss":2,"scores":{"bleu":4}}
    {"event":"checkpoint","step":20}
    {"event":"validation","step":30,"loss":"nan","scores":{"bleu":2}}
    {"event":"validation","step":40,"loss":1,"scores":{"bleu":3}}
    {"event":"finished","reason":"paused","step":40}

    """

  @Test func theBestUpToARungCounts() throws {
    let results = try results(Self.events)
    var settings = ObjectiveSettings()
    for (limit, step, value) in [(10, 10, 3.0), (20, 20, 2), (30, 30, 2), (40, 40, 1), (0, 40, 1)] {
      let objective = try #require(results.objective(upTo: limit, settings))
      #expect(objective.step == step && objective.value == value, "up to \(limit)")
    }
    #expect(results.objective(upTo: 5, settings) == nil)
    settings.metric = "bleu"
    #expect(results.objective(upTo: 0, settings)?.value == 4)
    #expect(results.endReason == .paused && results.savedStep == 20)
  }

  @Test func theLastCountsWhereThatIsAskedFor() throws {
    let results = try results(Self.events)
    var settings = ObjectiveSettings()
    settings.take = .last
    settings.metric = "bleu"
    #expect(results.objective(upTo: 0, settings)?.value == 3)
    settings.metric = "loss"
    let objective = try #require(results.objective(upTo: 30, settings))
    #expect(objective.step == 30 && objective.value == nil)
  }
}
