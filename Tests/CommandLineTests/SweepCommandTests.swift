import Foundation
import TestSupport
import Testing

/// `fovea sweep` as a person runs it, and as a machine kills it.
@Suite(
  .enabled(if: Program.isBuilt, Program.skipMessage), .enabled(if: TrainCommandTests.hasMPI, "there is no mpirun"),
  .serialized)
struct SweepCommandTests {
  @Test func aSweepIsPreviewedRunAndShown() throws {
    let workspace = try SweepWorkspace(
      "dimensions: {optimizer.learning_rate: {values: [1.0e-3, 1.0e-2]}, seed: {values: [1, 2]}}\n"
        + "search: {method: grid}\nhalving: {minimum_steps: 1, maximum_steps: 2, factor: 2}")
    let preview = try Program.run("sweep", "run", workspace.file, "--dry-run")
    #expect(preview.status == 0, "\(preview.errors)")
    #expect(preview.output.contains("4 trials by grid") && preview.output.contains("GB"), "\(preview.output)")
    #expect(!FileManager.default.fileExists(atPath: workspace.folder))

    let result = try Program.run("sweep", "run", workspace.file, "--json")
    #expect(result.status == 0, "\(result.errors)")
    let report = try JSONDecoder().decode(SweepWorkspace.Report.self, from: Data(result.output.utf8))
    #expect(report.status == "finished" && report.trials.count == 4)
    #expect(Set(report.trials.map(\.parameters)).count == 4)
    #expect(report.trials.count { $0.status == "completed" } >= 2)
    for name in ["config.yaml", "events.jsonl", "summary.json", "checkpoints/last/manifest.json", "console.log"] {
      #expect(FileManager.default.fileExists(atPath: "\(workspace.folder)/trials/0000/\(name)"), "\(name)")
    }
    let status = try Program.run("sweep", "status", workspace.folder)
    #expect(status.status == 0 && status.output.contains("best: trial"), "\(status.output)\(status.errors)")

    let again = try Program.run("sweep", "run", workspace.file)
    #expect(again.status == 78 && again.errors.contains("sweep resume"), "\(again.errors)")
    let done = try Program.run("sweep", "resume", workspace.folder)
    #expect(done.status == 0 && workspace.count("started") == report.trials.reduce(0) { $0 + $1.starts })
  }

