import Basics
import Foundation
import Testing

@testable import Tokenization

@Suite("A tokenizer's files")
struct TokenizerFilesTests {
  private typealias Fault = TokenizerError.Fault

  /// The folder of a small working tokenizer in separate files.
  private func workingFolder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in ["vocab.json", "merges.txt"] {
      try folder.write(try content(GoldenFiles.folder + "/small/\(name)"), name)
    }
    return folder
  }

  private func content(_ path: String) throws -> String {
    String(decoding: try TextFile.bytes(of: path), as: UTF8.self)
  }

  private func vocabulary() throws -> [String: Int32] { try GoldenFiles.smallTokenizer().definition.vocabulary }

  private func write(_ vocabulary: [String: Int32], _ folder: TemporaryFolder) throws {
    try folder.write(String(decoding: try JSONEncoder().encode(vocabulary), as: UTF8.self), "vocab.json")
  }

  private func expectFault(
    _ fault: Fault, file: String, line: Int = 0, in folder: TemporaryFolder,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let path = file.isEmpty ? folder.path : "\(folder.path)/\(file)"
    #expect(throws: TokenizerError(fault, path: path, line: line), sourceLocation: sourceLocation) {
      try Tokenizer(directory: folder.path)
    }
  }

  @Test("missing files are named")
  func missingFiles() throws {
    let folder = try TemporaryFolder()
    expectFault(.filesMissing(["vocab.json", "merges.txt"]), file: "", in: folder)
    try folder.write("{}", "vocab.json")
    expectFault(.filesMissing(["merges.txt"]), file: "", in: folder)
  }

  @Test("broken JSON is reported with its file", arguments: ["vocab.json", "added_tokens.json", "tokenizer.json"])
  func brokenJSON(name: String) throws {
    let folder = try workingFolder()
    try folder.write("{\n  \"a\": 1,\n  \"b\" 2}", name)
    let error = #expect(throws: TokenizerError.self) { try Tokenizer(directory: folder.path) }
    #expect(error?.path == "\(folder.path)/\(name)")
    #expect(error?.line == 3)
    #expect(error?.diagnosis.exitCode == .badData)
  }

  @Test(
    "JSON of another shape is reported",
    arguments: ["[]", "{\"a\": \"x\"}", "{\"a\": 1.5}", "{\"a\": 99999999999}", ""])
  func wrongShape(text: String) throws {
    let folder = try workingFolder()
    try folder.write(text, "vocab.json")
    let error = #expect(throws: TokenizerError.self) { try Tokenizer(directory: folder.path) }
    #expect(error?.path == folder.path + "/vocab.json")
  }

  @Test("a merge that is not two tokens is reported with its line", arguments: ["a", "a b c", "a  b", "", " a", "a "])
  func malformedMerge(line: String) throws {
    let folder = try workingFolder()
    try folder.write("#version: 0.2\na a\n\(line)\na a\n", "merges.txt")
    expectFault(.mergeNotTwoTokens(line), file: "merges.txt", line: 3, in: folder)
  }

  @Test("a merge of tokens that do not exist is reported with its line")
  func unknownMerge() throws {
    let folder = try workingFolder()
    try folder.write("#version: 0.2\nqqq a\n", "merges.txt")
    expectFault(.mergeOfUnknownToken("qqq"), file: "merges.txt", line: 2, in: folder)
    try folder.write("#version: 0.2\nZ Z\n", "merges.txt")
    expectFault(.mergeResultUnknown(left: "Z", right: "Z"), file: "merges.txt", line: 2, in: folder)
  }

  @Test("merges that are not UTF-8 are reported with their line")
  func mergesNotUTF8() throws {
    let folder = try workingFolder()
    try AtomicFile.write(Array("a a\n".utf8) + [0x61, 0x20, 0xFF, 0x0A], to: folder.path + "/merges.txt")
    let error = #expect(throws: DataLineError.self) { try Tokenizer(directory: folder.path) }
    #expect(error?.line == 2)
  }

  @Test("ids that are missing, taken twice or negative are reported")
  func badIDs() throws {
    let folder = try workingFolder()
    var changed = try vocabulary()
    let count = Int32(changed.count)
    changed["hole"] = count + 1
    try write(changed, folder)
    expectFault(.missingID(count), file: "vocab.json", in: folder)
    changed["hole"] = .max
    try write(changed, folder)
    expectFault(.missingID(count), file: "vocab.json", in: folder)
    changed["hole"] = 7
    try write(changed, folder)
    let taken = try #require(try vocabulary().first { $0.value == 7 }?.key)
    let pair = ["hole", taken].sorted()
    expectFault(.duplicateID(7, first: pair[0], second: pair[1]), file: "vocab.json", in: folder)
    changed["hole"] = -5
    try write(changed, folder)
    expectFault(.negativeID(-5, token: "hole"), file: "vocab.json", in: folder)
    try write([:], folder)
    expectFault(.emptyVocabulary, file: "vocab.json", in: folder)
  }

  @Test("an added token that contradicts the vocabulary is reported")
  func contradictingAddedToken() throws {
    let folder = try workingFolder()
    let count = Int32(try vocabulary().count)
    try folder.write("{\"<mask>\": \(count)}", "added_tokens.json")
    expectFault(.duplicateContent("<mask>", firstID: 4, secondID: count), file: "vocab.json", in: folder)
  }

  @Test("a byte without a symbol is reported")
  func missingByte() throws {
    let folder = try workingFolder()
    var changed = try vocabulary()
    changed["stand-in"] = changed.removeValue(forKey: "~")
    try write(changed, folder)
    expectFault(.byteSymbolMissing(symbol: "~", byte: 0x7E), file: "vocab.json", in: folder)
  }

  @Test("a special token that is not in the vocabulary is reported")
  func missingSpecialToken() throws {
    let folder = try workingFolder()
    var changed = try vocabulary()
    changed["<end>"] = changed.removeValue(forKey: "</s>")
    try write(changed, folder)
    expectFault(.specialTokenMissing(role: "end", name: "</s>"), file: "vocab.json", in: folder)
    try folder.write("{\"eos_token\": \"<end>\"}", "special_tokens_map.json")
    #expect(try Tokenizer(directory: folder.path).specialTokens.end == 2)
  }

  @Test("special tokens may be named with flags and added with the next ids")
  func additionalSpecialTokens() throws {
    let folder = try workingFolder()
    let count = Int32(try vocabulary().count)
    try folder.write(
      #"{"mask_token": {"content": "<mask>", "lstrip": true}, "additional_special_tokens": ["<one>", {"content": "<two>"}]}"#,
      "special_tokens_map.json")
    let tokenizer = try Tokenizer(directory: folder.path)
    #expect(tokenizer.encode("<two><one> <mask>") == [count + 1, count, 4])
    #expect(tokenizer.decode([count, 4], skippingSpecialTokens: true) == "")
  }

  @Test(
    "settings that need another algorithm are refused by name",
    arguments: [
      (#""type":"BPE","#, #""type":"WordPiece","#, "model.type"),
      (#""dropout":null"#, #""dropout":0.1"#, "model.dropout"),
      (#""normalizer":null"#, #""normalizer":{"type":"NFC"}"#, "normalizer"),
      (
        #""pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false"#,
        #""pre_tokenizer":{"type":"ByteLevel","add_prefix_space":true"#, "pre_tokenizer.add_prefix_space"
      ),
      (#""pre_tokenizer":{"type":"ByteLevel""#, #""pre_tokenizer":{"type":"Whitespace""#, "pre_tokenizer"),
      (#""single_word":false"#, #""single_word":true"#, "single_word of \"<pad>\""),
    ])
  func unsupported(original: String, replacement: String, setting: String) throws {
    let folder = try TemporaryFolder()
    let document = try content(GoldenFiles.folder + "/flags/tokenizer.json")
    #expect(document.contains(original))
    try folder.write(document.replacingOccurrences(of: original, with: replacement), "tokenizer.json")
    let error = #expect(throws: TokenizerError.self) { try Tokenizer(directory: folder.path) }
    guard case .unsupported(setting, _) = error?.fault else {
      Issue.record("expected \(setting), found \(String(describing: error))")
      return
    }
  }

  @Test("merges in tokenizer.json may be texts with a space")
  func mergesAsText() throws {
    let folder = try TemporaryFolder()
    var document = try content(GoldenFiles.folder + "/flags/tokenizer.json")
    for merge in try GoldenFiles.smallTokenizer().definition.merges {
      document = document.replacingOccurrences(
        of: "[\"\(merge.left)\",\"\(merge.right)\"]", with: "\"\(merge.left) \(merge.right)\"")
    }
    try folder.write(document, "tokenizer.json")
    let tokenizer = try Tokenizer(directory: folder.path)
    for golden in try GoldenFiles.records(GoldenFiles.Encoded.self, "flags.jsonl") {
      #expect(tokenizer.encode(golden.text) == golden.ids)
    }
  }

  @Test("a diagnosis says what, where and what to do")
  func diagnosis() {
    let error = TokenizerError(.mergeNotTwoTokens("x"), path: "model/merges.txt", line: 9)
    #expect(error.diagnosis.rendered.hasPrefix("error: model/merges.txt:9: a merge must be two tokens"))
    #expect(!error.diagnosis.remedy.isEmpty)
  }
}
