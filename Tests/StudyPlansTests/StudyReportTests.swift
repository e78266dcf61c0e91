import Basics
import CodeMetrics
import Foundation
import Statistics
import TestSupport
import Testing

@testable import StudyPlans

struct StudyReportTests {
  @Test func computesThePlannedContrasts() throws {
    let study = try MadeStudy()
    try study.recordAll()
    let analysis = try StudyAnalysis(StudyResults(study.plan()))
    #expect(analysis.awaited.isEmpty)
    let row = try #require(analysis.confirmatory.first)
    #expect(analysis.confirmatory.count == 1)
    #expect(row.contrast == "main" && row.score == "bleu" && row.seeds == 3 && row.samples == 12)
    // The mean of the differences of each seed's own score.
    let plan = try study.plan()
    let results = try StudyResults(plan)
    let scores = try ["better", "plain"].map { arm in
      try results.runs(of: arm).map {
        try CodeToTextBLEU().score(references: MadeStudy.references.map { [$0] }, predictions: $0.predictions).corpus
      }
    }
    let differences = zip(scores[0], scores[1]).map { $0 - $1 }
    #expect(abs(row.statistics.interval.estimate - differences.reduce(0, +) / 3) < 1e-9)
    #expect(row.statistics.test?.p == 0.25, "the smallest that three seeds allow")
    #expect(row.statistics.pHolm == 0.25)
    #expect(row.statistics.equivalence?.margin == 1)
    // Loss of better: 1.9, 1.8, 1.9; of plain 1.7.
    let loss = try #require(analysis.exploratory.first { $0.contrast == "main" && $0.score == "loss" })
    #expect(abs(loss.statistics.interval.estimate - (0.2 + 0.1 + 0.2) / 3) < 1e-9)
    #expect(loss.statistics.pHolm == nil)
    #expect(analysis.exploratory.filter { $0.contrast == "side" }.allSatisfy { $0.seeds == 2 })
    #expect(analysis.arms.map(\.name) == ["better", "odd", "plain"])
    #expect(abs(analysis.arms[0].coreHours - 0.6) < 1e-9)
    #expect((analysis.floors?.score(.empty, "bleu") ?? 1) < 1e-3)
  }

  @Test func isAFunctionOfTheRuns() throws {
    let study = try MadeStudy()
    try study.recordAll()
    for place in ["first", "second"] { try StudyReport(study.plan()).write(to: study.folder.path(place)) }
    let names = try FileManager.default.contentsOfDirectory(atPath: study.folder.path("first")).sorted()
    #expect(names.contains("report.html") && names.contains("contrasts.csv") && names.contains("difference-bleu.svg"))
    for name in names {
      #expect(try study.folder.bytes("first/\(name)") == study.folder.bytes("second/\(name)"), "\(name)")
    }
    let csv = try study.folder.read("first/contrasts.csv").split(whereSeparator: \.isNewline)
    try #require(csv.count == 1 + 4 + 4)
    #expect(csv[0].hasPrefix("contrast,arm,against,score,role,seeds"))
    #expect(csv[1].hasPrefix("main,better,plain,bleu,confirmatory,3,12,"))
    let finding = try #require(try StudyReport(study.plan()).findings.first)
    #expect(finding.hasPrefix("better − plain: +"))
    #expect(finding.contains("no difference can be claimed"), "\(finding)")
  }

