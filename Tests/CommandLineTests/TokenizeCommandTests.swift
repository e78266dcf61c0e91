import Foundation
import Testing
import Tokenization

/// `fovea tokenize` and `fovea tokenizer train`.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage))
struct TokenizeCommandTests {
  struct IDs: Codable { let ids: [Int32] }
  struct Text: Codable, Equatable { let text: String }

  let tiny: TinyModel
  let texts = TinyModel.texts + ["", " ", "\u{0}\r\ttabs", "line\nline", "<s>name</s>"]

  init() throws { tiny = try TinyModel() }

  private func jsonLines() throws -> String {
    try texts.map { String(decoding: try JSONEncoder().encode(Text(text: $0)), as: UTF8.self) + "\n" }.joined()
  }

  @Test func givesTheLibrarysIdsWithoutSpecialTokensAndDecodesThemAgain() throws {
    let encoded = try Program.run(
      "tokenize", "--tokenizer", tiny.path, "--input", "-", "--jsonl", "--ids", input: jsonLines())
    #expect(encoded.status == 0)
    #expect(try encoded.lines.map { try decoded(IDs.self, $0).ids } == texts.map { tiny.tokenizer.encode($0) })
    #expect(encoded.lines[TinyModel.texts.count] == #"{"ids":[]}"#)
    let text = try Program.run("tokenize", "--tokenizer", tiny.path, "--decode", input: encoded.output)
    #expect(try text.lines.map { try decoded(Text.self, $0).text } == texts)
  }

  @Test func plainLinesGiveTokensOrIdsLineEndsAndAByteOrderMarkDoNotCount() throws {
    let input = "\u{FEFF}int a\r\n\nname"
    let tokens = try Program.run("tokenize", "--tokenizer", tiny.path, input: input)
    #expect(tokens.lines == ["int Ġa", "", "name"])
    let ids = try Program.run("tokenize", "--tokenizer", tiny.path, "--ids", input: input)
    #expect(
      ids.lines
        == ["int a", "", "name"].map { tiny.tokenizer.encode($0).map(String.init).joined(separator: " ") })
  }

  @Test func readsLinesThatAreLongerThanItsBuffer() throws {
    let long = String(repeating: "int a; ", count: 40_000)
    let result = try Program.run("tokenize", "--tokenizer", tiny.path, "--ids", input: "a\n\(long)\nb")
    #expect(result.lines.count == 3)
    #expect(result.lines[1].split(separator: " ").count == tiny.tokenizer.encode(long).count)
  }

  @Test func anIdOutsideTheVocabularyIsAnErrorWithItsLine() throws {
    let result = try Program.run(
      "tokenize", "--tokenizer", tiny.path, "--decode", input: "{\"ids\": [5]}\n{\"ids\": [99999]}\n")
    #expect(result.status == 65)
    #expect(result.errors.contains("standard input:2"))
  }

  @Test func learnsTheLibrarysTokenizerFromLinesAndFromJSONFields() throws {
    let code = TinyModel.texts
    let lines = try tiny.folder.file("code.txt", code.joined(separator: "\n") + "\n")
    let plain = try Program.run(
      "tokenizer", "train", "--input", lines, "--vocabulary-size", "300", "--output", tiny.folder.path("plain"),
      "--sentinels", "3")
    #expect(plain.status == 0, "\(plain.errors)")
    let expected = try TokenizerTrainer(vocabularySize: 300, sentinelCount: 3).train(on: code.map { $0 + "\n" })
    let learned = try Tokenizer(directory: tiny.folder.path("plain"))
    #expect(learned.vocabularySize == expected.vocabularySize)
    #expect(code.map(learned.encode) == code.map(expected.encode))

    let rows = try code.map {
      String(decoding: try JSONEncoder().encode(["code": $0, "other": "zzzz"]), as: UTF8.self)
    }
    let path = try tiny.folder.file("code.jsonl", rows.joined(separator: "\n"))
    let json = try Program.run(
      "tokenizer", "train", "--input", path, "--vocabulary-size", "300", "--output", tiny.folder.path("json"))
    #expect(json.status == 0, "\(json.errors)")
    let fromFields = try TokenizerTrainer(vocabularySize: 300).train(on: code)
    let tokenizer = try Tokenizer(directory: tiny.folder.path("json"))
    #expect(code.map(tokenizer.encode) == code.map(fromFields.encode))
  }
}
