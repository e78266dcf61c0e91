import Basics
import Foundation
import TestSupport
import Testing

@testable import StudyPlans

struct StudyPlanTests {
  @Test func listsRunsStageByStageAndSeedBySeed() throws {
    let runs = try MadeStudy().plan().runs.map(\.description)
    #expect(
      runs == [
        "odd, seed 1", "plain, seed 1", "plain, seed 2", "odd, seed 3", "plain, seed 3", "better, seed 1",
        "better, seed 2", "better, seed 3",
      ])
  }

  @Test func givesEachRunItsSettings() throws {
    let plan = try MadeStudy().plan()
    let run = try #require(plan.runs.last)
    #expect(
      plan.assignments(run) == [
        "optimizer.learning_rate": "1e-4", "gaze.hold_out.fold": "2", "seed": "3", "plan": plan.digest,
      ])
    let configuration = try plan.configuration(run)
    #expect(configuration.gaze.holdOut.fold == 2 && configuration.seed == 3 && configuration.plan == plan.digest)
  }

  /// The numbers are from SciPy: t.ppf(0.975, 2) and the root of the noncentral t distribution's power, times 0.5 / √3.
  @Test func forecastsWhatTheStudyCanFind() throws {
    let forecast = try StudyForecast(MadeStudy().plan())
    #expect(forecast.runs == 8 && forecast.confirmatoryRuns == 6)
    let found = try #require(forecast.detectable.first)
    #expect(found.seeds == 3 && found.score == "bleu")
    #expect(abs(found.halfWidth - 1.242_068_9) < 1e-6)
    #expect(abs(found.difference - 1.632_021_8) < 1e-5)
  }

  @Test(
    arguments: [
      ("seeds: [1, 2, 3]", "seeds: [1]", "seeds"),
      ("against: plain, question", "against: plane, question", "no arm"),
      ("arm: odd, against: plain, exploratory: true", "arm: odd, against: plain", "exploratory"),
      ("primary: bleu", "primary: blue", "bleu"),
      ("secondary: [meteor", "secondary: [bleu", "repeats"),
      ("arm: better, against: plain", "arm: better, against: better", "itself"),
      ("settings: {optimizer.learning_rate: 1e-4}", "settings: {seed: 4}", "seed"),
      ("settings: {optimizer.learning_rate: 1e-4}", "settings: {optimizer.learning_rat: 1e-4}", "learning_rate"),
      ("settings: {optimizer.learning_rate: 1e-4}", "settings: {gaze.hold_out.fold: 1}", "seed_settings"),
      ("margins: {bleu: 1}", "margins: {bleu: -1}", "margins"), ("{\"2\": REVIEW.md}", "{\"7\": REVIEW.md}", "stage"),
      ("seeds: [1, 3], exploratory", "seeds: [1, 9], exploratory", "9"),
      ("secondary: [meteor", "secondary: [codebleu", "language"),
      ("stopping: after all runs", "stopping: \"\"", "stopping"),
    ])
  func refusesPlansThatContradictThemselves(old: String, new: String, mention: String) throws {
    let study = try MadeStudy([(old, new)])
    let error = #expect(throws: (any Error).self) { try study.plan() }
    let text = error.map { Diagnosis(of: $0) }.map { "\($0.problem) \($0.remedy) \($0.place)" } ?? ""
    #expect("\(text) \(String(describing: error))".contains(mention), "\(text)")
  }

  @Test func amendmentsNeedARun() throws {
    let plan = try MadeStudy().plan()
    var ledger = try StudyLedger(of: plan.folder)
    #expect(throws: StudyError.notYetRun(path: plan.folder.path)) { try ledger.amend(plan, reason: "none") }
    #expect(throws: StudyError.unknownRun(arm: "plain", seed: 9)) {
      try ledger.lose(arm: "plain", seed: 9, plan, reason: "none")
    }
  }

  @Test func stagesWaitForTheirGatesAndForEarlierStages() throws {
    let study = try MadeStudy([("gates: {\"2\": REVIEW.md}", "gates: {\"1\": REVIEW.md}")])
    let runner = StudyRunner(try study.plan()) { _ in }
    #expect(throws: StudyError.gateClosed(stage: 1, path: study.folder.path("REVIEW.md"))) { try runner.run() }
    let other = try MadeStudy()
    try other.register()
    for seed in 1...2 { try other.record("plain", seed, leavingOut: 3) }
    #expect(throws: (any Error).self) { try StudyRunner(try other.plan()) { _ in }.run(upTo: 1) }
  }
}