  /// The spread says nothing about the sign: with the arms' names exchanged, it is the same.
  @Test func showsTheNoiseBeforeTheEndAndNotTheDifference() throws {
    let study = try MadeStudy([("deviations: {bleu: 0.5}", "deviations: {bleu: 0.5, loss: 0.1}")])
    try study.recordAll()
    #expect(try StudyAnalysis(StudyResults(study.plan())).spreads.isEmpty)
    try FileManager.default.removeItem(atPath: study.folder.path("runs/better/seed-1"))
    let analysis = try StudyAnalysis(StudyResults(study.plan()))
    #expect(analysis.spreads.map(\.score) == ["bleu", "loss"])
    // Losses of plain are 1.71, 1.72, 1.73; those of better 1.82 and 1.93: differences of 0.1 and 0.2.
    let loss = try #require(analysis.spreads.last)
    #expect(loss.seeds == 2 && abs(loss.deviation - 0.1 / 2.squareRoot()) < 1e-9 && loss.expected == 0.1)
    let findings = try StudyReport(study.plan()).findings
    #expect(
      findings.count == 3 && findings[2].contains("standard deviation of 0.0707 (2 seeds); the plan expects 0.1000"))
  }

  @Test func repeatsWhatWasToBeClaimed() throws {
    let study = try MadeStudy([
      ("stopping: after", "claims: [A gain counts if both agree.]\nlimits: [One corpus.]\nstopping: after")
    ])
    try study.recordAll()
    try StudyReport(study.plan()).write(to: study.folder.path("out"))
    for name in ["tables.md", "report.html"] {
      let text = try study.folder.read("out/\(name)")
      #expect(text.contains("A gain counts if both agree.") && text.contains("One corpus."), "\(name)")
    }
  }

  @Test func withholdsThePlannedContrastsWhileRunsAreMissing() throws {
    let study = try MadeStudy()
    try study.recordAll()
    try FileManager.default.removeItem(atPath: study.folder.path("runs/better/seed-3"))
    let analysis = try StudyAnalysis(StudyResults(study.plan()))
    #expect(analysis.awaited.map(\.description) == ["better, seed 3"])
    #expect(analysis.confirmatory.isEmpty)
    #expect(analysis.exploratory.isEmpty, "one side of each is an arm that the answer is about")
    #expect(analysis.arms.map(\.name) == ["odd"])
    try StudyReport(study.plan()).write(to: study.folder.path("out"))
    #expect(!FileManager.default.fileExists(atPath: study.folder.path("out/contrasts.csv")))
    #expect(try study.folder.read("out/report.html").contains("1 of 8 runs are still missing"))

    let plan = try study.plan()
    var ledger = try StudyLedger(of: plan.folder)
    try ledger.lose(arm: "better", seed: 3, plan, reason: "its disk failed")
    let after = try StudyAnalysis(StudyResults(plan))
    #expect(after.confirmatory.first?.seeds == 2)
    try StudyReport(plan).write(to: study.folder.path("out"))
    #expect(try study.folder.read("out/tables.md").contains("better, seed 3, is lost: its disk failed"))
  }

  @Test func refusesAChangedPlanUntilTheChangeIsRecorded() throws {
    let study = try MadeStudy()
    try study.recordAll()
    let old = try study.plan()
    let text = try study.folder.read("study.yaml").replacing("margins: {bleu: 1}", with: "margins: {bleu: 5}")
    try study.folder.file("study.yaml", text)
    let plan = try study.plan()
    let expected = StudyError.planChanged(
      path: plan.folder.path(of: "study.yaml"), began: old.digest, now: plan.digest)
    #expect(throws: expected) { try StudyResults(plan) }
    var ledger = try StudyLedger(of: plan.folder)
    try ledger.amend(plan, reason: "a typing error")
    #expect(try StudyAnalysis(StudyResults(plan)).confirmatory.first?.statistics.equivalence?.margin == 5)
    try StudyReport(plan).write(to: study.folder.path("out"))
    #expect(try study.folder.read("out/tables.md").contains("a typing error"))
    // A change of the shared configuration is one of the plan too.
    try study.folder.file("base.yaml", study.folder.read("base.yaml") + "seed: 7\n")
    #expect(throws: StudyError.self) { try StudyResults(study.plan()) }
  }

  @Test func refusesRunsThatDoNotBelongHere() throws {
    let study = try MadeStudy()
    #expect(throws: StudyError.nothingToReport(path: study.folder.path)) { try StudyResults(study.plan()) }
    try study.recordAll()
    let other = try MadeStudy([("after all runs", "after two runs")])
    try study.record("better", 2, leavingOut: 1, plan: other.plan())
    let record = other.folder.path("runs/better/seed-2/run.json")
    try FileManager.default.removeItem(atPath: study.folder.path("runs/better/seed-2/run.json"))
    try FileManager.default.copyItem(atPath: record, toPath: study.folder.path("runs/better/seed-2/run.json"))
    #expect(throws: StudyError.self) { try StudyResults(study.plan()) }
    try study.record("better", 2, leavingOut: 1, sha256: "b")
    let error = #expect(throws: StudyError.self) { try StudyResults(study.plan()) }
    if case .otherTestSet = error {} else { Issue.record("\(String(describing: error))") }
  }

  @Test func refusesDamagedPredictions() throws {
    let study = try MadeStudy()
    try study.recordAll()
    let path = "runs/plain/seed-1/predictions.jsonl.gz"
    let bytes = try study.folder.bytes(path)
    for damaged in [Array(bytes.dropLast(3)), Array(bytes.prefix(10)), [], bytes + [0]] {
      try study.folder.file(path, damaged)
      #expect(throws: DataLineError.self) { try StudyResults(study.plan()) }
    }
  }
}
