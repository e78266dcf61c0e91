import Basics
import Foundation
import TestSupport
import Testing

@testable import Tokenization

struct TokenizerTrainerTests {
  private func trained(sentinels: Int = 100) throws -> Tokenizer {
    let lines = try TextFile.lines(of: GoldenFiles.path("training.txt"))
    return try TokenizerTrainer(vocabularySize: 700, minimalFrequency: 2, sentinelCount: sentinels).train(on: lines)
  }

  @Test func theVocabularyAndTheMergesAreHuggingFaces() throws {
    let reference = try GoldenFiles.smallTokenizer()
    let tokenizer = try trained(sentinels: 0)
    #expect(tokenizer.definition.vocabulary == reference.definition.vocabulary)
    #expect(
      tokenizer.definition.merges.map { [$0.left, $0.right] }
        == reference.definition.merges.map { [$0.left, $0.right] })
    #expect(tokenizer.definition.merges.count > 150)
  }

  @Test func theSentinelsFollowTheHighestNumberFirst() throws {
    let tokenizer = try trained(sentinels: 3)
    let size = Int32(try GoldenFiles.smallTokenizer().vocabularySize)
    #expect(tokenizer.vocabularySize == Int(size) + 3)
    #expect(tokenizer.id(for: "<extra_id_2>") == size)
    #expect(tokenizer.id(for: "<extra_id_0>") == size + 2)
    #expect(tokenizer.encode("a<extra_id_1>") == tokenizer.encode("a") + [size + 1])
  }

  @Test func tooFewTextsGiveASmallerVocabularyInsteadOfAnError() throws {
    let tokenizer = try TokenizerTrainer(vocabularySize: 1_000, sentinelCount: 0).train(on: ["ab ab", "x"])
    #expect(tokenizer.vocabularySize == 5 + 256 + 1)
    #expect(tokenizer.encode("ab") == [261])
    #expect(try TokenizerTrainer(vocabularySize: 1_000).train(on: [String]()).vocabularySize == 361)
  }

  @Test func whatWasWrittenLoadsBackWithTheSameIds() throws {
    let folder = try TemporaryFolder()
    let original = try trained()
    try original.write(to: folder.path("new"))
    let texts = try GoldenFiles.records(GoldenFiles.Encoded.self, "small.jsonl").map(\.text)
    for dropped in [nil, "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"] {
      if let dropped { try FileManager.default.removeItem(atPath: "\(folder.path)/new/\(dropped)") }
      let loaded = try Tokenizer(directory: folder.path("new"))
      #expect(loaded.vocabularySize == original.vocabularySize)
      #expect(loaded.specialTokens == original.specialTokens)
      #expect(texts.allSatisfy { loaded.encode($0) == original.encode($0) })
      #expect(loaded.vocabulary.isSpecial == original.vocabulary.isSpecial)
    }
  }

  @Test func flagsOfAddedTokensSurviveWriting() throws {
    let folder = try TemporaryFolder()
    let original = try Tokenizer(directory: GoldenFiles.path("flags"))
    try original.write(to: folder.path)
    let goldens = try GoldenFiles.records(GoldenFiles.Encoded.self, "flags.jsonl")
    for removesDocument in [false, true] {
      if removesDocument { try FileManager.default.removeItem(atPath: folder.path("tokenizer.json")) }
      let loaded = try Tokenizer(directory: folder.path)
      #expect(goldens.allSatisfy { loaded.encode($0.text) == $0.ids })
    }
  }

  @Test func otherNamesOfTheSpecialTokensAreKept() throws {
    var trainer = TokenizerTrainer(vocabularySize: 300, sentinelCount: 1)
    trainer.specialTokens.pad = "[PAD]"
    trainer.specialTokens.mask = "[MASK]"
    let folder = try TemporaryFolder()
    try trainer.train(on: ["some text"]).write(to: folder.path)
    try FileManager.default.removeItem(atPath: folder.path("tokenizer.json"))
    let loaded = try Tokenizer(directory: folder.path)
    #expect(loaded.specialTokens == SpecialTokens(pad: 0, beginning: 1, end: 2, unknown: 3, mask: 4))
    #expect(loaded.encode("[MASK]") == [4])
  }

  @Test func settingsThatCannotWorkAreRefused() {
    #expect(throws: TokenizerTrainingError.vocabularyTooSmall(requested: 260, minimum: 261)) {
      try TokenizerTrainer(vocabularySize: 260).train(on: ["x"])
    }
    #expect(throws: TokenizerTrainingError.negativeSentinelCount(-1)) {
      try TokenizerTrainer(vocabularySize: 300, sentinelCount: -1).train(on: ["x"])
    }
    var names = SpecialTokenNames()
    names.mask = names.pad
    #expect(throws: TokenizerTrainingError.specialTokensNotDistinct(names.inOrder)) {
      try TokenizerTrainer(vocabularySize: 300, specialTokens: names).train(on: ["x"])
    }
  }

  @Test func aFolderThatCannotBeMadeIsReported() throws {
    let folder = try TemporaryFolder()
    try folder.file("taken", "a file")
    let tokenizer = try TokenizerTrainer(vocabularySize: 300).train(on: ["x"])
    let error = #expect(throws: FileFailure.self) { try tokenizer.write(to: folder.path("taken")) }
    #expect(error?.path == folder.path("taken"))
  }
}
