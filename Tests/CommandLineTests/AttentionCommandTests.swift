import CodeT5
import Foundation
import Testing
import Tokenization

/// `fovea gaze agreement` and `fovea gaze view` with a model.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage))
struct AttentionCommandTests {
  private let tiny: TinyModel
  private let gaze: GazeWorkspace

  init() throws {
    tiny = try TinyModel()
    gaze = try GazeWorkspace()
  }

  private struct Output: Decodable {
    struct Mean: Decodable { let mean: Double }
    struct Row: Decodable {
      let predictor: String
      let f1: Counted
    }
    struct Counted: Decodable { let count: Int }
    struct MassRow: Decodable {
      let set: String
      let mass: Mean
      let above_other: Mean?
    }
    struct Reading: Decodable {
      let participant: String
      let code: String
      let mass: [Double]
    }
    struct Attention: Decodable {
      let trials: Int
      let rows: [MassRow]
      let readings: [Reading]
    }
    struct Account: Decodable {
      let trials: Int
      let measured: Int
      let not_chosen: Int
      let left_out: [String: Int]
      let cut: Int
    }
    let rows: [Row]
    let attention: Attention
    let account: Account
  }

  private func agreement(_ arguments: String...) throws -> (output: Output, errors: String) {
    let words =
      ["gaze", "agreement", gaze.trials, "--model", tiny.path, "--json"] + arguments
    let result = try Program.shell("\"$0\" " + words.map { "'\($0)'" }.joined(separator: " "))
    try #require(result.status == 0, "\(result.errors)")
    return (try decoded(Output.self, result.output), result.errors)
  }

  /// The attention on the first `best` of a method, by the library.
  private func massOnBest(_ method: GazeWorkspace.Method, target: [Int32], layers: [Int]) throws -> Double {
    let encoding = tiny.tokenizer.encodeWithOffsets(method.code)
    let place = try #require(method.code.range(of: "best"))
    let start = method.code.utf8.distance(from: method.code.startIndex, to: place.lowerBound)
    let batch = PackedBatch(
      sources: [tiny.ids(method.code)], targets: [target], samples: [0],
      startToken: tiny.model.configuration.decoderStartToken)
    let attention = tiny.model.sourceAttention(batch, layers: layers)
    return encoding.byteRanges.enumerated().filter { $1.overlaps(start..<start + 4) }
      .reduce(0) { $0 + Double(attention[$1.offset + 1]) }
  }

