import CodeT5
import Foundation
import Testing

@Suite(.enabled(if: Program.isBuilt, Program.skipMessage))
struct GenerateCommandTests {
  struct Output: Decodable {
    let ids: [Int32]
    let text: String
  }

  let tiny: TinyModel
  /// Of different lengths, so that sorting changes their order; one is empty.
  let sources = [TinyModel.texts[2], "a", "", TinyModel.texts[4], "name", TinyModel.texts[0]]

  init() throws { tiny = try TinyModel() }

  private func jsonLines() throws -> String {
    try sources.map { String(decoding: try JSONEncoder().encode(["text": $0]), as: UTF8.self) + "\n" }.joined()
  }

  private func expected(_ options: GenerationSettings) -> [[Int32]] {
    sources.map { tiny.model.generate([tiny.ids($0)], options)[0] }
  }

  @Test(arguments: [1, 4]) func printsIdsAndTextOfEachLineInTheInputsOrder(beams: Int) throws {
    let result = try Program.run(
      "generate", "--model", tiny.path, "--input", "-", "--jsonl", "--beam", "\(beams)", "--max-length", "12", "--ids",
      input: jsonLines())
    #expect(result.status == 0)
    let outputs = try result.lines.map { try decoded(Output.self, $0) }
    var options = GenerationSettings()
    options.beams = beams
    options.maximumLength = 12
    #expect(outputs.map(\.ids) == expected(options))
    #expect(Set(outputs.map(\.ids)).count > 1, "all outputs are alike, so their order is not tested")
    #expect(outputs.allSatisfy { $0.ids.first == 0 && $0.ids.count <= 12 })
    #expect(outputs.map(\.text) == outputs.map { tiny.tokenizer.decode($0.ids, skippingSpecialTokens: true) })
  }

  @Test func takesDefaultsFromTheGenerationConfigurationAndTheCommandLineFirst() throws {
    let settings = #"{"num_beams": 3, "max_length": 9, "length_penalty": 0.5, "early_stopping": true}"#
    try tiny.folder.file("generation_config.json", settings)
    var options = GenerationSettings()
    options.beams = 3
    options.maximumLength = 9
    options.lengthPenalty = 0.5
    options.earlyStopping = .whenFull
    let byDefault = try Program.run("generate", "--model", tiny.path, "--jsonl", input: jsonLines())
    #expect(try byDefault.lines.map { try decoded(Output.self, $0).ids } == expected(options))

    options.beams = 1
    options.maximumLength = 5
    let overridden = try Program.run(
      "generate", "--model", tiny.path, "--jsonl", "--beam", "1", "--max-length", "5", input: jsonLines())
    #expect(try overridden.lines.map { try decoded(Output.self, $0).ids } == expected(options))
  }

  @Test func aSettingsFileThatCannotBeUsedIsAnErrorWithItsPlace() throws {
    for settings in [#"{"num_beams": "many"}"#, #"{"num_beams": 0}"#, "{", #"{"early_stopping": "soon"}"#] {
      try tiny.folder.file("generation_config.json", settings)
      let result = try Program.run("generate", "--model", tiny.path, input: "a\n")
      #expect(result.status == 65, "\(settings): \(result.errors)")
      #expect(result.errors.contains("generation_config.json"))
    }
  }

  @Test func rulesOfTheGenerationConfigurationCountAndOthersAreNamed() throws {
    try tiny.folder.file(
      "generation_config.json",
      #"{"max_length": 9, "no_repeat_ngram_size": 1, "top_k": 50, "do_sample": true, "bad_words_ids": [[5]]}"#)
    var options = GenerationSettings()
    options.maximumLength = 9
    options.noRepeatNgramSize = 1
    let result = try Program.run("generate", "--model", tiny.path, "--jsonl", input: jsonLines())
    #expect(try result.lines.map { try decoded(Output.self, $0).ids } == expected(options))
    #expect(result.errors.contains("bad_words_ids"), "\(result.errors)")
    #expect(result.errors.contains("do_sample"))
    #expect(!result.errors.contains("top_k"))

    try tiny.folder.file("generation_config.json", #"{"forced_bos_token_id": 1000000}"#)
    let refused = try Program.run("generate", "--model", tiny.path, "--jsonl", input: jsonLines())
    #expect(refused.status == 78 && refused.errors.contains("forced"), "\(refused.errors)")
  }

  @Test func readsPlainLinesAndPrintsOneLineForEach() throws {
    let input = sources.joined(separator: "\n") + "\n"
    let text = try Program.run("generate", "--model", tiny.path, "--max-length", "6", input: input)
    #expect(text.status == 0)
    #expect(text.lines.count == sources.count)
    let ids = try Program.run("generate", "--model", tiny.path, "--max-length", "6", "--ids", input: input)
    var options = GenerationSettings()
    options.maximumLength = 6
    #expect(ids.lines == expected(options).map { $0.map(String.init).joined(separator: " ") })
  }

  @Test func aSavedModelsConfigurationHasFractionsWhereTransformersWantsThem() throws {
    let text = try tiny.folder.read("config.json")
    #expect(text.contains("\"initializer_factor\" : 1.0,"), "\(text)")
  }

  @Test func emptyInputGivesEmptyOutput() throws {
    let result = try Program.run("generate", "--model", tiny.path, "--jsonl", input: "")
    #expect(result.status == 0 && result.output.isEmpty && result.errors.isEmpty)
  }
}
