import Basics
import Foundation
import TestSupport
import Testing

@testable import Tokenization

struct TokenizerFilesTests {
  private typealias Fault = TokenizerError.Fault

  /// The folder of a small working tokenizer in separate files.
  private func workingFolder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in ["vocab.json", "merges.txt"] {
      try folder.file(name, try content(GoldenFiles.path("small/\(name)")))
    }
    return folder
  }

  private func content(_ path: String) throws -> String {
    String(decoding: try TextFile.bytes(of: path), as: UTF8.self)
  }

  private func vocabulary() throws -> [String: Int32] { try GoldenFiles.smallTokenizer().definition.vocabulary }

  private func write(_ vocabulary: [String: Int32], _ folder: TemporaryFolder) throws {
    try folder.file("vocab.json", String(decoding: try JSONEncoder().encode(vocabulary), as: UTF8.self))
  }

  private func expectFault(
    _ fault: Fault, file: String, line: Int = 0, in folder: TemporaryFolder,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let path = file.isEmpty ? folder.path : folder.path(file)
    #expect(throws: TokenizerError(fault, path: path, line: line), sourceLocation: sourceLocation) {
      try Tokenizer(directory: folder.path)
    }
  }

  @Test func missingFilesAreNamed() throws {
    #expect(throws: TokenizerError(.folderMissing, path: "/nowhere/at/all")) {
      try Tokenizer(directory: "/nowhere/at/all")
    }
    let folder = try TemporaryFolder()
    expectFault(.filesMissing(["vocab.json", "merges.txt"]), file: "", in: folder)
    try folder.file("vocab.json", "{}")
    expectFault(.filesMissing(["merges.txt"]), file: "", in: folder)
  }

  @Test(arguments: ["vocab.json", "added_tokens.json", "tokenizer.json"])
  func brokenJSONIsReportedWithItsFile(name: String) throws {
    let folder = try workingFolder()
    try folder.file(name, "{\n  \"a\": 1,\n  \"b\" 2}")
    let error = #expect(throws: TokenizerError.self) { try Tokenizer(directory: folder.path) }
    #expect(error?.path == folder.path(name))
    #expect(error?.line == 3)
    #expect(error?.diagnosis.exitCode == .badData)
  }

  @Test(
    arguments: ["[]", "{\"a\": \"x\"}", "{\"a\": 1.5}", "{\"a\": 99999999999}", ""])
  func jsonOfAnotherShapeIsReported(text: String) throws {
    let folder = try workingFolder()
    try folder.file("vocab.json", text)
    let error = #expect(throws: TokenizerError.self) { try Tokenizer(directory: folder.path) }
    #expect(error?.path == folder.path("vocab.json"))
  }

  @Test(arguments: ["a", "a b c", "a  b", "", " a", "a "])
  func aMergeThatIsNotTwoTokensIsReportedWithItsLine(line: String) throws {
    let folder = try workingFolder()
    try folder.file("merges.txt", "#version: 0.2\na a\n\(line)\na a\n")
    expectFault(.mergeNotTwoTokens(line), file: "merges.txt", line: 3, in: folder)
  }

  @Test func aMergeOfTokensThatDoNotExistIsReportedWithItsLine() throws {
    let folder = try workingFolder()
    try folder.file("merges.txt", "#version: 0.2\nqqq a\n")
    expectFault(.mergeOfUnknownToken("qqq"), file: "merges.txt", line: 2, in: folder)
    try folder.file("merges.txt", "#version: 0.2\nZ Z\n")
    expectFault(.mergeResultUnknown(left: "Z", right: "Z"), file: "merges.txt", line: 2, in: folder)
  }

  @Test func mergesThatAreNotUTF8AreReportedWithTheirLine() throws {
    let folder = try workingFolder()
    try AtomicFile.write(Array("a a\n".utf8) + [0x61, 0x20, 0xFF, 0x0A], to: folder.path("merges.txt"))
    let error = #expect(throws: DataLineError.self) { try Tokenizer(directory: folder.path) }
    #expect(error?.line == 2)
  }

  @Test func idsThatAreMissingTakenTwiceOrNegativeAreReported() throws {
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

  @Test func anAddedTokenThatContradictsTheVocabularyIsReported() throws {
    let folder = try workingFolder()
    let count = Int32(try vocabulary().count)
    try folder.file("added_tokens.json", "{\"<mask>\": \(count)}")
    expectFault(.duplicateContent("<mask>", firstID: 4, secondID: count), file: "vocab.json", in: folder)
  }

  @Test func aByteWithoutASymbolIsReported() throws {
    let folder = try workingFolder()
    var changed = try vocabulary()
    changed["stand-in"] = changed.removeValue(forKey: "~")
    try write(changed, folder)
    expectFault(.byteSymbolMissing(symbol: "~", byte: 0x7E), file: "vocab.json", in: folder)
  }

  @Test func aSpecialTokenThatIsNotInTheVocabularyIsReported() throws {
    let folder = try workingFolder()
    var changed = try vocabulary()
    changed["<end>"] = changed.removeValue(forKey: "</s>")
    try write(changed, folder)
    expectFault(.specialTokenMissing(role: "end", name: "</s>"), file: "vocab.json", in: folder)
    try folder.file("special_tokens_map.json", "{\"eos_token\": \"<end>\"}")
    #expect(try Tokenizer(directory: folder.path).specialTokens.end == 2)
  }

  @Test func specialTokensMayBeNamedWithFlagsAndAddedWithTheNextIds() throws {
    let folder = try workingFolder()
    let count = Int32(try vocabulary().count)
    try folder.file(
      "special_tokens_map.json",
      #"{"mask_token": {"content": "<mask>", "lstrip": true}, "additional_special_tokens": ["<one>", {"content": "<two>"}]}"#
    )
    let tokenizer = try Tokenizer(directory: folder.path)
    #expect(tokenizer.encode("<two><one> <mask>") == [count + 1, count, 4])
    #expect(tokenizer.decode([count, 4], skippingSpecialTokens: true) == "")
  }

  @Test(
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
  func settingsThatNeedAnotherAlgorithmAreRefusedByName(original: String, replacement: String, setting: String) throws {
    let folder = try TemporaryFolder()
    let document = try content(GoldenFiles.path("flags/tokenizer.json"))
    #expect(document.contains(original))
    try folder.file("tokenizer.json", document.replacingOccurrences(of: original, with: replacement))
    let error = #expect(throws: TokenizerError.self) { try Tokenizer(directory: folder.path) }
    guard case .unsupported(setting, _) = error?.fault else {
      Issue.record("expected \(setting), found \(String(describing: error))")
      return
    }
  }

  @Test func mergesInTokenizerJsonMayBeTextsWithASpace() throws {
    let folder = try TemporaryFolder()
    var document = try content(GoldenFiles.path("flags/tokenizer.json"))
    for merge in try GoldenFiles.smallTokenizer().definition.merges {
      document = document.replacingOccurrences(
        of: "[\"\(merge.left)\",\"\(merge.right)\"]", with: "\"\(merge.left) \(merge.right)\"")
    }
    try folder.file("tokenizer.json", document)
    let tokenizer = try Tokenizer(directory: folder.path)
    for golden in try GoldenFiles.records(GoldenFiles.Encoded.self, "flags.jsonl") {
      #expect(tokenizer.encode(golden.text) == golden.ids)
    }
  }

  @Test func aDiagnosisSaysWhatWhereAndWhatToDo() {
    let error = TokenizerError(.mergeNotTwoTokens("x"), path: "model/merges.txt", line: 9)
    #expect(error.diagnosis.rendered.hasPrefix("error: model/merges.txt:9: a merge must be two tokens"))
    #expect(!error.diagnosis.remedy.isEmpty)
  }
}
