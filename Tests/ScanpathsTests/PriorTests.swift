import Basics
import Foundation
import TestSupport
import Testing

@testable import Scanpaths

struct PriorTests {
  @Test func salienceCountsATokenOnceForEachReading() throws {
    let code = SyntheticCorpus.code("m", [.loop, .loop, .return])
    let corpus = try ScanpathSet(
      codes: [code], scanpaths: [SyntheticCorpus.path([0, 0, 0, 2]), SyntheticCorpus.path([0, 1, 0])])
    let priors = LabelPriors(corpus: corpus)
    #expect(
      priors.salience == [
        LabelSalience(label: .loop, hits: 3, tokens: 4), LabelSalience(label: .return, hits: 1, tokens: 2),
      ])
    #expect(priors[.loop].map { [$0.alpha, $0.beta] } == [4, 2])
    #expect(priors[.loop]?.mean == 4.0 / 6)
    #expect(priors.aggregate == (6, 4))
    #expect(priors[.comment] == nil)
  }

  @Test func transitionsAreSharesOfTheirContext() throws {
    let counts = NGramCounts(
      of: [[.loop, .return, .loop, .literal], [.loop, .return, .comment]], lengths: 1...3)
    let model = TransitionModel(counts: counts)
    #expect(model.probability(of: .return, after: [.loop]) == 2.0 / 3)
    #expect(model.probability(of: .literal, after: [.loop]) == 1.0 / 3)
    #expect(model.probability(of: .comment, after: [.loop]) == 0)
    #expect(model.probability(of: .loop, after: [.loop, .return]) == 0.5)
    #expect(model.probability(of: .loop, after: [.comment]) == nil)
    #expect(model.probability(of: .loop, after: []) == nil)
    let sum = SemanticLabel.allCases.compactMap { model.probability(of: $0, after: [.loop]) }.reduce(0, +)
    #expect(abs(sum - 1) < 1e-12)
  }

  @Test func countsWithoutDirectionAreSharedOverTheOrders() {
    let pair = LabelNGram([.argument, .loop])
    let triple = LabelNGram([.argument, .argument, .loop])
    let counts = NGramCounts([pair: 10, triple: 9], areDirectional: false)
    #expect(counts.occurrences(of: LabelNGram([.loop, .argument])) == 5)
    #expect(counts.occurrences(of: LabelNGram([.argument, .loop, .argument])) == 3)
    #expect(counts.occurrencesInAnyOrder(of: LabelNGram([.loop, .argument])) == 10)
    let model = TransitionModel(counts: counts)
    #expect(model.probability(of: .argument, after: [.loop]) == 1)
    #expect(model.probability(of: .loop, after: [.argument, .argument]) == 1)
    #expect(NGramCounts([pair: 10]).occurrences(of: LabelNGram([.loop, .argument])) == 0)
  }

  @Test(arguments: [
    ("loop", ["loop"]), ("('function call', 'argument')", ["function call", "argument"]),
    ("('a', \"b's\", 'c')", ["a", "b's", "c"]), ("('a',)", ["a"]),
  ])
  func patternNamesAreRead(_ key: String, _ names: [String]) {
    #expect(EyeMulatorPatternName.names(in: key) == names)
  }

  @Test(arguments: ["(", "()", "('a', 'b'", "('a' 'b')", "('a', b)", "('a', 'b') "])
  func brokenPatternNamesAreNone(_ key: String) {
    #expect(EyeMulatorPatternName.names(in: key) == nil)
  }

  @Test func ourPriorsSurviveTheFiles() throws {
    let corpus = try SyntheticCorpus.random(methods: 5, paths: 30, seed: 4)
    let priors = LabelPriors(corpus: corpus)
    let folder = try TemporaryFolder()
    try EyeMulatorPriorFiles(priors).write(toFolder: folder.path("priors"), prefix: "combined_")
    let read = try EyeMulatorPriorFiles(folder: folder.path("priors"))
    #expect(read.labelPriors() == priors)
    #expect(read.keysWithoutLabels.isEmpty)
    let index = try #require(read.index)
    #expect(PatternVocabulary(index: index) == PatternVocabulary(counts: priors.counts))
    #expect(throws: FileFailure.self) { try EyeMulatorPriorFiles(folder: folder.path("priors"), prefix: "x_") }
  }

  @Test func faultyFilesAreRefusedByName() throws {
    let folder = try TemporaryFolder()
    for name in ["mono", "bi", "tri"] { _ = try folder.file("\(name)gram_counts.json", "{}") }
    func problem(_ beta: String) throws -> String? {
      let path = try folder.file("beta_distribution.json", beta)
      let error = #expect(throws: DataLineError.self) { try EyeMulatorPriorFiles(folder: folder.path) }
      #expect(error?.path == path)
      return error?.problem
    }
    func entry(_ hits: Int, _ tokens: Int, _ alpha: Int, _ beta: Int) -> String {
      #"{"semantic_label":"loop","saccades_count":\#(hits),"word_count":\#(tokens),"alpha":\#(alpha),"beta":\#(beta)}"#
    }
    #expect(try problem("[\(entry(3, 2, 4, 0))]")?.contains("3 of 2 tokens") == true)
    #expect(try problem("[\(entry(1, 2, 2, 3))]")?.contains("do not follow") == true)
    #expect(try problem("[\(entry(1, 2, 2, 2)),\(entry(1, 2, 2, 2))]")?.contains("two entries") == true)
    #expect(try problem("[\(entry(.max - 1, .max, .max, 2))]")?.contains("cannot have been looked at") == true)
    #expect(try problem("[{}]")?.contains("missing") == true)
    _ = try folder.file("beta_distribution.json", "[]")
    _ = try folder.file("bigram_counts.json", #"{"('a', 'b')": -1}"#)
    #expect(throws: DataLineError.self) { try EyeMulatorPriorFiles(folder: folder.path) }
  }
}

