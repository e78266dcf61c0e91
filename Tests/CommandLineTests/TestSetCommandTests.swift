import Foundation
import TestSupport
import Testing

/// `fovea train` with a test set: the selected checkpoint is scored on it when training has ended.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage), .serialized)
struct TestSetCommandTests {
  private let workspace: TrainingWorkspace
  private let test: String

  init() throws {
    workspace = try TrainingWorkspace()
    // Two sources of the validation set, and one that the length limit cuts.
    let rows = [(3, "x"), (20, "y"), (5, "z"), (21, String(repeating: "many words ", count: 400))].map {
      "{\"source\": \"int twice\($0)(int n)\", \"target\": \"doubles \($1)\"}\n"
    }
    test = try workspace.folder.file("test.jsonl", rows.joined())
  }

  private struct Outcome: Decodable {
    let step: Int
    let file: String
    let sha256: String
    let samples: Int
    let scores: [String: Double]
    let loss: Double
  }

  private struct Prediction: Decodable, Equatable {
    let sample: Int
    let source: String
    let reference: String
    let prediction: String
  }

  private func outcome(_ run: String = "run") throws -> (Outcome, [Prediction]) {
    (
      try decoded(Outcome.self, workspace.folder.read("\(run)/test.json")),
      try workspace.folder.read("\(run)/test-predictions.jsonl").split(separator: "\n").map {
        try decoded(Prediction.self, String($0))
      }
    )
  }

  private func train(_ options: String = "", launcher: String = "") throws -> Program.Result {
    try Program.shell(
      "exec \(launcher) \"$0\" train \(workspace.config) --set evaluation.test.file=\(test) "
        + "--set evaluation.generation.maximum_length=8 \(options)")
  }

  @Test func theSelectedCheckpointIsTestedAndItsOutputsAreKept() throws {
    // No output is right after so few steps, so the first validation stays the best.
    let result = try train("--set validation.criterion=exact_match")
    #expect(result.status == 0, "\(result.errors)")
    let (outcome, predictions) = try outcome()
    struct Summary: Decodable { let best_step: Int }
    let best = try decoded(Summary.self, workspace.folder.read("run/summary.json")).best_step
    #expect(outcome.step == best && best == 4, "the best checkpoint, not the last")
    #expect(outcome.file == test && outcome.samples == 4)
    let digest = try Program.shell("sha256sum \(test)", program: "/bin/bash").output.prefix(64)
    #expect(outcome.sha256 == digest)
    #expect(predictions.map(\.sample) == [0, 1, 2, 3])
    #expect(predictions[1].source == "int twice20(int n)" && predictions[1].reference == "doubles y")

    // `fovea evaluate` scores the same checkpoint the same.
    let evaluated = try Program.run(
      "evaluate", "--model", "\(workspace.run)/checkpoints/best", "--task", "pairs", "--data", test, "--max-length",
      "8",
      "--json")
    try #require(evaluated.status == 0, "\(evaluated.errors)")
    struct Evaluation: Decodable {
      let loss: Double
      let scores: [String: Double]
    }
    let evaluation = try decoded(Evaluation.self, evaluated.output)
    #expect(abs(evaluation.loss - outcome.loss) < 1e-4)
    for (name, score) in outcome.scores { #expect(abs(score - (evaluation.scores[name] ?? .nan)) < 1e-9, "\(name)") }
    #expect(!outcome.scores.isEmpty)
    for text in ["2 of 4 sources of the test data are also in the validation data", "1 targets of the test data"] {
      #expect(result.errors.contains(text), "\(result.errors)")
    }
  }

  @Test(.enabled(if: TrainCommandTests.hasMPI, "there is no mpirun"))
  func severalRanksTestAlike() throws {
    #expect(try train().status == 0)
    let alone = try outcome()
    let result = try train(
      "--set output=\(workspace.folder.path("three"))", launcher: TrainCommandTests.mpirun(3))
    #expect(result.status == 0, "\(result.errors)")
    let together = try outcome("three")
    #expect(together.0.step == alone.0.step && abs(together.0.loss - alone.0.loss) < 1e-3)
    #expect(together.1.map(\.source) == alone.1.map(\.source))
  }

  @Test func aFinishedRunIsTestedLaterAndOnlyOnce() throws {
    #expect(try Program.run("train", workspace.config).status == 0)
    #expect(!FileManager.default.fileExists(atPath: "\(workspace.run)/test.json"))
    let later = try train("--resume auto")
    #expect(later.status == 0 && later.errors.contains("test set: checkpoint of step"), "\(later.errors)")
    let (first, predictions) = try outcome()
    let again = try train("--resume auto")
    #expect(again.status == 0 && !again.errors.contains("test set: checkpoint of step"), "\(again.errors)")
    let fewer = try train("--resume auto --set evaluation.samples=2")
    #expect(fewer.status == 0, "\(fewer.errors)")
    let (second, some) = try outcome()
    #expect(second.samples == 2 && second.step == first.step && some == Array(predictions.prefix(2)))
  }

  @Test func aTestSetThatIsNoneIsSaidLoudlyAndAMissingOneIsAnErrorBeforeTraining() throws {
    let copy = try workspace.folder.file("copy.jsonl", workspace.folder.read("pairs.jsonl"))
    let same = try train("--set evaluation.test.file=\(copy)")
    #expect(same.status == 0, "\(same.errors)")
    for text in ["THE TEST DATA IS THE VALIDATION DATA", "THE TEST DATA IS THE TRAINING DATA"] {
      #expect(same.errors.contains(text), "\(same.errors)")
    }
    let missing = try train(
      "--set evaluation.test.file=/nonexistent.jsonl --set output=\(workspace.folder.path("none"))")
    #expect(missing.status == 74 && missing.errors.contains("nonexistent"), "\(missing.errors)")
    #expect(!FileManager.default.fileExists(atPath: workspace.folder.path("none/events.jsonl")))
  }
}
