import Basics
import Corpus
import Foundation
import TestSupport
import Testing

struct TaskFilesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func translationPairsLinesAndKeepsLineNumbers() throws {
    let source = try folder.file("a.java", "int a;\r\n\nint b;\n")
    let target = try folder.file("a.cs", "int A;\n\nint B;")
    let samples = try TaskFiles.translation(source: source, target: target).read().samples
    #expect(samples.map(\.identifier) == [1, 3])
    #expect(samples.map(\.source) == ["int a;", "int b;"])
    #expect(samples.map(\.target) == ["int A;", "int B;"])
    #expect(samples[1].place == "\(source):3")
  }

  @Test func differingLineCountsNameBothWhateverIsTolerated() throws {
    let source = try folder.file("a", "1\n2\n3\n")
    let target = try folder.file("b", "1\n2\n")
    let error = #expect(throws: DataLineError.self) {
      try TaskFiles.translation(source: source, target: target).read(maximumBadLines: 10)
    }
    #expect(error?.problem == "3 lines, but \(target) has 2")
    #expect(error?.diagnosis.place == source)
    #expect(error?.diagnosis.exitCode == .badData)
  }

  @Test func aBlankLineOnOneSideOnlyIsReportedWhereItIs() throws {
    let source = try folder.file("a", "x\ny\n")
    let target = try folder.file("b", "x\n \n")
    let error = #expect(throws: DataLineError.self) {
      try TaskFiles.translation(source: source, target: target).read()
    }
    #expect(error?.diagnosis.place == "\(target):2")
  }

  @Test func pairsReadBothFormsOfRowsAndSkipBlankLines() throws {
    let path = try folder.file(
      "pairs.jsonl",
      """
      \u{FEFF}{"source": "a", "target": "b", "more": 1}

      {"code": "c", "content": "d", "code_tokens": ["x"]}
      """)
    let samples = try TaskFiles.pairs(path).read().samples
    #expect(samples.map(\.identifier) == [1, 3])
    #expect(samples.map(\.source) == ["a", "c"])
    #expect(samples.map(\.target) == ["b", "d"])
  }

  @Test func summarizationJoinsTokensAndFallsBackToText() throws {
    let path = try folder.file(
      "s.jsonl",
      #"""
      {"code_tokens": ["int", "a\n b", ";"], "code": "no", "docstring_tokens": ["The", "number", "."], "docstring": "no"}
      {"code": "int  b;\n", "docstring": "Two  words"}
      """#)
    let samples = try TaskFiles.summarization(path).read().samples
    #expect(samples.map(\.source) == ["int a b ;", "int  b;\n"])
    #expect(samples.map(\.target) == ["The number .", "Two  words"])
  }

  @Test func completionDropsTheOpeningMark() throws {
    let path = try folder.file(
      "c.jsonl",
      """
      {"id": 7, "input": "<s> int a = <EOL>", "gt": "1 ;"}
      {"input": "<sum> x", "gt": ""}
      """)
    let samples = try TaskFiles.completion(path).read().samples
    #expect(samples.map(\.source) == ["int a = <EOL>", "<sum> x"])
    #expect(samples.map(\.target) == ["1 ;", ""])
  }

  struct BadLine: Sendable, CustomTestStringConvertible {
    var line: String
    var problem: String
    var testDescription: String { line }
  }

  @Test(arguments: [
    BadLine(line: "{\"source\": \"a\"", problem: "not valid JSON"),
    BadLine(line: "source\ttarget", problem: "not valid JSON"),
    BadLine(line: "{\"source\": \"a\"}", problem: "the key \"target\" is missing"),
    BadLine(line: "{\"content\": \"a\"}", problem: "the key \"code\" is missing"),
    BadLine(line: "{\"source\": 5, \"target\": \"b\"}", problem: "\"source\" has the wrong type"),
    BadLine(line: "{\"source\": null, \"target\": \"b\"}", problem: "\"source\" is null"),
    BadLine(line: "[\"a\", \"b\"]", problem: "has the wrong type"),
  ])
  func aMalformedLineIsNamedWithWhatIsWrong(_ bad: BadLine) throws {
    let path = try folder.file("bad.jsonl", "{\"source\": \"a\", \"target\": \"b\"}\n\(bad.line)\n")
    let error = try #require(#expect(throws: DataLineError.self) { try TaskFiles.pairs(path).read() })
    #expect(error.diagnosis.place == "\(path):2")
    #expect(error.problem.contains(bad.problem), "\(error.problem)")
    #expect(error.remedy.contains("source"))
    #expect(error.diagnosis.exitCode == .badData)
  }

  @Test func aTokenListOfTheWrongTypeIsNamed() throws {
    let path = try folder.file("s.jsonl", #"{"code_tokens": ["a", 1], "docstring": "x"}"#)
    let error = #expect(throws: DataLineError.self) { try TaskFiles.summarization(path).read() }
    #expect(error?.problem.contains("code_tokens[1]") == true)
  }

  @Test func invalidUTF8IsNamedInEitherFileOfATranslation() throws {
    let good = try folder.file("good", "a\nb\n")
    let bad = try folder.file("bad", Array("a\n".utf8) + [0xC3, 0x28, 0x0A])
    for files in [TaskFiles.translation(source: good, target: bad), .translation(source: bad, target: good)] {
      let error = #expect(throws: DataLineError.self) { try files.read() }
      #expect(error?.diagnosis.place == "\(bad):2")
      #expect(error?.problem.contains("UTF-8") == true)
    }
  }

  @Test func badLinesAreSkippedUpToTheLimit() throws {
    let path = try folder.file(
      "p.jsonl", Array("{}\n{\"source\":\"a\",\"target\":\"b\"}\n".utf8) + [0xFF, 0x0A] + Array("7\n".utf8))
    let raw = try TaskFiles.pairs(path).read(maximumBadLines: 3)
    #expect(raw.samples.map(\.identifier) == [2])
    #expect(raw.skipped.map(\.line) == [1, 3, 4])
    let error = #expect(throws: DataLineError.self) { try TaskFiles.pairs(path).read(maximumBadLines: 2) }
    #expect(error?.line == 4)
    #expect(error?.problem.contains("unusable lines so far: 3; allowed: 2") == true)
  }

  @Test func emptyFilesAreErrors() throws {
    let empty = try folder.file("empty", "")
    let blank = try folder.file("blank", "\n \n")
    for files in [
      TaskFiles.pairs(empty), .summarization(blank), .completion(empty), .translation(source: empty, target: empty),
    ] {
      let error = #expect(throws: DataLineError.self) { try files.read(maximumBadLines: 5) }
      #expect(error?.problem == "the file is empty")
    }
    let useless = try folder.file("useless", "{}\n")
    let error = #expect(throws: DataLineError.self) { try TaskFiles.pairs(useless).read(maximumBadLines: 5) }
    #expect(error?.line == 1)
  }

  @Test func missingFilesAndFoldersAreInputFailures() throws {
    for path in [folder.path("none"), folder.path(".")] {
      let error = #expect(throws: FileFailure.self) { try TaskFiles.pairs(path).read() }
      #expect(error?.path == path)
      #expect(error?.diagnosis.exitCode == .inputOutput)
    }
    let present = try folder.file("present", "x")
    let error = #expect(throws: FileFailure.self) {
      try TaskFiles.translation(source: present, target: folder.path("none")).read()
    }
    #expect(error?.path == folder.path("none"))
  }
}

/// Readers on the corpus in the repository and on public data.
struct RealFilesTests {
  @Test(arguments: [("train", 186), ("valid", 23), ("test", 23)])
  func theEmbeddedCorpusIsReadWhole(_ part: String, _ count: Int) throws {
    let samples = try PublicCorpora.embedded(part).read().samples
    #expect(samples.count == count)
    #expect(samples.allSatisfy { $0.target.hasSuffix(".") && $0.source.hasSuffix("}") })
  }

  @Test(.enabled(if: PublicCorpora.hasJavaToCSharp, "needs the shared data (FOVEA_DATA)"))
  func javaToCSharpIsReadWhole() throws {
    let samples = try PublicCorpora.javaToCSharp.read().samples
    #expect(samples.count == 10_295)
    #expect(samples.last?.identifier == 10_295)
    #expect(samples.allSatisfy { !$0.source.isEmpty && !$0.target.isEmpty })
  }

  @Test(.enabled(if: SharedData.holds("eyemulator/corpus"), "needs the shared data (FOVEA_DATA)"))
  func eyeMulatorFilesAreReadByEachTask() throws {
    func path(_ name: String) -> String { SharedData.path("eyemulator/corpus/\(name).jsonl") }
    #expect(try TaskFiles.summarization(path("summarization_valid")).read().samples.count == 518)
    #expect(try TaskFiles.pairs(path("translation_valid")).read().samples.count == 431)
    let completion = try TaskFiles.completion(path("completion_valid_sample")).read().samples
    #expect(completion.count == 30)
    #expect(completion.allSatisfy { !$0.source.isEmpty && !$0.target.isEmpty })
  }
}