  @Test func failedTrialsAreToldAndTriedAgain() throws {
    let workspace = try SweepWorkspace(
      "dimensions: {data.train.file: {values: [/nonexistent.jsonl]}}\nsearch: {method: grid}")
    for _ in 0..<2 {
      let arguments = workspace.count("opened") == 0 ? ["run", workspace.file] : ["resume", workspace.folder]
      let result = try Program.run("sweep", arguments[0], arguments[1])
      #expect(result.status == 1 && result.errors.contains("1 trial has failed"), "\(result.errors)")
      #expect(
        result.errors.contains("exit code 74") && result.errors.contains("/nonexistent.jsonl"), "\(result.errors)")
    }
    #expect(workspace.count("started") == 2 && workspace.count("failed") == 2)
    let missing = try Program.run("sweep", "resume", workspace.training.folder.path("nothing"))
    #expect(missing.status == 74 && missing.errors.contains("no sweep"), "\(missing.errors)")
  }

  @Test func withoutMPINothingIsBegun() throws {
    let workspace = try SweepWorkspace("dimensions: {seed: {values: [1]}}\nsearch: {method: grid}")
    let result = try Program.run("sweep", "run", workspace.file, environment: ["PATH": "/nonexistent"])
    #expect(result.status == 1 && result.errors.contains("mpirun"), "\(result.errors)")
    let slurm = try Program.run("sweep", "run", workspace.file, "--slurm", environment: ["PATH": "/nonexistent"])
    #expect(slurm.status == 1 && slurm.errors.contains("sbatch"), "\(slurm.errors)")
    #expect(!FileManager.default.fileExists(atPath: workspace.folder))
  }

  @Test func askedToStopItSavesAndASecondSchedulerIsRefused() throws {
    let workspace = try SweepWorkspace(
      "dimensions: {seed: {values: [1, 2]}}\nsearch: {method: grid}\n"
        + "halving: {minimum_steps: 1, maximum_steps: 100000, factor: 100}\n")
    let scheduler = try workspace.start("run", workspace.file, "--set", "halving.minimum_steps=50000")
    for trial in ["0000", "0001"] { #expect(comesTrue { workspace.hasTrained(trial) }) }
    let second = try Program.run("sweep", "resume", workspace.folder)
    #expect(second.status == 78 && second.errors.contains("process \(scheduler.processIdentifier)"), "\(second.errors)")
    let status = try Program.run("sweep", "status", workspace.folder)
    #expect(status.output.contains("run by process \(scheduler.processIdentifier)"), "\(status.output)")
    kill(scheduler.processIdentifier, SIGTERM)
    scheduler.waitUntilExit()
    #expect(scheduler.terminationStatus == 75)
    let after = try Program.run("sweep", "status", workspace.folder)
    #expect(after.status == 0 && !after.output.contains("run by"), "\(after.output)")
    let report = try workspace.report()
    #expect(report.status == "unfinished")
    #expect(report.trials.allSatisfy { $0.status == "interrupted" }, "\(report.trials.map(\.status))")
    let last = "\(workspace.folder)/trials/0000/checkpoints/last"
    #expect(try Program.run("checkpoint", "verify", last).status == 0)
  }

  @Test func aTrialThatIsKilledTooOftenHasFailed() throws {
    let workspace = try SweepWorkspace(
      "dimensions: {seed: {values: [1]}, training.epochs: {values: [100000]}}\nsearch: {method: grid}\n"
        + "halving: {minimum_steps: 50000, maximum_steps: 100000, factor: 100}")
    let scheduler = try workspace.start("run", workspace.file, "--set", "resources.retries=1")
    for starts in 1...2 {
      #expect(comesTrue { workspace.count("started") == starts })
      func isInterrupted() -> Bool { workspace.count("interrupted") + workspace.count("failed") >= starts }
      #expect(
        comesTrue {
          // At once, before the trial has saved anything and so come further. The process is that of this start, or of
          // one before, as long as no later one can have begun.
          let leader = workspace.leader(ofTrial: "0000")
          if isInterrupted() { return true }
          guard let leader, kill(-leader, SIGKILL) == 0 else { return false }
          return comesTrue(within: 1, isInterrupted)
        })
    }
    #expect(comesTrue { !scheduler.isRunning })
    let log = try workspace.log()
    #expect(scheduler.terminationStatus == 1 && workspace.count("failed") == 1, "\(log)")
    #expect(log.contains("2 times in a row"), "\(log)")
  }

  /// A journal that was changed by hand is not followed, and not changed.
  @Test func aJournalThatDoesNotFitItsSweepIsRefused() throws {
    let workspace = try SweepWorkspace(
      "dimensions: {seed: {values: [1]}}\nsearch: {method: grid}\nhalving: {minimum_steps: 1, maximum_steps: 2}")
    #expect(try Program.run("sweep", "run", workspace.file).status == 0)
    let journal = "\(workspace.folder)/journal.jsonl"
    let whole = try String(contentsOfFile: journal, encoding: .utf8)
    for line in [
      "{\"event\":\"started\",\"time\":1,\"trial\":7,\"rung\":0}",
      "{\"event\":\"started\",\"time\":1,\"trial\":0,\"rung\":-1}",
      "{\"event\":\"started\",\"time\":1,\"trial\":0,\"rung\":5}", "{\"event\":\"failed\",\"time\":1}",
      "{\"event\":\"created\",\"time\":1,\"trial\":1,\"parameters\":{}}", "{\"event\":\"started\"", "\u{0}",
    ] {
      let text = whole + line + "\n"
      try text.write(toFile: journal, atomically: true, encoding: .utf8)
      for command in ["status", "resume"] {
        let result = try Program.run("sweep", command, workspace.folder)
        let place = "journal.jsonl:\(whole.count(where: \.isNewline) + 1)"
        #expect(result.status == 65 && result.errors.contains(place), "\(line): \(result.status) \(result.errors)")
      }
      #expect(try String(contentsOfFile: journal, encoding: .utf8) == text)
    }
  }

  /// Starts a sweep, kills its scheduler three times, whose trials outlive it for a moment, and then one of the trials.
  ///
  /// - Returns: the last scheduler; nil if the sweep was over before all of that was done.
  private func killedSweep(_ workspace: SweepWorkspace) throws -> Process? {
    // On a busy machine the end of a trial is told late, and another one is hit in the meantime: maybe the same.
    var scheduler = try workspace.start("run", workspace.file, "--set", "resources.retries=9")
    for kills in 1...3 {
      guard
        scheduler.isRunning(until: {
          workspace.count("reached") >= 5 * kills && workspace.count("started") > workspace.count("reached")
        })
      else { return nil }
      kill(scheduler.processIdentifier, SIGKILL)
      scheduler.waitUntilExit()
      scheduler = try workspace.start("resume", workspace.folder)
    }
    return killATrial(in: workspace, of: scheduler) ? scheduler : nil
  }

  /// Nothing is lost by kills.
  @Test func successiveHalvingSurvivesKills() throws {
    var workspace = try SweepWorkspace(SweepWorkspace.halving)
    var scheduler = try killedSweep(workspace)
    // On a busy machine this test may get its next turn when the sweep is over: then there is another.
    for _ in 1...10 where scheduler == nil {
      workspace = try SweepWorkspace(SweepWorkspace.halving)
      scheduler = try killedSweep(workspace)
    }
    let last = try #require(scheduler)
    #expect(comesTrue { !last.isRunning })
    let log = try workspace.log()
    #expect(last.terminationStatus == 0, "\(log)")
    let report = try workspace.report()
    #expect(report.status == "finished" && report.trials.count == 24)
    #expect(workspace.count("created") == 24 && workspace.count("interrupted") >= 1, "\(log)")
    try workspace.expectHalving(report)
    try workspace.expectEvents(report)
    try expectUninterruptedRunIsTheSame(report, workspace)
    try expectPage(report, workspace)
    if ProcessInfo.processInfo.activeProcessorCount > 1 {
      // Each slot has a core of its own.
      let affinities = Set(try workspace.affinities(report))
      #expect(affinities.count == 2 && affinities.allSatisfy { Int($0) != nil }, "\(affinities)")
    }
  }

  /// A setting that makes the numbers overflow is a result, the worst; the sweep goes on without it.
  @Test func aTrialThatDivergesIsAResult() throws {
    let workspace = try SweepWorkspace(
      "dimensions: {optimizer.learning_rate: {values: [1.0e-3, 1.0e+37]}}\nsearch: {method: grid}\n"
        + "halving: {minimum_steps: 9, maximum_steps: 12, factor: 2}")
    let result = try Program.run("sweep", "run", workspace.file)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("trial 1 diverged") && result.errors.contains("not finite"), "\(result.errors)")
    let report = try workspace.report()
    #expect(report.trials.map(\.status) == ["completed", "diverged"] && report.best == 0)
    #expect(report.trials[1].rungs.map(\.objective) == [nil] && report.status == "finished")
    #expect(try Program.run("sweep", "resume", workspace.folder).status == 0 && workspace.count("started") == 3)
    let list = try Program.run("results", "list", "--root", workspace.folder)
    #expect(list.output.contains("diverged"), "\(list.output)")
  }

  /// The page that people show around says the same.
  private func expectPage(_ report: SweepWorkspace.Report, _ workspace: SweepWorkspace) throws {
    let result = try Program.run("results", "report", workspace.folder)
    #expect(result.status == 0, "\(result.errors)")
    let page = try String(contentsOfFile: "\(workspace.folder)/report.html", encoding: .utf8)
    let completed = report.trials.count { $0.status == "completed" }
    #expect(page.contains("random, 24 trials: \(24 - completed) stopped, \(completed) completed"))
    let best = report.trials[try #require(report.best)]
    #expect(page.contains(best.parameters["optimizer.learning_rate"] ?? "none"))
  }

  /// Returns whether a trial was killed before the sweep was over.
  private func killATrial(in workspace: SweepWorkspace, of scheduler: Process) -> Bool {
    let before = workspace.count("interrupted")
    let trials = "\(workspace.folder)/trials"
    return scheduler.isRunning(until: {
      // Whichever trial is running at this moment; a group that has gone is no target.
      let names = (try? FileManager.default.contentsOfDirectory(atPath: trials)) ?? []
      if workspace.count("interrupted") > before { return true }
      for name in names {
        if let leader = workspace.leader(ofTrial: name), kill(-leader, SIGKILL) == 0 { break }
      }
      return comesTrue(within: 1) { workspace.count("interrupted") > before }
    })
  }

  private func expectUninterruptedRunIsTheSame(_ report: SweepWorkspace.Report, _ workspace: SweepWorkspace) throws {
    let best = report.trials[try #require(report.best)]
    let settings = best.parameters.map { "--set \($0.key)=\($0.value)" }.joined(separator: " ")
    let output = workspace.training.folder.path("whole")
    let result = try Program.shell(
      "exec \"$0\" train \(workspace.folder)/base.yaml \(settings) --set output=\(output) --json")
    struct Summary: Decodable {
      struct Validation: Decodable { let loss: Double }
      let validations: [Validation]
    }
    #expect(result.status == 0, "\(result.errors)")
    let summary = try JSONDecoder().decode(Summary.self, from: Data(result.output.utf8))
    #expect(summary.validations.map(\.loss).min() == best.objective)
  }
}
