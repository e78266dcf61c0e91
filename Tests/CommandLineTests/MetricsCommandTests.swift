import Foundation
import TestSupport
import Testing

/// `fovea codebleu` and `fovea metrics`.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage))
struct MetricsCommandTests {
  private struct CodeBLEUOutput: Decodable {
    let codebleu: Double
    let ngram_match_score: Double
    let weighted_ngram_match_score: Double
    let syntax_match_score: Double
    let dataflow_match_score: Double
    let mode: String
    let samples: Int
    let warnings: [String]
  }

  private struct MetricsOutput: Decodable {
    struct Metric: Decodable {
      struct Against: Decodable {
        struct Bootstrap: Decodable {
          let lower: Double
          let upper: Double
        }
        let score, difference, lower, upper, p_two_sided, p_holm: Double
        let bootstrap: Bootstrap
      }
      let name: String
      let score: Double
      let samples: [Double]?
      let against: Against?
    }
    let samples: Int
    let metrics: [Metric]
  }

  private let folder: TemporaryFolder
  private let references: String
  private let predictions: String

  init() throws {
    folder = try TemporaryFolder()
    let code = (1...12).map { "int f\($0) ( int a ) { int x = a + \($0) ; return x ; }" }
    references = try folder.file("refs.java", code.joined(separator: "\n") + "\n")
    let changed = code.enumerated().map {
      $0 % 3 == 0 ? $1 : $1.replacingOccurrences(of: "int x = a", with: "int y = 1")
    }
    predictions = try folder.file("out.java", changed.joined(separator: "\n") + "\n")
  }

  @Test func emptyReferencesAreNamedAndNothingButEmptyOnesRefused() throws {
    let outputs = try folder.file("two.txt", "a\nb\n")
    let some = try folder.file("some.txt", "a\n\n")
    let warned = try Program.run("metrics", "--metrics", "exact-match", "--references", some, "--predictions", outputs)
    #expect(warned.status == 0 && warned.errors.contains("1 of 2 samples"), "\(warned.errors)")
    let none = try folder.file("none.txt", "\n \n")
    let refused = try Program.run("metrics", "--metrics", "exact-match", "--references", none, "--predictions", outputs)
    #expect(refused.status == 65 && refused.errors.contains("every reference is empty"), "\(refused.errors)")
  }

