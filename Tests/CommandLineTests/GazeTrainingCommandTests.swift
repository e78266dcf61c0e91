import Foundation
import Testing

/// `fovea train` with gaze, as a person runs it.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage), .serialized)
struct GazeTrainingCommandTests {
  /// A folder with methods, simulated readers of them, a tokenizer and a configuration of a tiny model.
  private struct Workspace {
    let folder: TemporaryFolder
    let config: String

    init(readers: Int = 2) throws {
      folder = try TemporaryFolder()
      let methods = (0..<8).map { number in
        "{\"func_name\": \"m\(number)\", \"code\": \"int m\(number)(int n) { int r = n * \(number); return r; }\", "
          + "\"docstring\": \"multiplies n by \(number)\"}\n"
      }
      let data = try folder.write(methods.joined(), "methods.jsonl")
      let priors = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../configs/data/embedded-java/priors").standardizedFileURL.path
      let made = try Program.run(
        "gaze", "synthesize", data, "--priors", priors, "--language", "java", "--readers", "\(readers)", "--output",
        folder.file("trials.jsonl"))
      try #require(made.status == 0, "\(made.errors)")
      let trained = try Program.run(
        "tokenizer", "train", "--input", data, "--field", "code", "--field", "docstring", "--vocabulary-size", "300",
        "--sentinels", "0", "--output", folder.file("tokenizer"))
      try #require(trained.status == 0, "\(trained.errors)")
      config = try folder.write(
        """
        output: \(folder.file("run"))
        task: summarization
        tokenizer: \(folder.file("tokenizer"))
        data: {train: {file: \(data)}, valid: {file: \(data)}}
        model: {shape: {model_width: 32, head_width: 16, heads: 2, feed_forward_width: 64, encoder_layers: 1, decoder_layers: 1}}
        batch: {batch_tokens: 200}
        optimizer: {learning_rate: 3.0e-3}
        schedule: {decay: constant}
        training: {epochs: 50, maximum_steps: 8}
        validation: {every_steps: 4, generated_samples: 0}
        checkpoints: {every_steps: 4, keep: 5}
        gaze:
          trials: \(folder.file("trials.jsonl"))
          targets: \(data)
          priors: \(priors)
          interval: 2
          batch_samples: 3
          held_out_share: 0.25
          augmentation: {adjacency_lines: 0}
          source_language: java

        """, "config.yaml")
    }

    struct Event: Decodable {
      let event: String
      let loss: Double?
      let terms: [String: Double]?
      let scores: [String: Double]?
    }

    func events(_ kind: String) throws -> [Event] {
      try folder.read("run/events.jsonl").split(separator: "\n").map { try decoded(Event.self, String($0)) }
        .filter { $0.event == kind }
    }
  }

  private static let hasMPI = FileManager.default.isExecutableFile(atPath: "/usr/bin/mpirun")

  private static func mpirun(_ ranks: Int) -> String {
    "timeout 60 mpirun --allow-run-as-root --oversubscribe --bind-to none --quiet --mca mpi_yield_when_idle 1 -np \(ranks)"
  }

  static let objectives: [(String, Set<String>, Set<String>)] = [
    ("kind=sft", [], []),
    (
      "kind=reward",
      ["reward", "reward_semantic", "reward_positional", "attention_mass", "reward_weight"], []
    ),
    (
      "kind=reward --set objective.reward.estimator=self_critical --set objective.reward.maximum_length=8",
      ["reward", "reward_greedy", "reward_advantage", "reward_weight"], []
    ),
    ("kind=weighted --set gaze.pseudo_scanpaths=true", [], ["weighted_loss", "mean_weight"]),
    ("kind=preference --set gaze.pseudo_scanpaths=true", [], ["weighted_loss", "mean_weight", "preference"]),
    ("kind=reward --set objective.control=shuffled", ["reward", "attention_mass"], []),
  ]

