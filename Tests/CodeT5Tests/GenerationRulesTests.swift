import CodeT5
import TestSupport
import Testing

/// Agreement with transformers' `generate` under rules on the tokens (Golden/make_rules.py).
struct GenerationRulesTests {
  struct Entry: Decodable {
    struct Options: Decodable {
      let num_beams: Int
      let max_length: Int
      let repetition_penalty: Float?
      let no_repeat_ngram_size: Int?
      let min_length: Int?
      let min_new_tokens: Int?
      let forced_bos_token_id: Int32?
      let forced_eos_token_id: Int32?

      var settings: GenerationSettings {
        var settings = GenerationSettings()
        settings.beams = num_beams
        settings.maximumLength = max_length
        settings.repetitionPenalty = repetition_penalty ?? 1
        settings.noRepeatNgramSize = no_repeat_ngram_size ?? 0
        settings.minimumLength = min_length ?? 0
        settings.minimumNewTokens = min_new_tokens ?? 0
        settings.forcedFirstToken = forced_bos_token_id ?? -1
        settings.forcedLastToken = forced_eos_token_id ?? -1
        return settings
      }
    }
    let options: Options
    let ids: [[Int32]]
  }

  @Test(arguments: GoldenCheckpoint.all)
  func idsUnderRulesAgree(_ golden: GoldenCheckpoint) throws {
    let entries = try GoldenFolder().decoded([String: Entry].self, "\(golden.name)/generation_rules.json")
    let sources = try golden.expected().sources
    let model = try golden.model()
    #expect(entries.count == 16)
    for (name, entry) in entries {
      #expect(model.generate(sources, entry.options.settings) == entry.ids, "\(name), together")
      for (source, ids) in zip(sources, entry.ids) {
        #expect(model.generate([source], entry.options.settings) == [ids], "\(name), alone")
      }
    }
  }

  @Test func impossibleRulesAreRefused() throws {
    var settings = GenerationSettings()
    settings.repetitionPenalty = 0
    #expect(throws: (any Error).self) { try settings.validate() }
    settings = GenerationSettings()
    settings.noRepeatNgramSize = -1
    #expect(throws: (any Error).self) { try settings.validate() }
    settings = GenerationSettings()
    settings.forcedFirstToken = 120
    try settings.validate()
    #expect(throws: (any Error).self) { try settings.validate(vocabularySize: 120) }
    try settings.validate(vocabularySize: 121)
  }
}