@Suite(.enabled(if: SharedData.holds("eyemulator"), "needs the shared data (FOVEA_DATA)"))
struct EyeMulatorPriorTests {
  private func json(_ path: String) throws -> NSObject {
    try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? NSObject)
  }

  @Test(arguments: ["combined", "reading", "writing"]) func theArtefactsPriorsRoundTrip(_ name: String) throws {
    let source = SharedData.path("eyemulator/priors/\(name)")
    let files = try EyeMulatorPriorFiles(folder: source)
    let folder = try TemporaryFolder()
    try files.write(toFolder: folder.path)
    let names = try FileManager.default.contentsOfDirectory(atPath: source).sorted()
    #expect(try names.count == (name == "combined" ? 5 : 4) && folder.contents() == names)
    for file in names {
      #expect(try json("\(source)/\(file)") == json(folder.path(file)), "\(file)")
    }
    #expect((files.index != nil) == (name == "combined"))
    let priors = files.labelPriors()
    #expect(priors.salience.count == files.beta.count)
    #expect(!priors.counts.areDirectional)
  }

  @Test func priorsOfACorpusFollowTheDefinition() throws {
    let rows = try AnnotatedRow.read("summarization_valid")
    let priors = LabelPriors(
      readings: rows.map { row in
        let tokens = zip(row.labels, row.mask).compactMap { id, mask in
          SemanticLabel(id: id).map { (label: $0, isHit: mask == 1) }
        }
        let order = row.order.indices.filter { row.order[$0] > 0 }.sorted { row.order[$0] < row.order[$1] }
        return (tokens, order.compactMap { SemanticLabel(id: row.labels[$0]) })
      })
    for salience in priors.salience {
      let id = salience.label.id
      let tokens = rows.reduce(0) { $0 + $1.labels.filter { $0 == id }.count }
      let hits = rows.reduce(0) { $0 + zip($1.labels, $1.mask).filter { $0.0 == id && $0.1 == 1 }.count }
      #expect(salience.alpha == hits + 1 && salience.beta == tokens - hits + 1)
      #expect(salience.mean == Double(hits + 1) / Double(tokens + 2))
    }
    #expect(priors.salience.count > 15)
  }
}