  @Test(.enabled(if: hasMPI, "there is no mpirun"), arguments: objectives)
  func everyObjectiveTrainsAloneAndWithFourRanksAlike(
    _ options: String, _ gazeTerms: Set<String>, _ stepTerms: Set<String>
  ) throws {
    var losses: [[Double]] = []
    for launcher in ["", Self.mpirun(4)] {
      let workspace = try Workspace()
      let result = try Program.shell(
        "exec \(launcher) \"$0\" train \(workspace.config) --set objective.\(options)")
      try #require(result.status == 0, "\(result.errors)")
      #expect(result.errors.contains("gaze-annotated data: ") && result.errors.contains("held-out readings: "))
      let (steps, gaze) = (try workspace.events("step"), try workspace.events("gaze_step"))
      #expect(steps.count == 8 && gaze.count == 4)
      for step in gaze { #expect(gazeTerms.isSubset(of: step.terms?.keys.map { $0 } ?? [])) }
      for step in steps { #expect(stepTerms.isSubset(of: step.terms?.keys.map { $0 } ?? [])) }
      let mass = try #require(try workspace.events("validation").last?.scores?["attention_mass"])
      #expect((0...100).contains(mass))
      losses.append((steps + gaze).compactMap(\.loss))
    }
    // Sampled outputs of the self-critical estimator may tip over where two tokens are nearly as likely.
    let tolerance = options.contains("self_critical") ? 0.05 : 2e-3
    #expect(zip(losses[0], losses[1]).allSatisfy { abs($0 - $1) < tolerance }, "\(losses)")
  }

  @Test func withoutWeightTheRewardChangesNothing() throws {
    var losses: [[Double]] = []
    for options in ["kind=sft", "kind=reward --set objective.reward.weight=0"] {
      let workspace = try Workspace()
      let result = try Program.shell("exec \"$0\" train \(workspace.config) --set objective.\(options)")
      #expect(result.status == 0, "\(result.errors)")
      losses.append(try workspace.events("step").compactMap(\.loss))
    }
    #expect(losses[0] == losses[1] && losses[0].count == 8)
  }

  @Test func fewerReadingsThanRanksAreEnough() throws {
    let workspace = try Workspace(readers: 1)
    let trials = try workspace.folder.read("trials.jsonl").split(separator: "\n")
    let one = try workspace.folder.write(trials[0] + "\n", "one.jsonl")
    let launcher = Self.hasMPI ? Self.mpirun(3) : ""
    let result = try Program.shell(
      "exec \(launcher) \"$0\" train \(workspace.config) --set objective.kind=reward --set gaze.trials=\(one) "
        + "--set gaze.held_out_share=0")
    #expect(result.status == 0, "\(result.errors)")
    #expect(try workspace.events("gaze_step").allSatisfy { $0.loss?.isFinite == true })
  }

  @Test(
    arguments: [
      ("--set objective.kind=rewards", 78, "did you mean"), ("--set gaze.trials=/nonexistent.jsonl", 74, "nonexistent"),
      ("--set gaze.targets=/nonexistent.jsonl", 74, "nonexistent"), ("--set gaze.trials=", 78, "gaze.trials"),
      ("--set objective.kind=reward --set objective.reward.layers=[7]", 78, "the decoder has 1"),
      ("--set gaze.batch_samples=0", 78, "gaze.batch_samples"), ("--set gaze.priors=/nonexistent", 74, "nonexistent"),
      ("--set objective.control=fake", 78, "objective.control"),
    ])
  func wrongSettingsAreNamed(_ options: String, _ status: Int32, _ text: String) throws {
    let workspace = try Workspace()
    let result = try Program.shell("exec \"$0\" train \(workspace.config) \(options)")
    #expect(result.status == status, "\(result.errors)")
    #expect(result.errors.contains(text), "\(result.errors)")
  }

  @Test func recordingsThatFitNoTargetAreAnErrorWithCounts() throws {
    let workspace = try Workspace()
    let others = try workspace.folder.write(
      "{\"method\": \"m0\", \"code\": \"int other;\", \"summary\": \"s\"}\n", "others.jsonl")
    let result = try Program.shell("exec \"$0\" train \(workspace.config) --set gaze.targets=\(others)")
    #expect(result.status == 65, "\(result.errors)")
    #expect(result.errors.contains("without a target") && result.errors.contains("of another text"), "\(result.errors)")
  }
}
