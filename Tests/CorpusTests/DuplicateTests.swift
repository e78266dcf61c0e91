import Basics
import Foundation
import TestSupport
import Testing

@testable import Corpus

/// Near-duplicates, compared with `Golden/make_duplicates.py`, which compares all pairs by brute force.
struct DuplicateTests {
  private struct Golden: Decodable {
    let comments: String
    let texts: [String]
    let tokens: [[String]]
    /// First text, second text, similarity; all pairs with a similarity of at least 0.2.
    let pairs: [[Double]]
  }

  private struct Found: Hashable {
    var first: Int
    var second: Int
    var similarity: Double
  }

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static func golden() throws -> [Golden] { try GoldenFolder().decoded([Golden].self, "duplicates.json") }

  /// Pairs of texts, those with the same 4-grams included.
  private static func pairs(_ similar: SimilarPairs) -> Set<Found> {
    var found: Set<Found> = []
    func add(_ first: Int, _ second: Int, _ similarity: Double) {
      found.insert(Found(first: min(first, second), second: max(first, second), similarity: similarity))
    }
    for group in similar.groups {
      for (place, one) in group.enumerated() { for other in group[(place + 1)...] { add(one, other, 1) } }
    }
    for pair in similar.pairs {
      for one in similar.groups[pair.first] {
        for other in similar.groups[pair.second] { add(one, other, pair.similarity) }
      }
    }
    return found
  }

  private static func tokens(_ text: String, _ style: CommentStyle) -> [String] {
    var tokens: [String] = []
    let bytes = Array(text.utf8)
    bytes.withUnsafeBufferPointer { buffer in
      LexicalTokens(buffer, comments: style).forEach { tokens.append(String(decoding: buffer[$0], as: UTF8.self)) }
    }
    return tokens
  }

  @Test func tokensAndSimilaritiesAreThoseOfTheBruteForceScript() throws {
    for golden in try Self.golden() {
      let style = try #require(CommentStyle(rawValue: golden.comments))
      #expect(golden.texts.map { Self.tokens($0, style) } == golden.tokens)
      let all = golden.pairs.map { Found(first: Int($0[0]), second: Int($0[1]), similarity: $0[2]) }
      for threshold in [0.2, 0.3, 0.5, 0.7, 1] {
        let similar = SimilarPairs(CodeShingles(golden.texts, comments: style), threshold: threshold)
        #expect(Self.pairs(similar) == Set(all.filter { $0.similarity >= threshold }), "\(style), \(threshold)")
      }
    }
  }

  /// The index must find what comparing every pair finds, for sets of many sizes that overlap in many ways.
  @Test func theIndexFindsWhatComparingEveryPairFinds() throws {
    var stream = RandomStream(seed: 3, purpose: .testData)
    var texts: [String] = []
    for _ in 0..<60 {
      let words = (0..<Int.random(in: 1...40, using: &stream)).map { _ in
        "w\(Int.random(in: 0..<4, using: &stream))"
      }
      texts.append(words.joined(separator: " "))
      for _ in 0..<3 {
        var changed = words
        for _ in 0..<Int.random(in: 0...3, using: &stream) {
          changed[Int.random(in: changed.indices, using: &stream)] = "x\(Int.random(in: 0..<9, using: &stream))"
        }
        texts.append(changed.joined(separator: " "))
      }
    }
    let shingles = CodeShingles(texts, comments: .slashes)
    for threshold in [0.1, 1.0 / 3, 0.5, 0.6, 0.7, 0.9, 1] {
      var expected: Set<Found> = []
      for one in texts.indices {
        for other in texts.indices where other > one {
          let (first, second) = (Set(shingles.sets[one]), Set(shingles.sets[other]))
          let similarity = Double(first.intersection(second).count) / Double(first.union(second).count)
          if similarity >= threshold { expected.insert(Found(first: one, second: other, similarity: similarity)) }
        }
      }
      #expect(Self.pairs(SimilarPairs(shingles, threshold: threshold)) == expected, "\(threshold)")
      #expect(threshold > 0.5 || !expected.isEmpty)
    }
  }

  private func split(_ name: String, _ texts: [String]) throws -> DuplicateCheck.Split {
    let path = try folder.file("\(name).java", texts.joined(separator: "\n") + "\n")
    return DuplicateCheck.Split(name: name, texts: try CodeTexts(path: path))
  }

  private static let twice = "int twice(int n) { int result = 2 * n; log(result); return result; }"
  private static let traced = "int twice(int n) { int result = 2 * n; log(result); trace(); return result; }"
  private static let size = "public int size() { return size; }"

  @Test func pairsSamplesAndCopiesAreCountedAcrossAndWithinSplits() throws {
    let check = try DuplicateCheck(
      [split("train", [Self.twice, Self.size, Self.size, "a b c d e f"]), split("valid", [Self.traced, Self.size])],
      settings: DuplicateSettings())
    let report = DuplicateReport(check)
    let across = try #require(report.counts.first { $0.first == "train" && $0.second == "valid" })
    // The two copies of `size` with the one in valid, and the two versions of `twice`: 19 of 25 grams, 0.76.
    #expect(across.nearPairs == 3 && across.nearSamples == [3, 2] && across.sameSamples == [2, 1])
    let train = try #require(report.counts.first { $0.first == "train" && $0.second == "train" })
    #expect(train.nearPairs == 1 && train.nearSamples == [2, 2] && train.relatedPairs == 1)
    #expect(report.nearPairsAcrossSplits == 3 && report.notes.isEmpty)
    #expect(report.pairs.map(\.copies) == [2, 1] && report.pairs.map(\.similarity).first == 1)
    #expect(report.pairs[0].first.hasSuffix("train.java:2") && report.pairs[0].second.hasSuffix("valid.java:2"))
    #expect(report.pairs[1].first.hasSuffix("train.java:1") && report.pairs[1].second.hasSuffix("valid.java:1"))
  }

