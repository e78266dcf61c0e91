import Foundation
import Testing

/// `fovea sweep` as a person runs it, and as a machine kills it.
@Suite(
  .enabled(if: Program.isBuilt, Program.skipMessage), .enabled(if: TrainCommandTests.hasMPI, "there is no mpirun"),
  .serialized)
struct SweepCommandTests {
  private struct Report: Decodable {
    struct Trial: Decodable {
      struct Rung: Decodable {
        let rung: Int
        let step: Int
        let objective: Double?
      }
      let trial: Int
      let folder: String
      let parameters: [String: String]
      let status: String
      let objective: Double?
      let rungs: [Rung]
      let starts: Int
    }
    let status: String
    let best: Int?
    let trials: [Trial]
  }

  /// Sweeps over the tiny model of a `TrainingWorkspace`.
  private struct Workspace {
    let training: TrainingWorkspace
    let file: String
    var folder: String { training.folder.file("sweep") }

    init(_ yaml: String) throws {
      training = try TrainingWorkspace()
      file = try training.folder.write(
        """
        configuration: \(training.config)
        output: \(training.folder.file("sweep"))
        settings: {training.maximum_steps: 0, validation.every_steps: 1, checkpoints.every_steps: 0, checkpoints.keep: 1}
        resources: {slots: 2, bind: false}
        \(yaml)

        """, "sweep.yaml")
    }

    func report() throws -> Report {
      let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/sweep.json"))
      return try JSONDecoder().decode(Report.self, from: data)
    }

    /// Lines of the journal with an event, as far as they are whole.
    func count(_ event: String) -> Int {
      let text = (try? String(contentsOfFile: "\(folder)/journal.jsonl", encoding: .utf8)) ?? ""
      return text.components(separatedBy: "\"event\":\"\(event)\"").count - 1
    }

    /// Starts `fovea sweep` with its messages going to a file.
    func start(_ arguments: String...) throws -> Process {
      let log = training.folder.file("scheduler.log")
      if !FileManager.default.fileExists(atPath: log) { try Data().write(to: URL(fileURLWithPath: log)) }
      let handle = try #require(FileHandle(forWritingAtPath: log))
      try handle.seekToEnd()
      let process = Process()
      process.executableURL = URL(fileURLWithPath: try #require(Program.path))
      process.arguments = ["sweep"] + arguments
      process.standardOutput = FileHandle.nullDevice
      process.standardError = handle
      try process.run()
      return process
    }

    /// Waits until a condition holds; false when it never did.
    func wait(seconds: Int = 120, until condition: () -> Bool) -> Bool {
      for _ in 0..<(seconds * 50) {
        if condition() { return true }
        usleep(20_000)
      }
      return false
    }

    /// The process that leads a trial, as the trial's folder tells.
    func leader(ofTrial name: String) -> Int32? {
      let text = try? String(contentsOfFile: "\(folder)/trials/\(name)/process", encoding: .utf8)
      return text?.split(separator: " ").first.flatMap { Int32($0) }
    }
  }

  private static let halving = """
    dimensions:
      optimizer.learning_rate: {low: 1.0e-5, high: 3.0e-2, scale: log}
      model.shape.feed_forward: {values: [relu, gated-gelu]}
    search: {method: random, trials: 24, seed: 7}
    halving: {minimum_steps: 2, maximum_steps: 18, factor: 3}
    """

  @Test func aSweepIsPreviewedRunAndShown() throws {
    let workspace = try Workspace(
      "dimensions: {optimizer.learning_rate: {values: [1.0e-3, 1.0e-2]}, seed: {values: [1, 2]}}\n"
        + "search: {method: grid}\nhalving: {minimum_steps: 1, maximum_steps: 2, factor: 2}")
    let preview = try Program.run("sweep", "run", workspace.file, "--dry-run")
    #expect(preview.status == 0, "\(preview.errors)")
    #expect(preview.output.contains("4 trials by grid") && preview.output.contains("GB"), "\(preview.output)")
    #expect(!FileManager.default.fileExists(atPath: workspace.folder))

    let result = try Program.run("sweep", "run", workspace.file, "--json")
    #expect(result.status == 0, "\(result.errors)")
    let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
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
    let workspace = try Workspace(
      "dimensions: {data.train.file: {values: [/nonexistent.jsonl]}}\nsearch: {method: grid}")
    for _ in 0..<2 {
      let arguments = workspace.count("opened") == 0 ? ["run", workspace.file] : ["resume", workspace.folder]
      let result = try Program.run("sweep", arguments[0], arguments[1])
      #expect(result.status == 1 && result.errors.contains("1 trial has failed"), "\(result.errors)")
      #expect(
        result.errors.contains("exit code 74") && result.errors.contains("/nonexistent.jsonl"), "\(result.errors)")
    }
    #expect(workspace.count("started") == 2 && workspace.count("failed") == 2)
    let missing = try Program.run("sweep", "resume", workspace.training.folder.file("nothing"))
    #expect(missing.status == 74 && missing.errors.contains("no sweep"), "\(missing.errors)")
  }

