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
    ("kind=align", ["alignment", "alignment_divergence", "alignment_weight"], []),
    (
      "kind=align --set objective.align.source=encoder --set objective.align.heads=[1] --set "
        + "objective.align.consensus=true", ["alignment", "alignment_divergence"], []
    ),
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
      let mass = try #require(try workspace.events("validation").last?.scores?["attention_mass_f_star_r0"])
      #expect((0...100).contains(mass))
      losses.append((steps + gaze).compactMap(\.loss))
    }
    // Sampled outputs of the self-critical estimator may tip over where two tokens are nearly as likely.
    let tolerance = options.contains("self_critical") ? 0.05 : 2e-3
    #expect(zip(losses[0], losses[1]).allSatisfy { abs($0 - $1) < tolerance }, "\(losses)")
  }

  @Test func withoutWeightTheRewardChangesNothing() throws {
    var losses: [[Double]] = []
    let weightless = [
      "kind=sft", "kind=reward --set objective.reward.weight=0", "kind=align --set objective.align.strength=0",
      "kind=align --set objective.align.strength=0 --set objective.align.source=encoder",
    ]
    for options in weightless {
      let workspace = try Workspace()
      let result = try Program.shell("exec \"$0\" train \(workspace.config) --set objective.\(options)")
      #expect(result.status == 0, "\(result.errors)")
      losses.append(try workspace.events("step").compactMap(\.loss))
    }
    #expect(losses.allSatisfy { $0 == losses[0] } && losses[0].count == 8)
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
      ("--set objective.kind=reward --set objective.reward.heads=[2]", 78, "names head 2; each layer has 2"),
      ("--set objective.kind=align --set objective.align.layers=[1]", 78, "objective.align.layers"),
      (
        "--set objective.kind=align --set objective.align.source=encoder --set objective.align.layers=[4]", 78,
        "the encoder has 1"
      ),
      ("--set objective.kind=align --set objective.align.heads=[0,5]", 78, "names head 5; each layer has 2"),
      ("--set gaze.held_out_share=0 --set gaze.hold_out.folds=9", 78, "gaze.hold_out.folds"),
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

  @Test func priorsMadeWithoutAFoldServeTheRunThatHoldsItOut() throws {
    let workspace = try Workspace()
    let trials = workspace.folder.path("trials.jsonl")
    func priors(_ name: String, _ options: String) throws -> String {
      let path = workspace.folder.path(name)
      let made = try Program.shell("exec \"$0\" gaze priors \(trials) --output \(path) \(options)")
      try #require(made.status == 0, "\(made.errors)")
      return path
    }
    let (all, some) = (try priors("all", ""), try priors("some", "--hold-out methods --folds 4 --fold 2"))
    func train(_ priors: String, fold: Int) throws -> Program.Result {
      try Program.shell(
        "exec \"$0\" train \(workspace.config) --set gaze.held_out_share=0 --set gaze.hold_out.folds=4 "
          + "--set gaze.hold_out.fold=\(fold) --set gaze.priors=\(priors) --set output=\(priors)-run-\(fold)")
    }
    let accepted = try train(some, fold: 2)
    #expect(accepted.status == 0, "\(accepted.errors)")
    #expect(try workspace.folder.read("some-run-2/held-out-methods.txt").split(separator: "\n").count == 2)
    for refused in [try train(all, fold: 2), try train(some, fold: 1)] {
      #expect(refused.status == 78 && refused.errors.contains("gaze.priors"), "\(refused.errors)")
    }
    for options in [["--fold", "1"], ["--hold-out", "methods"], ["--folds", "4"]] {
      let usage = try Program.shell("exec \"$0\" gaze priors \(trials) \(options.joined(separator: " "))")
      #expect(usage.status == 64 && usage.errors.contains("--hold-out"), "\(usage.errors)")
    }
  }
}
