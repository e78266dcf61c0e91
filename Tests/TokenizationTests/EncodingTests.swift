import Basics
import Foundation
import TestSupport
import Testing

@testable import Tokenization

/// Encoding and decoding agree with Hugging Face tokenizers.
struct EncodingTests {
  @Test func trapsOfUnicodeSpaceContractionsAndSpecialTokensAreAvoided() throws {
    let tokenizer = try GoldenFiles.smallTokenizer()
    for golden in try GoldenFiles.records(GoldenFiles.Encoded.self, "small.jsonl") {
      #expect(tokenizer.encode(golden.text) == golden.ids, "text \(golden.text.debugDescription)")
    }
  }

  @Test func addedTokensThatStripSpaceOverlapOrComeLateAreFound() throws {
    let tokenizer = try Tokenizer(directory: GoldenFiles.path("flags"))
    for golden in try GoldenFiles.records(GoldenFiles.Encoded.self, "flags.jsonl") {
      #expect(tokenizer.encode(golden.text) == golden.ids, "text \(golden.text.debugDescription)")
    }
  }

  @Test func everyCodePointNextToLettersDigitsAndSpacesIsEncodedAlike() throws {
    let tokenizer = try GoldenFiles.smallTokenizer()
    var digest = IDDigest()
    for code in UInt32(0)..<0x110000 {
      guard let scalar = Unicode.Scalar(code) else { continue }
      let character = String(scalar)
      digest.add(tokenizer.encode("a\(character) 1\(character)\(character).\(character)"))
    }
    #expect(try digest.result == GoldenFiles.digest("every code point"))
  }

  @Test func idsDecodeToTheSameTextBrokenAndSkippedOnesIncluded() throws {
    let tokenizer = try GoldenFiles.smallTokenizer()
    for golden in try GoldenFiles.records(GoldenFiles.Decoded.self, "decoding.jsonl") {
      #expect(Array(tokenizer.decode(golden.ids).utf8) == Array(golden.text.utf8))
      let skipped = tokenizer.decode(golden.ids, skippingSpecialTokens: true)
      #expect(Array(skipped.utf8) == Array(golden.skipped.utf8))
    }
  }

  @Test func idsBeyondTheVocabularyAndNegativeOnesAddNothing() throws {
    let tokenizer = try GoldenFiles.smallTokenizer()
    let a = try #require(tokenizer.id(for: "a"))
    #expect(tokenizer.decode([a, Int32(tokenizer.vocabularySize), .max, -1, .min, a]) == "aa")
    #expect(tokenizer.token(for: -1) == nil)
    #expect(tokenizer.token(for: Int32(tokenizer.vocabularySize)) == nil)
  }
}

/// CodeT5's own vocabulary.
@Suite(.enabled(if: SharedData.holds("codet5-tokenizer/vocab.json"), "needs the shared data (FOVEA_DATA)"))
struct CodeT5VocabularyTests {
  private func tokenizer() throws -> Tokenizer { try Tokenizer(directory: SharedData.path("codet5-tokenizer")) }

  @Test func theSentinelsFollowTheBareVocabularyInReverseOrder() throws {
    let tokenizer = try tokenizer()
    #expect(tokenizer.vocabularySize == 32_100)
    #expect(tokenizer.id(for: "<extra_id_99>") == 32_000)
    #expect(tokenizer.id(for: "<extra_id_0>") == 32_099)
    #expect(tokenizer.specialTokens == SpecialTokens(pad: 0, beginning: 1, end: 2, unknown: 3, mask: 4))
    #expect(tokenizer.decode([1, 32_099, 2]) == "<s><extra_id_0></s>")
    #expect(tokenizer.decode([1, 32_099, 2], skippingSpecialTokens: true) == "")
  }

  @Test func theTrapsHaveHuggingFacesIds() throws {
    let tokenizer = try tokenizer()
    for golden in try GoldenFiles.records(GoldenFiles.Encoded.self, "codet5.jsonl") {
      #expect(tokenizer.encode(golden.text) == golden.ids, "text \(golden.text.debugDescription)")
    }
  }

  @Test(
    arguments: ["train.java", "train.cs", "valid.java", "valid.cs"])
  func everyLineOfTheCodeXGLUEPairsHasHuggingFacesIdsAndDecodes(name: String) throws {
    let tokenizer = try tokenizer()
    let content = try TextFile.bytes(of: SharedData.path("codexglue/java-cs/\(name)"))
    var lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    var digest = IDDigest()
    for line in lines {
      let text = String(decoding: line, as: UTF8.self)
      let ids = tokenizer.encode(text)
      digest.add(ids)
      #expect(tokenizer.decode(ids).utf8.elementsEqual(text.utf8))
    }
    #expect(try digest.result == GoldenFiles.digest("codexglue/java-cs/\(name)"))
  }

  @Test func theMethodsReadInTheEyeTrackingStudyHaveHuggingFacesIds() throws {
    let tokenizer = try tokenizer()
    var digest = IDDigest()
    for line in try TextFile.lines(of: SharedData.path("eyetrans/methods.jsonl")) {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      for key in object.keys.sorted() {
        if let text = object[key] as? String { digest.add(tokenizer.encode(text)) }
      }
    }
    #expect(try digest.result == GoldenFiles.digest("eyetrans/methods.jsonl"))
  }
}