  @Test func askedToStopItSavesAndASecondSchedulerIsRefused() throws {
    let workspace = try Workspace(
      "dimensions: {seed: {values: [1, 2]}}\nsearch: {method: grid}\n"
        + "halving: {minimum_steps: 1, maximum_steps: 100000, factor: 100}\n")
    let scheduler = try workspace.start("run", workspace.file, "--set", "halving.minimum_steps=50000")
    #expect(workspace.wait { FileManager.default.fileExists(atPath: "\(workspace.folder)/trials/0000/events.jsonl") })
    let second = try Program.run("sweep", "resume", workspace.folder)
    #expect(second.status == 78 && second.errors.contains("process \(scheduler.processIdentifier)"), "\(second.errors)")
    let status = try Program.run("sweep", "status", workspace.folder)
    #expect(status.output.contains("run by process \(scheduler.processIdentifier)"), "\(status.output)")
    usleep(300_000)
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

  /// Three kills of the scheduler, whose trials outlive it for a moment, and one of a trial: nothing is lost.
  @Test func successiveHalvingSurvivesKills() throws {
    let workspace = try Workspace(Self.halving)
    var scheduler = try workspace.start("run", workspace.file)
    for kills in 1...3 {
      #expect(
        workspace.wait {
          workspace.count("reached") >= 5 * kills && workspace.count("started") > workspace.count("reached")
        })
      kill(scheduler.processIdentifier, SIGKILL)
      scheduler.waitUntilExit()
      scheduler = try workspace.start("resume", workspace.folder)
    }
    try killATrial(in: workspace)
    #expect(workspace.wait { !scheduler.isRunning })
    let log = try String(contentsOfFile: workspace.training.folder.file("scheduler.log"), encoding: .utf8)
    #expect(scheduler.terminationStatus == 0, "\(log)")
    let report = try workspace.report()
    #expect(report.status == "finished" && report.trials.count == 24)
    #expect(workspace.count("created") == 24 && workspace.count("interrupted") >= 1, "\(log)")
    try expectHalving(report)
    try expectEvents(report, workspace)
    try expectUninterruptedRunIsTheSame(report, workspace)
    try expectPage(report, workspace)
  }

  /// The page that people show around says the same.
  private func expectPage(_ report: Report, _ workspace: Workspace) throws {
    let result = try Program.run("results", "report", workspace.folder)
    #expect(result.status == 0, "\(result.errors)")
    let page = try String(contentsOfFile: "\(workspace.folder)/report.html", encoding: .utf8)
    let completed = report.trials.count { $0.status == "completed" }
    #expect(page.contains("random, 24 trials: \(24 - completed) stopped, \(completed) completed"))
    let best = report.trials[try #require(report.best)]
    #expect(page.contains(best.parameters["optimizer.learning_rate"] ?? "none"))
  }

  private func killATrial(in workspace: Workspace) throws {
    let before = workspace.count("interrupted")
    let trials = "\(workspace.folder)/trials"
    #expect(
      workspace.wait {
        // Whichever trial is running at this moment; a group that has gone is no target.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: trials)) ?? []
        for name in names {
          if let leader = workspace.leader(ofTrial: name), kill(-leader, SIGKILL) == 0 { break }
        }
        return workspace.wait(seconds: 1) { workspace.count("interrupted") > before }
      })
  }

  /// The best third of each rung has gone on, and the best of all has been found among those that reached the end.
  private func expectHalving(_ report: Report) throws {
    for rung in 0..<2 {
      let there = report.trials.compactMap { trial in
        trial.rungs.first { $0.rung == rung }.map { (trial: trial.trial, value: $0.objective ?? .infinity) }
      }.sorted { ($0.value, $0.trial) < ($1.value, $1.trial) }
      let next = Set(report.trials.filter { $0.rungs.contains { $0.rung == rung + 1 } }.map(\.trial))
      #expect(rung > 0 || there.count == 24)
      #expect(there.prefix(there.count / 3).allSatisfy { next.contains($0.trial) }, "rung \(rung)")
      #expect(next.count < there.count)
    }
    let finalists = report.trials.filter { $0.status == "completed" }
    #expect(!finalists.isEmpty && report.trials.allSatisfy { ["completed", "stopped"].contains($0.status) })
    let best = try #require(report.best)
    #expect(report.trials[best].objective == finalists.compactMap(\.objective).min())
  }

  /// What the report says is what the runs' own events say.
  private func expectEvents(_ report: Report, _ workspace: Workspace) throws {
    struct Event: Decodable {
      let event: String
      let step: Int?
      let loss: Double?
    }
    for trial in report.trials {
      let text = try String(contentsOfFile: "\(workspace.folder)/\(trial.folder)/events.jsonl", encoding: .utf8)
      let events = text.split(separator: "\n").compactMap { try? decoded(Event.self, String($0)) }
      for rung in trial.rungs {
        #expect(rung.step == [2, 6, 18][rung.rung])
        let losses = events.filter { $0.event == "validation" && $0.step ?? 0 <= rung.step }.compactMap(\.loss)
        #expect(losses.min() == rung.objective, "trial \(trial.trial), rung \(rung.rung)")
      }
      let steps = Set(events.filter { $0.event == "step" }.compactMap(\.step))
      #expect(steps == Set(1...(trial.rungs.last?.step ?? 0)))
    }
  }

  private func expectUninterruptedRunIsTheSame(_ report: Report, _ workspace: Workspace) throws {
    let best = report.trials[try #require(report.best)]
    let settings = best.parameters.map { "--set \($0.key)=\($0.value)" }.joined(separator: " ")
    let output = workspace.training.folder.file("whole")
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
