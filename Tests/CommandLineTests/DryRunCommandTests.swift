import Foundation
import TestSupport
import Testing

/// `fovea train --dry-run` as a person runs it.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage))
struct DryRunCommandTests {
  struct Report: Decodable {
    struct DataSet: Decodable {
      let name: String
      let samples: Int
      let source_tokens: Int
      let target_tokens: Int
      let truncated_sources: Int
      let truncated_targets: Int
    }
    struct Model: Decodable {
      let origin: String
      let checkpoint: String
      let parameters: Int
      let model_width: Int
      let encoder_layers: Int
      let vocabulary: Int
    }
    struct Length: Decodable {
      let steps: Int
      let steps_in_first_epoch: Int
      let epochs: Double
      let tokens: Int
      let gaze_steps: Int
      let validations: Int
      let checkpoints: Int
    }
    struct Memory: Decodable {
      let first_rank_bytes: Double
      let other_rank_bytes: Double
    }
    struct Measured: Decodable {
      let steps: Int
      let tokens: Int
      let seconds: Double
      let loss: Double
    }
    struct Time: Decodable {
      let step_seconds: Double
      let training_seconds: Double
      let total_seconds: Double
      let measured: Measured
    }
    struct Disk: Decodable {
      let checkpoint_bytes: Double
      let checkpoints: Int
    }
    let data: [DataSet]
    let model: Model
    let length: Length
    let tokens_per_step: Double
    let ranks: Int
    let memory: Memory
    let time: Time
    let disk: Disk
    let output_is_taken: Bool
    let gaze_samples: Int
    let held_out_gaze_samples: Int
    let warnings: [String]
  }

  private let workspace: TrainingWorkspace

  init() throws { workspace = try TrainingWorkspace() }

  private func report(_ options: String...) throws -> Report {
    let result = try Program.run(arguments: ["train", workspace.config, "--dry-run", "--json"] + options)
    try #require(result.status == 0, "\(result.errors)")
    return try decoded(Report.self, result.output)
  }