  @Test func measuresTheLibrarysAttentionAtTheTargetsOrAtTheModelsOwnOutput() throws {
    let atTargets = try agreement("--targets", gaze.methods)
    let oneLayer = try agreement("--targets", gaze.methods, "--layers", "1")
    let atOutputs = try agreement("--max-target", "16")
    var options = GenerationSettings()
    options.maximumLength = 17
    for method in GazeWorkspace.all {
      func reading(_ output: Output) throws -> Double {
        try #require(
          output.attention.readings.first { $0.participant == "p1" && $0.code == method.name }?.mass.first)
      }
      let summary = tiny.ids(method.summary)
      let expected = try massOnBest(method, target: summary, layers: [0, 1])
      #expect(abs(try reading(atTargets.output) - expected) < 1e-5)
      #expect(
        abs(try reading(oneLayer.output) - massOnBest(method, target: summary, layers: [1])) < 1e-5)
      let own = Array(tiny.model.generate([tiny.ids(method.code)], options)[0].dropFirst())
      #expect(abs(try reading(atOutputs.output) - massOnBest(method, target: own, layers: [0, 1])) < 1e-5)
    }
    #expect(atTargets.output.account.measured == 15 && atTargets.output.account.left_out.isEmpty)
    #expect(atTargets.output.attention.rows.map(\.set) == ["F", "F★", "F★", "F★", "F★"])
    #expect(atTargets.output.rows.contains { $0.predictor == "source_attention" && $0.f1.count == 15 })
    #expect(atTargets.errors.contains("15 of 15 trials measured"))
  }

  @Test func scoresChosenMethodsOnlyAndAnotherModelBeside() throws {
    let list = try gaze.folder.file("list.txt", "largest1\n\nlargest3\nelsewhere\n")
    let (output, errors) = try agreement("--methods", list, "--against", tiny.path)
    #expect(output.account.measured == 6 && output.account.not_chosen == 9)
    #expect(Set(output.attention.readings.map(\.code)) == ["largest1", "largest3"])
    #expect(output.rows.allSatisfy { $0.f1.count == 6 })
    #expect(output.attention.rows.allSatisfy { $0.above_other?.mean == 0 })
    #expect(errors.contains("1 methods of"))
    let people = try Program.run("gaze", "agreement", gaze.trials, "--methods", list, "--json")
    #expect(people.status == 0, "\(people.errors)")
    struct People: Decodable { let rows: [Output.Row] }
    #expect(try decoded(People.self, people.output).rows.allSatisfy { $0.f1.count == 6 })
  }

  @Test func countsWhatDoesNotFitByReason() throws {
    let fitting = GazeWorkspace.all[0]
    let targets = try gaze.folder.file(
      "targets.jsonl",
      try [
        ["method": fitting.name, "code": fitting.code, "summary": "s"],
        ["method": "largest1", "code": "int other() { return 1; }", "summary": "s"],
      ].map { try GazeWorkspace.line($0) }.joined())
    let (output, errors) = try agreement("--targets", targets, "--max-source", "12")
    #expect(output.account.measured == 3 && output.account.cut == 3)
    #expect(output.account.left_out == ["different_text": 3, "without_target": 9])
    #expect(errors.contains("9 of methods without a target"))
  }

  @Test func saysWhatIsWrong() throws {
    let unknown = try gaze.folder.file("unknown.txt", "larges1\n")
    let empty = try gaze.folder.file("empty.txt", "\n")
    let other = try gaze.folder.file(
      "other.jsonl",
      try GazeWorkspace.line(["method": "nothing", "summary": "s"]))
    let bare = gaze.folder.path("bare.jsonl")
    #expect(try Program.run("gaze", "import", gaze.folder.path("scanpaths.jsonl"), "--output", bare).status == 0)
    let large = gaze.folder.path("large")
    let text = try gaze.folder.file("text.txt", (0..<200).map { "word\($0) " }.joined())
    let trained = try Program.run(
      "tokenizer", "train", "--input", text, "--vocabulary-size", "400", "--output", large)
    #expect(trained.status == 0, "\(trained.errors)")
    let model = ["--model", tiny.path]
    let cases: [(arguments: [String], status: Int32, message: String)] = [
      ([gaze.trials] + model + ["--methods", unknown], 65, "did you mean \"largest1\""),
      ([gaze.trials] + model + ["--methods", empty], 65, "names no method"),
      ([gaze.trials] + model + ["--methods", "/nonexistent"], 74, "/nonexistent"),
      ([gaze.trials] + model + ["--layers", "7"], 64, "the decoder has 2"),
      ([gaze.trials] + model + ["--layers", "one"], 64, "separated by commas"),
      ([gaze.trials] + model + ["--targets", other], 65, "no trial can be measured"),
      ([gaze.trials] + model + ["--tokenizer", large], 65, "the model's vocabulary"),
      ([gaze.trials] + model + ["--similarity"], 64, "--similarity"),
      ([gaze.trials, "--model", "/nonexistent"], 74, "/nonexistent"),
      ([gaze.trials, "--targets", gaze.methods], 64, "--targets needs --model"),
      ([gaze.trials, "--against", tiny.path], 64, "--against needs --model"),
      ([bare] + model, 65, "--code"),
    ]
    for (arguments, status, message) in cases {
      let words = (["gaze", "agreement"] + arguments).map { "'\($0)'" }.joined(separator: " ")
      let result = try Program.shell("\"$0\" \(words)")
      #expect(result.status == status && result.errors.contains(message), "\(arguments): \(result.errors)")
    }
  }

  @Test func refusesAttentionThatIsNoNumber() throws {
    tiny.model.weights.buffer.update(repeating: .nan)
    try tiny.saveWeights()
    let result = try Program.run(
      "gaze", "agreement", gaze.trials, "--model", tiny.path, "--targets", gaze.methods, "--json")
    #expect(result.status == 65 && result.errors.contains("largest0") && result.output.isEmpty, "\(result.errors)")
  }

  /// What the page's script reads.
  private struct Page: Decodable {
    struct Trial: Decodable {
      struct Layer: Decodable { let kind: String }
      let layers: [Layer]
    }
    let trials: [Trial]
    let beside: Int

    var modelLayers: Int { trials.reduce(0) { $0 + $1.layers.count { $0.kind == "model" } } }
  }

  private func shownPage() throws -> Page {
    let html = try gaze.folder.read("page.html")
    let start = try #require(html.range(of: "id=\"data\">"))
    let end = try #require(html[start.upperBound...].range(of: "</script>"))
    return try decoded(Page.self, String(html[start.upperBound..<end.lowerBound]))
  }

  @Test func showsTheModelsAttentionBesideTheTrials() throws {
    let page = gaze.folder.path("page.html")
    let targets = try gaze.folder.file(
      "four.jsonl",
      try GazeWorkspace.all.prefix(4).map { try GazeWorkspace.line(["method": $0.name, "summary": $0.summary]) }
        .joined())
    let result = try Program.run(
      "gaze", "view", gaze.trials, "--output", page, "--model", tiny.path, "--targets", targets, "--json")
    #expect(result.status == 0, "\(result.errors)")
    struct Output: Decodable {
      let trials_with_attention: Int?
      let trials_without_attention: [String: Int]?
    }
    let output = try decoded(Output.self, result.output)
    #expect(output.trials_with_attention == 12 && output.trials_without_attention == ["without_target": 3])
    let shown = try shownPage()
    #expect(shown.modelLayers == 12 && shown.beside == 2)
    let plain = try Program.run("gaze", "view", gaze.trials, "--output", page, "--json")
    #expect(plain.status == 0)
    #expect(try decoded(Output.self, plain.output).trials_with_attention == nil)
    #expect(try shownPage().modelLayers == 0)
  }
}
