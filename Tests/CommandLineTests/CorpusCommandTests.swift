import Foundation
import TestSupport
import Testing

/// `fovea corpus check`.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage))
struct CorpusCommandTests {
  private struct Output: Decodable {
    struct Counts: Decodable {
      let first: String
      let second: String
      let near_pairs: Int
      let near_samples: [Int]
    }
    struct Pair: Decodable {
      let first: String
      let second: String
      let similarity: Double
    }
    let counts: [Counts]
    let pairs: [Pair]
  }

  private let folder: TemporaryFolder
  private let train: String
  private let valid: String
  private let other: String

  init() throws {
    folder = try TemporaryFolder()
    train = try folder.file("train.java", "int twice(int n) { return 2 * n; }\nint one() { return 1; }\n")
    valid = try folder.file(
      "valid.jsonl", "{\"code\": \"int twice(int n) {\\n  // doubled\\n  return 2 * n;\\n}\", \"docstring\": \"d\"}\n")
    other = try folder.file("other.java", "void print(String text) { System.out.println(text); }\n")
  }

  @Test func theExitCodeSaysWhetherNearDuplicatesCrossTheSplits() throws {
    let found = try Program.run("corpus", "check", "--splits", "train=\(train)", "valid=\(valid)", "--json")
    #expect(found.status == 1 && found.errors.contains("1 pairs of near-duplicates cross"), "\(found.errors)")
    let output = try decoded(Output.self, found.output)
    #expect(output.counts.map { "\($0.first) \($0.second)" } == ["train valid", "train train", "valid valid"])
    #expect(output.counts[0].near_pairs == 1 && output.counts[0].near_samples == [1, 1])
    #expect(output.pairs.count == 1 && output.pairs[0].similarity == 1)
    #expect(output.pairs[0].first == "\(train):1" && output.pairs[0].second == "\(valid):1")

    let reported = try Program.run("corpus", "check", "--splits", "train=\(train)", "valid=\(valid)", "--report-only")
    #expect(reported.status == 0 && reported.output.contains("\(valid):1"), "\(reported.output)")
    #expect(reported.output.contains("train, valid"), "\(reported.output)")
    let clean = try Program.run("corpus", "check", "--splits", "train=\(train)", "other=\(other)")
    #expect(clean.status == 0, "\(clean.errors)")
    let gaze = try Program.run("corpus", "check", "--splits", "train=\(train)", "--gaze", valid)
    #expect(gaze.status == 1 && gaze.output.contains("train, gaze"), "\(gaze.output)")
  }

  @Test func clustersAreWritten() throws {
    let path = folder.path("clusters.jsonl")
    let result = try Program.run(
      "corpus", "check", "--splits", "train=\(train)", "valid=\(valid)", "--clusters", path, "--report-only")
    #expect(result.status == 0 && result.errors.contains("3 samples in 2 clusters"), "\(result.errors)")
    struct Row: Decodable {
      let split: String
      let sample: Int
      let cluster: Int
      let assigned: String
    }
    let rows = try folder.read("clusters.jsonl").split(separator: "\n").map { try decoded(Row.self, String($0)) }
    #expect(rows.map(\.cluster) == [1, 2, 1] && rows.map(\.split) == ["train", "train", "valid"])
    #expect(rows.map(\.assigned) == ["train", "train", "train"] && rows.map(\.sample) == [1, 2, 1])
  }

  @Test func wrongInputIsExplained() throws {
    let bad = try folder.file("bad.java", [0x61, 0x0A, 0xC3, 0x28, 0x0A] as [UInt8])
    let cases: [([String], Int32, String)] = [
      (["train=\(train)", "--near", "0"], 64, "above 0 and at most 1"),
      (["train=\(train)", "--near", "1.5"], 64, "above 0 and at most 1"),
      (["train=\(train)", "--near", "0.4"], 64, "near-duplicates are related too"),
      (["a=\(train)", "a=\(valid)"], 64, "two splits are named 'a'"),
      (["gaze=\(train)", "--gaze", valid], 64, "two splits are named 'gaze'"),
      (["train=\(train)", "valid="], 64, "write NAME=FILE"),
      (["train=\(train)", "--language", "cobol"], 64, "cobol"),
      ([bad], 65, "bad.java:2"),
      ([folder.path("none.java")], 74, "none.java"),
    ]
    for (arguments, status, message) in cases {
      let words = arguments.map { "'\($0)'" }.joined(separator: " ")
      let result = try Program.shell("\"$0\" corpus check --splits \(words)")
      #expect(result.status == status && result.errors.contains(message), "\(arguments): \(result.errors)")
      #expect(result.output.isEmpty, "\(arguments)")
    }
    let same = try Program.run("corpus", "check", "--splits", "a=\(train)", "b=\(train)")
    #expect(same.status == 1 && same.errors.contains("a and b hold the same texts"), "\(same.errors)")
  }
}
