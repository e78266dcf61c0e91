import Foundation
import Testing

/// `fovea train` with gaze, as a person runs it.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage), .serialized)
struct GazeTrainingCommandTests {
  private typealias Workspace = GazeTrainingWorkspace

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

  @Test(.enabled(if: TrainCommandTests.hasMPI, "there is no mpirun"), arguments: objectives)
  func everyObjectiveTrainsAloneAndWithFourRanksAlike(
    _ options: String, _ gazeTerms: Set<String>, _ stepTerms: Set<String>
  ) throws {
    var losses: [[Double]] = []
    for launcher in ["", TrainCommandTests.mpirun(4)] {
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
    let one = try workspace.folder.file("one.jsonl", trials[0] + "\n")
    let launcher = TrainCommandTests.hasMPI ? TrainCommandTests.mpirun(3) : ""
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
    let others = try workspace.folder.file(
      "others.jsonl",
      "{\"method\": \"m0\", \"code\": \"int other;\", \"summary\": \"s\"}\n")
    let result = try Program.shell("exec \"$0\" train \(workspace.config) --set gaze.targets=\(others)")
    #expect(result.status == 65, "\(result.errors)")
    #expect(result.errors.contains("without a target") && result.errors.contains("of another text"), "\(result.errors)")
  }
}