  /// The report and the run itself agree on what can be compared.
  @Test func itSaysWhatTheRunThenDoes() throws {
    let before = try workspace.folder.contents()
    let report = try report("--set", "training.maximum_steps=0", "--set", "training.epochs=3")
    #expect(try workspace.folder.contents() == before, "a dry run writes nothing")
    #expect(report.data.map(\.name) == ["training", "validation"])
    #expect(report.data.allSatisfy { $0.samples == 12 && $0.truncated_sources + $0.truncated_targets == 0 })
    #expect(report.model.origin == "configuration" && report.model.model_width == 32 && report.ranks == 1)
    #expect(report.time.measured.steps >= 1 && report.time.measured.seconds > 0 && report.time.measured.loss > 1)
    #expect(report.time.total_seconds >= report.time.training_seconds && report.time.training_seconds > 0)
    #expect(report.warnings.isEmpty && !report.output_is_taken, "\(report.warnings)")

    let run = try Program.run(
      "train", workspace.config, "--json", "--set", "training.maximum_steps=0", "--set", "training.epochs=3")
    #expect(run.status == 0, "\(run.errors)")
    struct Summary: Decodable { let steps: Int }
    struct Event: Decodable {
      let event: String
      let tokens: Int?
      let parameters: Int?
    }
    let events = try workspace.folder.read("run/events.jsonl").split(separator: "\n")
      .map { try decoded(Event.self, String($0)) }
    #expect(try decoded(Summary.self, run.output).steps == report.length.steps)
    #expect(events.filter { $0.event == "step" }.compactMap(\.tokens).reduce(0, +) == report.length.tokens)
    #expect(events.count { $0.event == "validation" } == report.length.validations)
    #expect(events.count { $0.event == "checkpoint" } <= report.length.checkpoints)
    #expect(events.first { $0.event == "started" }?.parameters == report.model.parameters)
    #expect(report.length.epochs == 3)
    let tokens = report.data[0].source_tokens + report.data[0].target_tokens
    #expect(report.length.tokens == 3 * tokens)

    // A safetensors file has its numbers and a header.
    let size = try ["model.safetensors", "optimizer.safetensors"].reduce(0) {
      let path = "\(workspace.run)/checkpoints/last/\($1)"
      return try $0 + ((FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0)
    }
    #expect(Double(size) >= report.disk.checkpoint_bytes && Double(size) < report.disk.checkpoint_bytes + 40_000)

    let taken = try Program.run("train", workspace.config, "--dry-run")
    #expect(taken.status == 0 && taken.errors.contains("already holds a run's checkpoints"), "\(taken.errors)")
  }

  @Test func theTextNamesEverythingAndStepsAreLimited() throws {
    let result = try Program.run("train", workspace.config, "--dry-run", "--set", "data.limits.source=8")
    #expect(result.status == 0, "\(result.errors)")
    for text in [
      "cut to 8", "from scratch, as model.shape says", "width 32, 2 heads of 16", "steps        8:", "tokens ",
      "2 generated outputs (greedy)", "memory ", "checkpoints of", "measured now:",
    ] { #expect(result.output.contains(text), "\(text) in \(result.output)") }
    #expect(result.errors.contains("12 sources"), "all sources are cut: \(result.errors)")
  }

  @Test func aPartOfTheLastEpochIsCounted() throws {
    let whole = try report("--set", "training.maximum_steps=0", "--set", "training.epochs=1").length
    try #require(whole.steps > 1)
    let part = try report("--set", "training.maximum_steps=\(whole.steps + 1)", "--set", "training.epochs=9").length
    #expect(part.steps == whole.steps + 1 && part.epochs > 1 && part.epochs < 2)
    #expect(part.tokens > whole.tokens && part.tokens < 2 * whole.tokens)
  }

  @Test(arguments: [
    ["--resume", "auto"], ["--debug"], ["--profile", "2"], ["--overfit", "1"], ["--pause-after", "1"],
    ["--log-ranks", "logs"], ["--allow-change", "seed"],
  ])
  func optionsOfTrainingAreRefused(_ options: [String]) throws {
    let result = try Program.run(arguments: ["train", workspace.config, "--dry-run"] + options)
    #expect(result.status == 64 && result.errors.contains("\(options[0]) has no effect with --dry-run"))
  }

  @Test(arguments: [
    ("training.epocs=3", 78, "did you mean training.epochs"), ("data.train.file=/nowhere.jsonl", 74, "/nowhere.jsonl"),
    ("batch.batch_tokens=3", 78, "cannot hold the longest sample"),
    ("objective.reward.layers=[7]", 78, "names layer 7; the decoder has 1"),
    ("model.checkpoint=/nowhere", 74, "/nowhere"),
    ("model.shape.model_width=60000", 71, "billion parameters"),
    ("tokenizer=Salesforce/codet5-base", 74, "huggingface-cli download Salesforce/codet5-base --local-dir codet5-base"),
    ("model.checkpoint=codet5-small", 74, "huggingface-cli download Salesforce/codet5-small --local-dir codet5-small"),
  ])
  func whatEndsARunEndsADryRun(_ setting: String, _ status: Int32, _ text: String) throws {
    let wide = setting.contains("60000") ? ["--set", "model.shape.feed_forward_width=60000"] : []
    let result = try Program.run(
      arguments: ["train", workspace.config, "--dry-run", "--set", setting]
        + (setting.contains("60000") ? ["--set", "model.shape.encoder_layers=300"] + wide : []))
    #expect(result.status == status && result.errors.contains(text), "\(result.status) \(result.errors)")
    #expect(result.output.isEmpty && !FileManager.default.fileExists(atPath: workspace.run))
  }

  @Test func doubtfulSettingsAreWarnedOf() throws {
    let report = try report("--set", "schedule.warmup_steps=100")
    #expect(report.warnings.contains { $0.contains("never reaches its peak") }, "\(report.warnings)")
  }

  @Test func gazeAnnotatedBatchesAreCounted() throws {
    let gaze = try GazeTrainingWorkspace()
    let dry = try Program.run("train", gaze.config, "--dry-run", "--json", "--set", "objective.kind=reward")
    try #require(dry.status == 0, "\(dry.errors)")
    let report = try decoded(Report.self, dry.output)
    #expect(report.gaze_samples > 0 && report.held_out_gaze_samples > 0)
    let run = try Program.run("train", gaze.config, "--set", "objective.kind=reward")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try gaze.events("gaze_step").count == report.length.gaze_steps && report.length.gaze_steps == 4)
  }

  @Test func cachesAreNotWritten() throws {
    let gaze = try GazeTrainingWorkspace()
    let before = try gaze.folder.contents()
    let dry = try Program.run(
      "train", gaze.config, "--dry-run", "--set", "data.cache=\(gaze.folder.path("cache"))", "--set",
      "gaze.cache=\(gaze.folder.path("gaze-cache"))")
    #expect(dry.status == 0, "\(dry.errors)")
    #expect(try gaze.folder.contents() == before)
  }

  @Test(.enabled(if: TrainCommandTests.hasMPI, "there is no mpirun"))
  func allRanksTakeTheMeasuredSteps() throws {
    let result = try Program.shell(
      "\(TrainCommandTests.mpirun(2)) \"$0\" train \(workspace.config) --dry-run --json --set training.shard_optimizer=true"
    )
    try #require(result.status == 0, "\(result.errors)")
    let report = try decoded(Report.self, result.output)
    #expect(report.ranks == 2 && report.memory.other_rank_bytes < report.memory.first_rank_bytes)
    #expect(!FileManager.default.fileExists(atPath: workspace.run))
  }
}