  /// A data set and a run's folder give the same scores as the texts in them.
  @Test func dataSetsAndRunsAreInputsToo() throws {
    let texts = ["adds two numbers", "returns the size"]
    let rows = texts.map { #"{"code_tokens": ["f"], "docstring_tokens": ["\#($0.replacing(" ", with: "\", \""))"]}"# }
    let data = try folder.file("test.jsonl", rows.joined(separator: "\n") + "\n")
    let plain = try folder.file("refs.txt", texts.joined(separator: "\n") + "\n")
    let outputs = ["adds numbers", "returns the size"]
    let predictions = try folder.file("out.txt", outputs.joined(separator: "\n") + "\n")
    func score(_ arguments: String...) throws -> Double {
      let result = try run(["metrics", "--metrics", "chrf", "--json"] + arguments)
      #expect(result.status == 0, "\(result.errors)")
      return try decoded(MetricsOutput.self, result.output).metrics[0].score
    }
    let expected = try score("--references", plain, "--predictions", predictions)
    #expect(try score("--task", "summarization", "--data", data, "--predictions", predictions) == expected)
    for (run, outputs) in [("first", outputs), ("second", texts)] {
      let lines = zip(texts, outputs).enumerated().map {
        #"{"sample": \#($0), "source": "f", "reference": "\#($1.0)", "prediction": "\#($1.1)"}"#
      }
      try folder.file("\(run)/test-predictions.jsonl", lines.joined(separator: "\n") + "\n")
    }
    #expect(try score("--run", folder.path("first")) == expected)
    #expect(try score("--run", folder.path("second"), "--limit", "1") == 100)
    try folder.file(
      "third/test-predictions.jsonl", #"{"sample": 0, "source": "f", "reference": "other", "prediction": "x"}"#)
    let mixed = try run([
      "metrics", "--metrics", "chrf", "--run", folder.path("first"), "--limit", "1", "--against", folder.path("third"),
    ])
    #expect(mixed.status == 65 && mixed.errors.contains("other samples"), "\(mixed.errors)")
    let compared = try Program.run(
      "metrics", "--metrics", "chrf", "--json", "--run", folder.path("first"), "--against", folder.path("second"))
    #expect(try decoded(MetricsOutput.self, compared.output).metrics[0].against?.score == 100, "\(compared.errors)")
  }

  @Test(arguments: [
    (["--run", "/nowhere"], 74, "/nowhere"), (["--run", "/"], 65, "no outputs"),
    (["--run", "/", "--references", "a"], 64, "not both"), (["--predictions", "a"], 64, "missing --references"),
    (["--references", "a", "--predictions", "b", "--task", "pairs"], 64, "--task has an effect only"),
    (["--run", "/", "--predictions", "b"], 64, "--predictions has no effect"),
  ]) func inputsThatContradictEachOtherAreRefused(arguments: [String], status: Int, text: String) throws {
    let result = try run(["metrics"] + arguments)
    #expect(result.status == Int32(status) && result.errors.contains(text), "\(result.status) \(result.errors)")
  }

  @Test func printsCodeBLEUsComponentsUnderThePackagesNames() throws {
    let result = try Program.run(
      "codebleu", "--references", references, "--predictions", predictions, "--language", "java", "--mode", "k4black",
      "--json")
    #expect(result.status == 0, "\(result.errors)")
    let output = try decoded(CodeBLEUOutput.self, result.output)
    #expect(output.samples == 12 && output.mode == "k4black")
    let mean =
      (output.ngram_match_score + output.weighted_ngram_match_score + output.syntax_match_score
        + output.dataflow_match_score) / 4
    #expect(abs(output.codebleu - mean) < 1e-9)
    #expect(output.codebleu > 0.5 && output.codebleu < 1)
  }

  @Test func readsJSONLinesWithOneOrSeveralReferencesAndPipes() throws {
    let records = [
      #"{"references": ["int a ;", "int b ;"], "prediction": "int b ;"}"#, #"{"reference": "x", "prediction": ""}"#,
    ]
    let file = try folder.file("pairs.jsonl", records.joined(separator: "\n") + "\n")
    let result = try Program.run(
      "codebleu", "--references", file, "--predictions", file, "--language", "C++", "--json")
    #expect(result.status == 0, "\(result.errors)")
    #expect(try decoded(CodeBLEUOutput.self, result.output).samples == 2)
    let piped = try Program.shell(
      "\"$0\" codebleu --references <(cat \(references)) --predictions <(cat \(references)) --language java --json")
    #expect(try decoded(CodeBLEUOutput.self, piped.output).codebleu == 1)
  }

  @Test func saysWhatIsWrongWithFilesNamesAndWeights() throws {
    let short = try folder.file("short.java", "int a ;\n")
    let empty = try folder.file("empty.java", "")
    let cases: [(arguments: [String], status: Int32, message: String)] = [
      (["--predictions", short, "--language", "java"], 65, "1 predictions, but 12 references"),
      (["--predictions", predictions, "--language", "jav"], 64, "did you mean 'java'"),
      (["--predictions", predictions, "--language", "java", "--mode", "fxed"], 64, "did you mean 'fixed'"),
      (["--predictions", predictions, "--language", "java", "--weights", "1,1,1,1"], 64, "add up to 1"),
      (["--predictions", folder.path("none"), "--language", "java"], 74, "none"),
    ]
    for (arguments, status, message) in cases {
      let result = try run(["codebleu", "--references", references] + arguments)
      #expect(result.status == status, "\(arguments): \(result.errors)")
      #expect(result.errors.contains(message), "\(arguments): \(result.errors)")
      #expect(result.output.isEmpty)
    }
    let nothing = try run(["codebleu", "--references", empty, "--predictions", empty, "--language", "java"])
    #expect(nothing.status == 65)
    let bad = try folder.file("bad.jsonl", "{\"text\": \"a\"}\n{\"other\": 1}\n")
    let line = try run(["metrics", "--references", bad, "--predictions", bad])
    #expect(line.status == 65 && line.errors.contains("bad.jsonl:2"), "\(line.errors)")
  }

  @Test func scoresWithEveryUsualMetricTheSameTextFully() throws {
    let result = try Program.run(
      "metrics", "--references", references, "--predictions", references, "--language", "java", "--json", "--each")
    #expect(result.status == 0, "\(result.errors)")
    let output = try decoded(MetricsOutput.self, result.output)
    #expect(output.metrics.count == 9)
    for metric in output.metrics {
      // METEOR's penalty for fragments leaves a little even of equal texts.
      #expect(metric.score > 99.9 && metric.samples?.count == 12, "\(metric.name)")
    }
  }

  @Test func testsTheDifferenceOfTwoSystemsAFunctionOfTheSeed() throws {
    let arguments = [
      "metrics", "--references", references, "--predictions", references, "--against", predictions, "--metrics",
      "chrf", "exact-match", "--bootstrap-rounds", "200", "--randomization-rounds", "500", "--json", "--seed", "3",
    ]
    let result = try run(arguments)
    #expect(result.status == 0, "\(result.errors)")
    let output = try decoded(MetricsOutput.self, result.output)
    #expect(output.metrics.map(\.name) == ["chrf", "exact-match"])
    for metric in output.metrics {
      let other = try #require(metric.against)
      #expect(metric.score > other.score)
      #expect(other.bootstrap.lower > 0 && other.bootstrap.upper <= 100)
      #expect(other.lower > 0 && other.lower < other.difference && other.difference < other.upper)
      #expect(abs(other.difference - (metric.score - other.score)) < 1e-9)
      // Eight of the twelve samples differ, all in one direction.
      #expect(other.p_two_sided >= 2 / 4096.0 && other.p_two_sided < 0.03 && other.p_holm >= other.p_two_sided)
    }
    #expect(try run(arguments).output == result.output)
    let table = try run(arguments.filter { $0 != "--json" } + ["--equivalence-margin", "90"]).output
    #expect(table.contains("12 samples") && table.contains("says nothing about other seeds"), "\(table)")
    #expect(table.contains("equivalent within ±90.00"), "\(table)")
    #expect(
      try run(["metrics", "--references", references, "--predictions", references, "--metrics", "chfr"]).status == 64)
    let alone = try run(
      ["metrics", "--references", references, "--predictions", references, "--equivalence-margin", "1"])
    #expect(alone.status == 64 && alone.errors.contains("--against"))
    let needs = try run(
      ["metrics", "--references", references, "--predictions", references, "--metrics", "codebleu-fixed"])
    #expect(needs.status == 64 && needs.errors.contains("--language"))
  }

  /// S12: summaries get floor rows beside CodeBLEU, code does not.
  @Test func textGetsFloorRowsAndCodeDoesNot() throws {
    let texts = ["Returns the name.", "Closes the stream (if open).", "Adds a listener to the list."]
    let summaries = try folder.file("summaries.txt", texts.joined(separator: "\n") + "\n")
    struct Floors: Decodable {
      let floors: [String: Double]?
      let warnings: [String]
    }
    func codeBLEU(_ files: String, _ more: String...) throws -> Floors {
      let result = try run(
        ["codebleu", "--references", files, "--predictions", files, "--language", "java", "--json"] + more)
      #expect(result.status == 0, "\(result.errors)")
      return try decoded(Floors.self, result.output)
    }
    let found = try codeBLEU(summaries, "--mode", "k4black")
    #expect(found.floors?.count == 5 && found.floors?["empty"] == 0.25, "\(found)")
    #expect(found.warnings.contains { $0.contains("3 of 3 references (100 %)") }, "\(found.warnings)")
    #expect(try codeBLEU(summaries, "--no-floors").floors == nil)
    #expect(try codeBLEU(references).floors == nil && codeBLEU(references, "--floors").floors != nil)

    let arguments = ["metrics", "--references", summaries, "--language", "java", "--metrics", "chrf", "codebleu-fixed"]
    let table = try run(arguments + ["--predictions", summaries])
    #expect(table.status == 0 && table.output.contains("floor: another sample's reference"), "\(table.output)")
    #expect(table.errors.contains("3 of 3 references (100 %) do not parse"), "\(table.errors)")
    let alone = try run(arguments + ["--floors", "--seed", "4"])
    #expect(alone.status == 0 && alone.output.contains("floor: empty output"), "\(alone.output)")
    #expect(try run(arguments + ["--floors", "--seed", "4"]).output == alone.output)
    let nothing = try run(arguments)
    #expect(nothing.status == 64 && nothing.errors.contains("only --floors has something to score"))
    let one = try folder.file("one.txt", "Returns the name.\n")
    let single = try run(["metrics", "--references", one, "--floors", "--metrics", "chrf"])
    #expect(single.status == 0 && single.errors.contains("there is one sample"), "\(single.errors)")
  }

  private func run(_ arguments: [String]) throws -> Program.Result {
    let words = arguments.map { "'\($0)'" }.joined(separator: " ")
    return try Program.shell("\"$0\" \(words)")
  }
}
