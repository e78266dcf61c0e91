import Foundation
import Testing

/// `fovea train --debug` with gaze.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage))
struct GazeDebugCommandTests {
  private let workspace: TrainingWorkspace
  private let gaze: GazeWorkspace

  init() throws {
    workspace = try TrainingWorkspace()
    gaze = try GazeWorkspace()
  }

  /// The workspace's configuration with gaze.
  private func configuration(trials: String? = nil, objective: String = "{kind: reward}", _ extra: String = "") throws
    -> String
  {
    let section = """
      gaze: {trials: \(trials ?? gaze.trials), targets: \(gaze.methods), interval: 20, batch_samples: 2, \
      held_out_share: 0.4, expansion: {variants: 1}\(extra)}
      objective: \(objective)

      """
    return try gaze.folder.file(
      "gaze.yaml",
      try String(contentsOfFile: workspace.config, encoding: .utf8) + section)
  }

  @Test func showsOneSampleFromCodeToRewardAndLeavesNothingBehind() throws {
    let result = try Program.run(
      "train", try configuration(), "--debug", "--set", "training.maximum_steps=2", "--threads", "1")
    #expect(result.status == 0, "\(result.errors)")
    let lines = result.errors.split(separator: "\n").map(String.init)
    func place(_ text: String) throws -> Int {
      try #require(lines.firstIndex { $0.contains(text) }, "\(text) is missing in\n\(result.errors)")
    }
    let order = [
      "gaze-annotated sample 1 of", "code:", "tokens, F and F★:", "fixations in their order:",
      "subwords of the source:",
      "target: The largest of all values", "the sample before training: R_sem", "gaze-annotated batch after step 2",
      "the sample after it: R_sem",
    ]
    #expect(try order.map(place) == order.map(place).sorted())
    // The first participant looked at `best` once, for 100 ms; it is declared on the second line.
    let best = try #require(lines.first { $0.contains("fixated") && $0.contains("best") })
    let cells = best.split(separator: " ").map(String.init)
    #expect(cells.contains("best") && cells.contains("100") && cells.contains("1.000"), "\(best)")
    let batch = lines[try place("gaze-annotated batch after step 2")]
    for term in ["R_sem", "R_pos", "λ 0.5", "attention mass on F★"] { #expect(batch.contains(term), "\(batch)") }
    #expect(!result.errors.contains("SIMULATED"))
    #expect(!FileManager.default.fileExists(atPath: workspace.run))
  }

  @Test func showsHowFarTheAttentionIsFromTheLookingTimeWhereTheObjectiveAlignsThem() throws {
    let result = try Program.run(
      "train", try configuration(objective: "{kind: align}"), "--debug", "--set", "training.maximum_steps=2")
    #expect(result.status == 0, "\(result.errors)")
    for text in [
      "looking time of its token", "the sample before training: cross-entropy from looking time to attention",
      "gaze-annotated batch after step 2", "alignment divergence", "strength up to 1 over 10 gaze-annotated batches",
    ] { #expect(result.errors.contains(text), "\(text) is missing in\n\(result.errors)") }
  }

  @Test func saysWhenReadersAreSimulatedAndWhenAControlTakesTheirPlace() throws {
    let simulated = gaze.folder.path("simulated.jsonl")
    let text = try String(contentsOfFile: gaze.trials, encoding: .utf8)
      .replacingOccurrences(of: "\"participant\":\"p", with: "\"participant\":\"simulated-")
    try text.write(toFile: simulated, atomically: true, encoding: .utf8)
    let result = try Program.run(
      "train", try configuration(trials: simulated, objective: "{kind: reward, control: shuffled}"), "--debug", "--set",
      "training.maximum_steps=1")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("SIMULATED") && result.errors.contains("objective.control is shuffled"))
  }

  @Test func showsTheWeightsOfATargetWhereTheObjectiveWeighsTargets() throws {
    // Targets that repeat the words of their sources' names, which pseudo-scanpaths look at.
    let pairs = try gaze.folder.file(
      "pairs.jsonl",
      (0..<12).map { "{\"source\": \"int doubles\($0)(int number)\", \"target\": \"doubles number \($0)\"}\n" }
        .joined())
    let result = try Program.run(
      "train", try configuration(objective: "{kind: weighted}", ", pseudo_scanpaths: true"), "--debug", "--set",
      "training.maximum_steps=1", "--set", "data.train.file=\(pairs)")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("subwords of the first training target that carries gaze"), "\(result.errors)")
    #expect(result.errors.contains("objective weighted does not reward it"))
  }

  @Test func aRunNamesTheMethodsThatItHeldOutAndAgreementTakesTheList() throws {
    let result = try Program.run(
      "train", try configuration(), "--set", "training.maximum_steps=2", "--set", "gaze.interval=1")
    #expect(result.status == 0, "\(result.errors)")
    let list = "\(workspace.run)/held-out-methods.txt"
    let names = try String(contentsOfFile: list, encoding: .utf8).split(separator: "\n").map(String.init)
    #expect(names.count == 2 && names == names.sorted() && Set(names).isSubset(of: GazeWorkspace.all.map(\.name)))
    let agreement = try Program.run(
      "gaze", "agreement", gaze.trials, "--model", "\(workspace.run)/checkpoints/last", "--methods", list, "--targets",
      gaze.methods, "--json")
    #expect(agreement.status == 0, "\(agreement.errors)")
    struct Output: Decodable {
      struct Account: Decodable { let measured: Int }
      let account: Account
    }
    #expect(try decoded(Output.self, agreement.output).account.measured == 6)
  }
}
