import Basics
import Foundation
import Syntax
import TestSupport
import Testing

@testable import CodeMetrics

/// Outputs that know nothing of the code (S12), with scores that codebleu 0.7.0, NLTK and sacrebleu gave them
/// (`Golden/make_floors.py`).
struct FloorTests {
  private struct Golden: Decodable {
    struct Row: Decodable {
      let output: FloorOutput
      let predictions: [String]
      let scores: [String: Double]
    }
    let references: [String]
    let with_errors: [String: Int]
    let rows: [Row]
  }

  private let golden: Golden
  private var references: [[String]] { golden.references.map { [$0] } }

  init() throws { golden = try GoldenFolder().decoded(Golden.self, "floors.json") }

  private static func metrics(_ language: ProgrammingLanguage = .java) -> [any SummableMetric] {
    [CodeBLEUMetric(CodeBLEU(language: language, mode: .k4black)), METEOR(), ChrF.characters]
  }

  @Test func theGoldenOutputsScoreAsInTheReferencePrograms() throws {
    for row in golden.rows {
      for metric in Self.metrics() {
        let score = try metric.score(references: golden.references, predictions: row.predictions).corpus
        let expected = try #require(row.scores[metric.name])
        #expect(abs(score - expected) < 1e-9, "\(row.output) \(metric.name): \(score), \(expected)")
      }
      let python = try Self.metrics(.python)[0].score(references: golden.references, predictions: row.predictions)
      #expect(abs(python.corpus - (row.scores["codebleu-k4black as Python"] ?? .nan)) < 1e-9, "\(row.output)")
    }
  }

  @Test func floorsWithoutChanceAreThoseOfTheReferencePrograms() throws {
    let floors = try MetricFloors(
      Self.metrics().map { (name: $0.name, metric: $0) }, references: references, language: .java)
    #expect(floors.rows.map(\.output) == FloorOutput.allCases && floors.notes.isEmpty)
    for row in golden.rows where [.constant, .empty].contains(row.output) {
      #expect(row.output.outputs(for: references, seed: 9) == row.predictions)
      for metric in Self.metrics() {
        let score = try #require(floors.score(row.output, metric.name))
        #expect(abs(score - (row.scores[metric.name] ?? .nan)) < 1e-9, "\(row.output) \(metric.name)")
      }
    }
    // What makes CodeBLEU of text mislead: one sentence for everything beats every other floor, and nothing beats
    // another summary. METEOR and chrF give the reference's own words most.
    func score(_ output: FloorOutput, _ metric: String) throws -> Double { try #require(floors.score(output, metric)) }
    for other in [FloorOutput.shuffledWords, .otherReference, .empty] {
      #expect(try score(.constant, "codebleu-k4black") > score(other, "codebleu-k4black"), "\(other)")
    }
    #expect(try score(.empty, "codebleu-k4black") == 25)
    for metric in ["meteor-exact-stem", "chrf"] {
      #expect(try score(.shuffledWords, metric) > 40 && score(.constant, metric) < 15 && score(.empty, metric) == 0)
    }
  }

  @Test func randomFloorsKeepWordsAndMoveReferencesAFunctionOfTheSeed() throws {
    func words(_ text: String) -> [String] { text.split(whereSeparator: \.isWhitespace).map(String.init) }
    for output in [FloorOutput.shuffledWords, .halfOfWords, .otherReference] {
      #expect(output.outputs(for: references, seed: 1) == output.outputs(for: references, seed: 1))
      #expect(output.outputs(for: references, seed: 1) != output.outputs(for: references, seed: 2))
    }
    for seed in 0..<20 as Range<UInt64> {
      let shuffled = try #require(FloorOutput.shuffledWords.outputs(for: references, seed: seed))
      let halves = try #require(FloorOutput.halfOfWords.outputs(for: references, seed: seed))
      for (place, reference) in golden.references.enumerated() {
        #expect(words(shuffled[place]).sorted() == words(reference).sorted())
        var rest = words(reference)[...]
        for word in words(halves[place]) {
          let found = try #require(rest.firstIndex(of: word), "in the order of the reference")
          rest = rest[(found + 1)...]
        }
        #expect(words(halves[place]).count == words(reference).count / 2)
      }
      let others = try #require(FloorOutput.otherReference.outputs(for: references, seed: seed))
      #expect(zip(others, golden.references).allSatisfy { $0 != $1 } && others.sorted() == golden.references.sorted())
    }
    let two = FloorOutput.otherReference.outputs(for: [["a"], ["b"]], seed: 0)
    #expect(two == ["b", "a"])
  }

  @Test func whatCannotBeComputedIsSaid() throws {
    let one = try MetricFloors(
      [(name: "chrf", metric: ChrF.characters)], references: [["a b"]], language: nil)
    #expect(one.rows.map(\.output) == [.constant, .shuffledWords, .halfOfWords, .empty])
    #expect(one.notes.count == 1 && one.notes[0].contains("there is one sample"))
    #expect(throws: MetricInputError.noSamples) { try MetricFloors([], references: [], language: .java) }
    // Empty references are texts too.
    let empty = try MetricFloors(
      Self.metrics().map { (name: $0.name, metric: $0) }, references: [[""], [""]], language: .java)
    #expect(empty.rows.flatMap(\.scores.values).allSatisfy { $0.isFinite && $0 >= 0 && $0 <= 100 })
  }

  @Test func referencesThatAreTextAreCountedAndWarnedOf() throws {
    for (language, count) in [(ProgrammingLanguage.java, "java"), (.python, "python")] {
      let parsing = ReferenceParsing(golden.references, as: language)
      #expect(parsing.withErrors == golden.with_errors[count] && parsing.references == 12)
      #expect(parsing.warning?.contains("12 of 12 references (100 %) do not parse without errors as \(count)") == true)
    }
    let code = ReferenceParsing(["int a;", "int f() { return 1; }", "returns one"], as: .java)
    #expect(code.withErrors == 1 && code.warning == nil && code.summary.contains("1 of 3 references (33 %)"))

    let metric = CodeBLEU(language: .java)
    let result = try metric.score(references: golden.references, predictions: golden.references)
    let report = CodeBLEUReport(metric, result)
    #expect(report.warnings.first?.contains("12 of 12 references (100 %)") == true, "\(report.warnings)")
    #expect(report.warnings.first?.contains("floor rows") == true)
  }

  @Test func textMetricsComeFirstInTables() {
    #expect(
      ScoreOrder.sorted(["codebleu_syntax", "codebleu", "exact_match", "attention_mass", "chrf", "bleu", "meteor"])
        == ["bleu", "meteor", "chrf", "exact_match", "attention_mass", "codebleu", "codebleu_syntax"])
    let request = ScoringRequest(task: .summarization, language: .java, references: ["a"], predictions: ["a"])
    #expect(Set(request.names).isSuperset(of: ["bleu", "meteor", "chrf", "exact_match", "codebleu"]))
  }
}