  @Test func aSingleSplitListsItsOwnPairs() throws {
    let check = try DuplicateCheck(
      [split("all", [Self.twice, Self.size, Self.size, Self.size, Self.traced])], settings: DuplicateSettings())
    let report = DuplicateReport(check)
    #expect(report.pairs.map(\.copies) == [3, 1] && report.nearPairsAcrossSplits == 0)
    #expect(report.pairs[0].first.hasSuffix("all.java:2") && report.pairs[0].second.hasSuffix("all.java:3"))
    #expect(report.pairs[1].first.hasSuffix("all.java:1") && report.pairs[1].second.hasSuffix("all.java:5"))
  }

  @Test func clustersJoinChainsAndGoToTheSplitWithMostOfThem() throws {
    var settings = DuplicateSettings()
    (settings.near, settings.related) = (0.5, 0.5)
    func words(_ range: Range<Int>) -> String { range.map { "w\($0)" }.joined(separator: " ") }
    // The first and the third are similar only over the second: 27 grams each, 18 and 9 in common.
    let check = try DuplicateCheck(
      [split("train", [words(0..<30), "alone x y z", words(18..<48)]), split("test", [words(9..<39), Self.size])],
      settings: settings)
    let clusters = DuplicateClusters(check)
    #expect(clusters.rows.map(\.cluster) == [1, 2, 1, 1, 3])
    #expect(clusters.rows.map(\.size) == [3, 1, 3, 3, 1])
    #expect(clusters.rows.map(\.assigned) == ["train", "train", "train", "train", "test"])
    #expect(clusters.count == 3 && clusters.samplesToMove == 1)
    let path = folder.path("clusters.jsonl")
    try clusters.write(to: path)
    #expect(try JSONLines.read(DuplicateClusters.Row.self, from: path) == clusters.rows)
  }

  @Test func identicalSplitsAreNamed() throws {
    let report = DuplicateReport(
      try DuplicateCheck(
        [split("train", [Self.twice, Self.size]), split("valid", [Self.twice, Self.size])],
        settings: DuplicateSettings()))
    #expect(report.notes.count == 1 && report.notes[0].contains("train and valid hold the same texts"))
    #expect(report.nearPairsAcrossSplits == 2)
  }

  @Test(arguments: [(0.0, 0.5), (1.1, 0.5), (0.7, 0), (0.7, 0.8), (.nan, 0.5), (0.7, -1)])
  func impossibleThresholdsAreRefused(_ near: Double, _ related: Double) throws {
    var settings = DuplicateSettings()
    (settings.near, settings.related) = (near, related)
    #expect(throws: InvalidSetting.self) { try settings.validate() }
  }

  @Test func codeIsReadFromRowsTrialsAndLines() throws {
    let rows = try folder.file(
      "rows.jsonl",
      """
      {"code_tokens": ["int", "x", ";"], "docstring": "d"}

      {"code": "int y;", "code_tokens": "['int', 'y']", "content": "d"}
      {"source": "int z;", "target": "d"}
      {"participant": "p1", "method": "m", "code": "int m;", "fixations": []}
      {"participant": "p2", "method": "m", "code": "int m;", "fixations": []}
      {"participant": "p2", "method": "n", "fixations": []}

      """)
    let texts = try CodeTexts(path: rows)
    #expect(texts.samples.map(\.text) == ["int x ;", "int y;", "int z;", "int m;"])
    #expect(texts.samples.map(\.line) == [1, 3, 4, 5] && texts.rowsWithoutCode == 1)
    #expect(try CodeTexts(path: folder.file("l.java", "a\r\n\nb\n")).samples.map(\.line) == [1, 3])

    func problem(_ name: String, _ bytes: [UInt8]) throws -> String {
      let path = try folder.file(name, bytes)
      do {
        _ = try CodeTexts(path: path)
        return ""
      } catch let error as DataLineError { return "\(error.line): \(error.problem)" }
    }
    #expect(try problem("a.java", [0x61, 0x0A, 0xFF, 0x0A]) == "2: the line is not valid UTF-8")
    #expect(try problem("b.jsonl", Array("{\"text\": 1}".utf8)).hasPrefix("1: the key \"code\" is missing"))
    #expect(try problem("c.jsonl", Array("nonsense".utf8)) == "1: not valid JSON")
    #expect(try problem("d.java", []) == "0: the file is empty")
    #expect(try problem("e.jsonl", Array("{\"participant\": \"p\"}".utf8)) == "0: none of 1 rows has code")
  }

  /// S13: CodeXGLUE's translation data has near-copies of training methods in its validation set. The numbers are those
  /// of `make_duplicates.py train.java valid.java`.
  @Test(.enabled(if: PublicCorpora.hasJavaToCSharp, "the public data is not there"))
  func codeXGLUEHasNearCopiesOfTrainingMethods() throws {
    let splits = try ["train", "valid"].map {
      DuplicateCheck.Split(name: $0, texts: try CodeTexts(path: SharedData.path("codexglue/java-cs/\($0).java")))
    }
    let counts = try #require(DuplicateReport(try DuplicateCheck(splits, settings: DuplicateSettings())).counts.first)
    #expect(counts.nearPairs == 168 && counts.relatedPairs == 731)
    #expect(counts.nearSamples == [113, 43] && counts.relatedSamples == [434, 109] && counts.sameSamples == [31, 25])
  }
}
