import Foundation
import TestSupport
import Testing

/// A sweep over the tiny model of a `TrainingWorkspace`.
struct SweepWorkspace {
  struct Report: Decodable {
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

  static let halving = """
    dimensions:
      optimizer.learning_rate: {low: 1.0e-5, high: 3.0e-2, scale: log}
      model.shape.feed_forward: {values: [relu, gated-gelu]}
    search: {method: random, trials: 24, seed: 7}
    halving: {minimum_steps: 2, maximum_steps: 18, factor: 3}
    """

  let training: TrainingWorkspace
  let file: String
  let environment: [String: String]
  var folder: String { training.folder.path("sweep") }

  init(_ yaml: String, environment: [String: String] = [:]) throws {
    self.environment = environment
    training = try TrainingWorkspace()
    file = try training.folder.file(
      "sweep.yaml",
      """
      configuration: \(training.config)
      output: \(training.folder.path("sweep"))
      settings: {training.maximum_steps: 0, validation.every_steps: 1, checkpoints.every_steps: 0, checkpoints.keep: 1}
      resources: {slots: 2}
      \(yaml)

      """)
  }

  func log() throws -> String {
    try String(contentsOfFile: training.folder.path("scheduler.log"), encoding: .utf8)
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
    let log = training.folder.path("scheduler.log")
    if !FileManager.default.fileExists(atPath: log) { try Data().write(to: URL(fileURLWithPath: log)) }
    let handle = try #require(FileHandle(forWritingAtPath: log))
    try handle.seekToEnd()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Program.path))
    process.arguments = ["sweep"] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = handle
    try process.run()
    return process
  }

  /// Whether a trial has made a step.
  func hasTrained(_ trial: String) -> Bool {
    let text = (try? String(contentsOfFile: "\(folder)/trials/\(trial)/events.jsonl", encoding: .utf8)) ?? ""
    return text.contains("\"event\":\"step\"")
  }

  /// The process that leads a trial, as the trial's folder tells.
  func leader(ofTrial name: String) -> Int32? {
    let text = try? String(contentsOfFile: "\(folder)/trials/\(name)/process", encoding: .utf8)
    return text?.split(separator: " ").first.flatMap { Int32($0) }
  }

  /// The best third of each rung has gone on, and the best of all has been found among those that reached the end.
  func expectHalving(_ report: Report) throws {
    for rung in 0..<2 {
      let there = report.trials.compactMap { trial in
        trial.rungs.first { $0.rung == rung }.map { (trial: trial.trial, value: $0.objective ?? .infinity) }
      }.sorted { ($0.value, $0.trial) < ($1.value, $1.trial) }
      let next = Set(report.trials.filter { $0.rungs.contains { $0.rung == rung + 1 } }.map(\.trial))
      #expect(rung > 0 || there.count == report.trials.count)
      #expect(there.prefix(there.count / 3).allSatisfy { next.contains($0.trial) }, "rung \(rung)")
      #expect(next.count < there.count)
    }
    let finalists = report.trials.filter { $0.status == "completed" }
    #expect(!finalists.isEmpty && report.trials.allSatisfy { ["completed", "stopped"].contains($0.status) })
    let best = try #require(report.best)
    #expect(report.trials[best].objective == finalists.compactMap(\.objective).min())
  }

  /// What the report says is what the runs' own events say.
  func expectEvents(_ report: Report) throws {
    struct Event: Decodable {
      let event: String
      let step: Int?
      let loss: Double?
    }
    for trial in report.trials {
      let text = try String(contentsOfFile: "\(folder)/\(trial.folder)/events.jsonl", encoding: .utf8)
      let events = text.split(separator: "\n").compactMap { try? decoded(Event.self, String($0)) }
      for rung in trial.rungs {
        #expect(rung.step == [2, 6, 18][rung.rung])
        let losses = events.filter { $0.event == "validation" && $0.step ?? 0 <= rung.step }.compactMap(\.loss)
        #expect(losses.min() == rung.objective, "trial \(trial.trial), rung \(rung.rung)")
      }
      if trial.status == "completed" {
        // A run that was continued is summed up as a whole.
        struct Summary: Decodable {
          struct Validation: Decodable {
            let step: Int
            let loss: Double
          }
          let validations: [Validation]
        }
        let summary = try String(contentsOfFile: "\(folder)/\(trial.folder)/summary.json", encoding: .utf8)
        let validations = try decoded(Summary.self, summary).validations
        #expect(validations.map(\.step) == Array(1...18) && validations.map(\.loss).min() == trial.objective)
      }
      let steps = Set(events.filter { $0.event == "step" }.compactMap(\.step))
      #expect(steps == Set(1...(trial.rungs.last?.step ?? 0)))
    }
  }

  /// Where trials ran, a line of `environment.jsonl` for each start.
  func affinities(_ report: Report) throws -> [String] {
    struct Environment: Decodable {
      struct Rank: Decodable { let affinity: String }
      let ranks: [Rank]
    }
    return try report.trials.flatMap { trial in
      try String(contentsOfFile: "\(folder)/\(trial.folder)/environment.jsonl", encoding: .utf8).split(separator: "\n")
        .flatMap { try decoded(Environment.self, String($0)).ranks.map(\.affinity) }
    }
  }
}

extension Process {
  /// Waits until something is so or the process has ended, and returns whether it still ran when it was so.
  func isRunning(until condition: () -> Bool) -> Bool {
    var isSo = false
    let isDecided = comesTrue {
      let runs = isRunning
      isSo = condition() && runs
      return isSo || !runs
    }
    return isDecided && isSo
  }
}
