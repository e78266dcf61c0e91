import Basics
import Foundation
import TestSupport
import Testing

@testable import StudyPlans

/// A study's folder with outcomes that the test makes.
struct MadeStudy {
  let folder: TemporaryFolder
  static let references = (0..<12).map { "returns the number \($0) of all the words in a text that is read" }

  init(_ changes: [(String, String)] = []) throws {
    folder = try TemporaryFolder()
    var text = """
      name: made
      question: Does one arm do better?
      configuration: base.yaml
      work: \(folder.path("work"))
      seeds: [1, 2, 3]
      seed_settings: {gaze.hold_out.fold: "{place}"}
      arms:
        plain: {about: without anything}
        better: {about: with something, settings: {optimizer.learning_rate: 1e-4}, stage: 2}
        odd: {about: something else, settings: {optimizer.learning_rate: 1e-2}, seeds: [1, 3], exploratory: true}
      contrasts:
        main: {arm: better, against: plain, question: Does it help?}
        side: {arm: odd, against: plain, exploratory: true}
      primary: bleu
      secondary: [meteor, rouge_l, loss]
      margins: {bleu: 1}
      deviations: {bleu: 0.5}
      stopping: after all runs
      gates: {"2": REVIEW.md}

      """
    for (old, new) in changes { text = text.replacing(old, with: new) }
    try folder.file("study.yaml", text)
    try folder.file(
      "base.yaml",
      """
      task: summarization
      tokenizer: tokenizer
      data: {train: {file: train.jsonl}, valid: {file: valid.jsonl}}
      evaluation: {test: {file: test.jsonl}}
      gaze: {trials: trials.jsonl, targets: methods.jsonl, interval: 5, hold_out: {by: methods, folds: 3}}

      """)
  }

  func plan() throws -> StudyPlan { try StudyPlan(loading: folder.path("study.yaml")) }

  /// Outcomes of runs: words of the references, of which each prediction leaves out some.
  func record(_ arm: String, _ seed: Int, leavingOut share: Int, sha256: String = "a", plan: StudyPlan? = nil) throws {
    let plan = try plan ?? self.plan()
    let run = try #require(plan.runs.first { $0.arm == arm && $0.seed == seed })
    let predictions = Self.references.enumerated().map { number, text in
      let words = text.split(separator: " ")
      return words.enumerated().filter { ($0.offset + number + seed) % 12 >= share }.map { String($0.element) }
        .joined(separator: " ")
    }
    let place = plan.folder.run(run)
    try Folder.make(place)
    try plan.folder.write(Self.references, to: plan.folder.path(of: StudyFolder.references))
    try plan.folder.write(predictions, to: "\(place)/\(StudyFolder.predictions)")
    let record = StudyRecord(
      arm: arm, seed: seed, plan: plan.digest, settings: [:], version: "0", commit: "", processor: "made", ranks: 1,
      threadsPerRank: 2, steps: 10, seconds: 360, parameters: 1000, testedStep: 10, testSamples: Self.references.count,
      testFile: "test.jsonl", testSHA256: sha256, testLoss: 2 - Double(share) / 10 + Double(seed) / 100,
      testScores: [:],
      validationLoss: 2, validationScores: [:])
    try AtomicFile.write(record.json(), to: "\(place)/\(StudyFolder.record)")
  }

  func register() throws {
    let plan = try plan()
    var ledger = try StudyLedger(of: plan.folder)
    try ledger.register(plan, on: Date(timeIntervalSince1970: 0))
  }

  func recordAll() throws {
    try register()
    for seed in 1...3 {
      try record("plain", seed, leavingOut: 3)
      try record("better", seed, leavingOut: seed == 2 ? 2 : 1)
    }
    for seed in [1, 3] { try record("odd", seed, leavingOut: 4) }
  }
}
