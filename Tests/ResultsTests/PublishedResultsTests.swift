import Basics
import Foundation
import TestSupport
import Testing

@testable import Results

/// The committed file of published results, and the report's section about them.
struct PublishedResultsTests {
  private let committed: PublishedResults

  init() throws { committed = try PublishedResults(path: PackageFolder.path("results/published.json")) }

  private func row(_ id: String) throws -> PublishedResults.Row {
    try #require(committed.rows.first { $0.id == id }, "\(id)")
  }

  @Test func theCommittedRowsAreThePublishedOnesWithTheirCaveats() throws {
    #expect(committed.rows.count == 14 && committed.rows.allSatisfy { !$0.comparable && !$0.caveats.isEmpty })
    let paper = try row("paper-summarization-codebleu")
    #expect(paper.difference == 7.16 && paper.value == nil && paper.metric == "CodeBLEU")
    let cells: [(String, Double, Double)] = [
      ("llama-3.2", 28.91, 31.59), ("deepseek-coder", 30.79, 32.40), ("starcoder", 31.75, 33.95),
      ("qwen", 28.88, 30.86), ("smollm3", 27.12, 28.70), ("granite", 32.20, 33.07),
    ]
    for (name, baseline, value) in cells {
      let row = try row("eyemulator-summarization-\(name)")
      #expect(row.baseline == baseline && row.value == value && row.metric == "METEOR")
      #expect(row.caveats.contains { $0.contains("WordNet") } && row.caveats.contains { $0.contains("prompt") })
      #expect(row.caveats.contains { $0.contains("31.46, 32.40 and 33.92") } == (name == "deepseek-coder"))
    }
    #expect(try row("eyemulator-summarization-deepseek-coder-random").value == 30.22)
    #expect(try row("eyemulator-summarization-starcoder-random").value == 31.09)
    for (id, value) in [("bleu", 55.84), ("exact-match", 33.0), ("codebleu", 63.74)] {
      #expect(try row("codexglue-java-cs-transformer-\(id)").value == value)
    }
    #expect(try row("codexglue-java-cs-copy-bleu").value == 18.54)
    let codeT5 = try row("codet5-base-java-bleu")
    #expect(codeT5.value == 20.31 && codeT5.verified && !codeT5.verifiedAgainst.isEmpty)
  }

  @Test func theReportSetsThemApart() throws {
    let folder = try ResultsFolder()
    try folder.makeRun("study/one")
    var content = try ReportContent(try RunSelection("study", root: folder.path))
    #expect(content.publishedSection == nil && !content.sections.contains { $0.identifier == "published" })
    content.published = committed
    let html = try #require(content.sections.first { $0.identifier == "published" }).rendered
    #expect(html.contains("Published results, not of these runs") && html.contains("not results of these runs"))
    for text in ["+7.16", "31.59", "55.84", "20.31", "not verified", "recipe was chosen for each cell", "one seed"] {
      #expect(html.contains(text), "\(text)")
    }
    #expect(html.components(separatedBy: ">no<").count == committed.rows.count + 1)
    #expect(!content.sections.filter { $0.identifier != "published" }.contains { $0.rendered.contains("31.59") })
    // The rows of the runs' own task come first, the others are folded.
    try folder.write("name: a\nseed: 1\ntask: translation\n", "study/one/config.yaml")
    var translation = try ReportContent(try RunSelection("study", root: folder.path))
    translation.published = committed
    let folded = try #require(translation.publishedSection).rendered
    let fold = try #require(folded.range(of: "<details"))
    #expect(folded[..<fold.lowerBound].contains("55.84") && !folded[..<fold.lowerBound].contains("31.59"))
  }

  @Test func wrongFilesAreRefusedWithAReason() throws {
    let folder = try TemporaryFolder()
    let good = try String(contentsOfFile: PackageFolder.path("results/published.json"), encoding: .utf8)
    func problem(_ text: String) throws -> String {
      let path = try folder.file("p.json", text)
      do {
        _ = try PublishedResults(path: path)
        return ""
      } catch let error as DataLineError {
        #expect(error.path == path && !error.remedy.isEmpty)
        return error.problem
      }
    }
    #expect(try problem(good).isEmpty)
    #expect(
      try problem(good.replacing("\"format_version\": 1", with: "\"format_version\": 2")).contains("version is 2"))
    #expect(try problem(good.replacing("\"difference\": 2.68", with: "\"difference\": 3.68")).contains("llama-3.2"))
    #expect(
      try problem(good.replacing("\"source\": \"codet5\"", with: "\"source\": \"t5\"")).contains("no source 't5'"))
    #expect(
      try problem(good.replacing("\"comparable\": false", with: "\"comparability\": false")).contains("comparable"))
    #expect(try problem("{").contains("not valid JSON"))
    let twice = good.replacing("codet5-base-java-bleu", with: "codexglue-java-cs-copy-bleu")
    #expect(try problem(twice).contains("two rows"))
    let bytes = try folder.file("b.json", [0xFF, 0xFE] as [UInt8])
    #expect(throws: DataLineError.self) { try PublishedResults(path: bytes) }
    #expect(throws: FileFailure.self) { try PublishedResults(path: folder.path("none.json")) }
  }
}
