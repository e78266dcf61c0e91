import Foundation
import TestSupport
import Testing

/// `fovea gaze predict`.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage))
struct GazePredictCommandTests {
  private let tiny: TinyModel
  private let gaze: GazeWorkspace

  init() throws {
    tiny = try TinyModel()
    gaze = try GazeWorkspace()
  }

  private struct Scores: Decodable {
    struct Row: Decodable {
      struct Value: Decodable { let mean: Double }
      let split, predictor, measure: String
      let value: Value
    }
    let trials: Int
    let rows: [Row]
  }

  private struct Trial: Decodable {
    struct Fixation: Decodable {
      let duration_ms: Double
      let tokens: [Int]
    }
    let participant, method: String
    let fixations: [Fixation]
  }

  private func train() throws -> String {
    let predictor = gaze.folder.path("predictor.json")
    let trained = try Program.run("gaze", "predict", "train", gaze.trials, "--model", tiny.path, "--output", predictor)
    try #require(trained.status == 0, "\(trained.errors)")
    return predictor
  }

  @Test func scoresEveryPredictorOnEverySplit() throws {
    let result = try Program.run("gaze", "predict", "score", gaze.trials, "--model", tiny.path, "--json")
    try #require(result.status == 0, "\(result.errors)")
    let scores = try JSONDecoder().decode(Scores.self, from: Data(result.output.utf8))
    #expect(scores.trials == GazeWorkspace.all.count * GazeWorkspace.looks.count)
    for split in ["methods", "participants", "both"] {
      let found = Set(scores.rows.filter { $0.split == split && $0.measure == "log_loss" }.map(\.predictor))
      #expect(found == ["encoder", "without_states", "label_prior", "other_readers", "chance"])
    }
    #expect(scores.rows.allSatisfy { $0.value.mean.isFinite })
  }

  @Test func predictedTrialsAreReadLikeRecordedOnes() throws {
    let predictor = try train()
    let output = gaze.folder.path("predicted.jsonl")
    let applied = try Program.run(
      "gaze", "predict", "apply", gaze.methods, "--predictor", predictor, "--model", tiny.path, "--language", "java",
      "--output", output)
    try #require(applied.status == 0, "\(applied.errors)")
    let trials = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n").map {
      try JSONDecoder().decode(Trial.self, from: Data($0.utf8))
    }
    #expect(trials.map(\.method) == GazeWorkspace.all.map(\.name))
    #expect(trials.allSatisfy { $0.participant.hasPrefix("simulated-") && !$0.fixations.isEmpty })
    #expect(trials.flatMap(\.fixations).allSatisfy { $0.duration_ms > 0 && $0.tokens.count == 1 })
    let motifs = try Program.run("gaze", "motifs", output, "--json")
    #expect(motifs.status == 0, "\(motifs.errors)")
  }

  @Test func rowsMaskThePredictedTokens() throws {
    let predictor = try train()
    let output = gaze.folder.path("rows.jsonl")
    let applied = try Program.run(
      "gaze", "predict", "apply", gaze.methods, "--predictor", predictor, "--model", tiny.path, "--language", "java",
      "--rows", "--output", output, "--json")
    try #require(applied.status == 0, "\(applied.errors)")
    let report = try #require(try JSONSerialization.jsonObject(with: Data(applied.output.utf8)) as? [String: Int])
    let rows = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    let masks = rows.compactMap { $0["mask"] as? [Int] }
    #expect(rows.count == GazeWorkspace.all.count && masks.count == rows.count)
    #expect(masks.joined().reduce(0, +) == report["attended"])
  }

  @Test func anotherModelIsRefused() throws {
    let predictor = try train()
    tiny.model.weights.buffer[0] += 1
    try tiny.saveWeights()
    let applied = try Program.run(
      "gaze", "predict", "apply", gaze.methods, "--predictor", predictor, "--model", tiny.path, "--language", "java",
      "--output", gaze.folder.path("never.jsonl"))
    #expect(applied.status == 65, "\(applied.errors)")
    #expect(applied.errors.contains("another model"))
    #expect(!FileManager.default.fileExists(atPath: gaze.folder.path("never.jsonl")))
  }

  @Test func aFileThatIsNoPredictorIsNamed() throws {
    let other = try gaze.folder.file("other.json", "{\"format\": 1}")
    let applied = try Program.run(
      "gaze", "predict", "apply", gaze.methods, "--predictor", other, "--model", tiny.path, "--language", "java",
      "--output", gaze.folder.path("never.jsonl"))
    #expect(applied.status == 65 && applied.errors.contains("other.json"), "\(applied.errors)")
  }

  @Test func excludingEveryMethodIsRefused() throws {
    let all = try gaze.folder.file("all.txt", GazeWorkspace.all.map { $0.name + "\n" }.joined())
    let trained = try Program.run(
      "gaze", "predict", "train", gaze.trials, "--model", tiny.path, "--exclude", all, "--output",
      gaze.folder.path("never.json"))
    #expect(trained.status == 65 && trained.errors.contains("exclude"), "\(trained.errors)")
  }
}
