import CodeT5
import Foundation
import TestSupport
import Testing

/// The same names for the same inputs in `fovea loss`, `evaluate` and `generate`.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage))
struct ModelInputTests {
  private let tiny: TinyModel
  private let pairs: String

  init() throws {
    tiny = try TinyModel()
    let rows = TinyModel.texts.map { ["source": $0, "target": String($0.prefix(9))] }
    pairs = try tiny.folder.file(
      "pairs.jsonl",
      try rows.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) + "\n" }.joined())
  }

  private struct Loss: Decodable { let loss: Double, examples: [LossCommandTests.Output.Example] }
  private struct Scores: Decodable {
    let samples: Int
    let loss: Double
    let truncated_sources: Int
  }

  @Test func theFilesOfATranslationGiveWhatTheirPairsGive() throws {
    let texts = TinyModel.texts.filter { !$0.contains("\n") }
    let source = try tiny.folder.file("test.source", texts.map { $0 + "\n" }.joined())
    let target = try tiny.folder.file("test.target", texts.map { $0.prefix(9) + "\n" }.joined())
    let both = try Program.run(
      "loss", "--model", tiny.path, "--task", "translation", "--source", source, "--target", target, "--json")
    let lines = try Program.run("loss", "--model", tiny.path, "--data", pairs, "--json")
    #expect(both.status == 0 && lines.status == 0, "\(both.errors) \(lines.errors)")
    #expect(try decoded(Loss.self, both.output).loss == decoded(Loss.self, lines.output).loss)
  }

  @Test func theLimitHasTwoNames() throws {
    for option in ["--limit", "--samples"] {
      let loss = try Program.run("loss", "--model", tiny.path, "--data", pairs, "--json", option, "2")
      #expect(try decoded(Loss.self, loss.output).examples.count == 2, "\(loss.errors)")
      let scored = try Program.run(
        "evaluate", "--model", tiny.path, "--task", "pairs", "--data", pairs, "--max-length", "4", option, "2", "--json"
      )
      #expect(try decoded(Scores.self, scored.output).samples == 2, "\(scored.errors)")
      let generated = try Program.run(
        "generate", "--model", tiny.path, "--data", pairs, "--max-length", "4", option, "2", "--json")
      #expect(generated.lines.count == 2, "\(generated.errors)")
    }
  }

  @Test func aDataSetsSourcesAreThoseOfItsLines() throws {
    let input = TinyModel.texts.map { $0 + "\n" }.joined()
    let options = ["generate", "--model", tiny.path, "--max-length", "6"]
    let lines = try Program.run(options[0], options[1], options[2], options[3], options[4], input: input)
    let set = try Program.run(arguments: options + ["--data", pairs])
    #expect(set.status == 0 && set.output == lines.output && !set.output.isEmpty, "\(set.errors)")
    let named = try tiny.folder.file("sources.txt", input)
    #expect(try Program.run(arguments: options + ["--source", named]).output == lines.output)
  }

  @Test func bothNamesOfTheOutputFolderWork() throws {
    for option in ["--out", "--output"] {
      let folder = tiny.folder.path("scores\(option)")
      let result = try Program.run(
        "evaluate", "--model", tiny.path, "--task", "pairs", "--data", pairs, "--max-length", "4", option, folder)
      #expect(result.status == 0 && FileManager.default.fileExists(atPath: "\(folder)/scores.json"), "\(result.errors)")
    }
  }

  /// `evaluate` searches as `generate` does.
  @Test func theSearchIsTheSame() throws {
    try tiny.folder.file("generation_config.json", #"{"num_beams": 2, "max_length": 7, "bad_words_ids": [[5]]}"#)
    for options in [[], ["--beam", "3", "--length-penalty", "0.2", "--early-stopping", "true"]] {
      let folder = tiny.folder.path("out")
      let scored = try Program.run(
        arguments: ["evaluate", "--model", tiny.path, "--task", "pairs", "--data", pairs, "--output", folder] + options)
      let generated = try Program.run(arguments: ["generate", "--model", tiny.path, "--data", pairs] + options)
      #expect(scored.status == 0 && generated.status == 0, "\(scored.errors) \(generated.errors)")
      #expect(try tiny.folder.read("out/predictions.txt") == generated.output)
      #expect(scored.errors.contains("bad_words_ids") && generated.errors.contains("bad_words_ids"))
    }
    let refused = try Program.run(
      "evaluate", "--model", tiny.path, "--task", "pairs", "--data", pairs, "--beam", "0")
    #expect(refused.status == 64 && refused.errors.contains("--beam"))
  }

  @Test func aRunsOwnLimitsAndSearchApply() throws {
    let workspace = try TrainingWorkspace()
    let trained = try Program.run(
      "train", workspace.config, "--set", "data.limits.source=8", "--set", "validation.generation.maximum_length=5")
    try #require(trained.status == 0, "\(trained.errors)")
    let data = workspace.folder.path("pairs.jsonl")
    let scored = try Program.run("evaluate", "--run", workspace.run, "--data", data, "--json")
    #expect(scored.status == 0 && scored.errors.contains("sources cut to 8 tokens: 12"), "\(scored.errors)")
    #expect(try decoded(Scores.self, scored.output).truncated_sources == 12)
    let wider = try Program.run("evaluate", "--run", workspace.run, "--data", data, "--max-source", "90", "--json")
    #expect(try decoded(Scores.self, wider.output).truncated_sources == 0)
    let own = try Program.run("evaluate", "--run", workspace.run, "--json")
    #expect(own.errors.contains("the run's validation set") && own.status == 0, "\(own.errors)")
    #expect(try decoded(Scores.self, own.output).loss == decoded(Scores.self, scored.output).loss)
    let generated = try Program.run("generate", "--run", workspace.run, "--data", data, "--json")
    #expect(generated.status == 0 && generated.errors.contains("sources cut to 8 tokens: 12"), "\(generated.errors)")
    #expect(try generated.lines.allSatisfy { try decoded(GenerateCommandTests.Output.self, $0).ids.count <= 5 })
    let loss = try Program.run("loss", "--run", workspace.run, "--json")
    #expect(loss.status == 0 && loss.errors.contains("cut to 8 tokens"), "\(loss.errors)")
  }

  @Test(arguments: [
    (["loss", "--model", "M", "--run", "M", "--data", "D"], 64, "not both"), (["loss", "--data", "D"], 64, "--model"),
    (["loss", "--model", "M", "--task", "translation", "--data", "D"], 64, "--data"),
    (["loss", "--model", "M", "--task", "pairs", "--data", "D", "--source", "D"], 64, "--source"),
    (["loss", "--model", "M", "--data", "D", "--limit", "-1"], 64, "--limit"),
    (["evaluate", "--model", "M", "--data", "D"], 64, "--task"),
    (["evaluate", "--model", "M", "--task", "pairs"], 64, "--data"),
    (["evaluate", "--run", "/nowhere", "--data", "D"], 74, "/nowhere"),
    (["evaluate", "--run", "M", "--data", "D"], 78, "config.yaml"),
    (["generate", "--model", "M", "--data", "D", "--input", "D"], 64, "not both"),
    (["generate", "--model", "M", "--task", "pairs"], 64, "--task"),
    (["generate", "--model", "M", "--data", "D", "--jsonl"], 64, "--jsonl"),
    (["generate", "--model", "M", "--data", "D", "--task", "translation"], 64, "lines of text"),
  ])
  func mistakesAreNamed(_ arguments: [String], _ status: Int32, _ text: String) throws {
    let result = try Program.run(arguments: arguments.map { $0 == "M" ? tiny.path : $0 == "D" ? pairs : $0 })
    #expect(result.status == status && result.errors.contains(text), "\(arguments): \(result.errors)")
  }
}
