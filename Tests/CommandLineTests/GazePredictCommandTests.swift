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

/// Bad input of `fovea gaze predict`, and outputs that are inputs.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage))
struct GazePredictBadInputTests {
  private let tiny: TinyModel
  private let gaze: GazeWorkspace

  init() throws {
    tiny = try TinyModel()
    gaze = try GazeWorkspace()
  }

  private func apply(_ methods: String, _ predictor: String, output: String) throws -> Program.Result {
    try Program.run(
      "gaze", "predict", "apply", methods, "--predictor", predictor, "--model", tiny.path, "--language", "java",
      "--output", output)
  }

  private func trained() throws -> String {
    let predictor = gaze.folder.path("predictor.json")
    let result = try Program.run("gaze", "predict", "train", gaze.trials, "--model", tiny.path, "--output", predictor)
    try #require(result.status == 0, "\(result.errors)")
    return predictor
  }

  @Test func damagedPredictorsAreRefused() throws {
    let path = try trained()
    let whole = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? [String: Any])
    func damaged(_ change: (inout [String: Any]) -> Void) throws -> String {
      var file = whole
      change(&file)
      return try gaze.folder.file(
        "damaged.json", String(decoding: try JSONSerialization.data(withJSONObject: file), as: UTF8.self))
    }
    func inside(_ path: [String], _ file: inout [String: Any], _ change: (Any?) -> Any) {
      guard path.count > 1 else {
        file[path[0]] = change(file[path[0]])
        return
      }
      var inner = file[path[0]] as? [String: Any] ?? [:]
      inside(Array(path.dropFirst()), &inner, change)
      file[path[0]] = inner
    }
    func shorter(_ list: Any?) -> Any { Array((list as? [Any] ?? []).dropLast()) }
    func zeros(_ list: Any?) -> Any { (list as? [Any] ?? []).map { _ in 0 } }
    let changes: [([String], (Any?) -> Any)] = [
      (["predictor", "head", "deviations"], shorter), (["predictor", "head", "deviations"], zeros),
      (["predictor", "head", "fixation"], shorter), (["predictor", "head", "looking_time"], shorter),
      (["predictor", "labels", "fixation"], shorter), (["predictor", "labels", "looking"], zeros),
      (["predictor", "labels", "share"], { _ in 1 }), (["max_source"], { _ in 1 }), (["max_source"], { _ in -1 }),
      (["reading_ms"], { _ in -5 }), (["reading_ms"], { _ in 1e300 }),
      (["predictor", "head", "means"], { ($0 as? [Any] ?? []).map { _ in 1e308 } }),
    ]
    for (key, change) in changes {
      let file = try damaged { inside(key, &$0, change) }
      let result = try apply(gaze.methods, file, output: gaze.folder.path("never.jsonl"))
      #expect(result.status == 65 && result.errors.contains("damaged.json"), "\(key): \(result.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: gaze.folder.path("never.jsonl")))
  }

  @Test func outputsThatAreInputsAreRefusedAndLeftAlone() throws {
    let predictor = try trained()
    let list = try gaze.folder.file("list.txt", GazeWorkspace.all[0].name + "\n")
    let kept = try [gaze.methods, predictor, gaze.trials, list].map { try String(contentsOfFile: $0, encoding: .utf8) }
    let results = [
      try apply(gaze.methods, predictor, output: gaze.methods), try apply(gaze.methods, predictor, output: predictor),
      try Program.run("gaze", "predict", "train", gaze.trials, "--model", tiny.path, "--output", gaze.trials),
      try Program.run(
        "gaze", "predict", "train", gaze.trials, "--model", tiny.path, "--exclude", list, "--output", list),
      try Program.run("gaze", "motifs", gaze.trials, "--plot", gaze.trials),
      try Program.run("corpus", "check", "--splits", "all=\(gaze.methods)", "--clusters", gaze.methods),
    ]
    for result in results {
      #expect(result.status == 64 && result.errors.contains("also an input"), "\(result.errors)")
    }
    let after = try [gaze.methods, predictor, gaze.trials, list].map { try String(contentsOfFile: $0, encoding: .utf8) }
    #expect(after == kept)
  }

  @Test func aFileWithoutMethodsIsRefused() throws {
    let empty = try gaze.folder.file("empty.jsonl", "\n")
    let result = try apply(empty, try trained(), output: gaze.folder.path("never.jsonl"))
    #expect(result.status == 65 && result.errors.contains("holds no method"), "\(result.errors)")
  }

  @Test func whatTrainingLeavesOutIsNamed() throws {
    let list = try gaze.folder.file("list.txt", GazeWorkspace.all[0].name + "\nunheard\n")
    let result = try Program.run(
      "gaze", "predict", "train", gaze.trials, "--model", tiny.path, "--exclude", list, "--max-source", "10",
      "--output", gaze.folder.path("predictor.json"))
    #expect(result.status == 0 && result.errors.contains("\"unheard\""), "\(result.errors)")
    #expect(result.errors.contains("4 methods are longer than --max-source"), "\(result.errors)")
  }

  @Test func agreementOfOneReaderSaysWhatIsNotScored() throws {
    let lines = try String(contentsOfFile: gaze.trials, encoding: .utf8).split(separator: "\n")
    let one = try gaze.folder.file(
      "one.jsonl", lines.filter { $0.contains("\"p2\"") }.map { $0 + "\n" }.joined())
    let result = try Program.run("gaze", "agreement", one)
    #expect(result.status == 0 && result.output.contains("Held-out participants: not scored"), "\(result.output)")
    #expect(!result.output.contains("### Held-out participants"))
    let similarity = try Program.run("gaze", "agreement", one, "--similarity")
    #expect(similarity.status == 65 && similarity.errors.contains("by two people"), "\(similarity.errors)")
  }
}
