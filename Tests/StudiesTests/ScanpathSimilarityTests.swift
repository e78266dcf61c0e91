import Basics
import Foundation
import Testing

@testable import Scanpaths
@testable import Studies

struct ScanpathSimilarityTests {
  private static let edits: [(first: [Int], second: [Int], similarity: Double)] = [
    ([], [], 1), ([1], [], 0), ([1, 2, 3], [1, 2, 3], 1), ([1, 2, 3], [1, 3], 2.0 / 3), ([1, 2], [2, 1], 0),
    ([1, 2, 3, 4], [5, 2, 3, 4], 0.75),
    // kitten and sitting: three edits, seven letters.
    ([11, 9, 20, 20, 5, 14], [19, 9, 20, 20, 9, 14, 7], 4.0 / 7),
  ]

  @Test(arguments: edits) func levenshteinByHand(first: [Int], second: [Int], similarity: Double) {
    #expect(abs(ScanpathSimilarity.levenshtein(first, second) - similarity) < 1e-15)
    #expect(abs(ScanpathSimilarity.levenshtein(second, first) - similarity) < 1e-15)
  }

  private static func points(_ values: [(Double, Double, Double)]) -> [ScanpathPoint] {
    values.map { ScanpathPoint(column: $0.0, line: $0.1, durationMilliseconds: $0.2) }
  }

  @Test func multiMatchByHand() throws {
    // One saccade each: (0, 0) → (3, 4) and (0, 5) → (5, 5), that is u = (3, 4), v = (5, 0).
    let first = Self.points([(0, 0, 100), (3, 4, 300)])
    let second = Self.points([(0, 5, 400), (5, 5, 200)])
    let found = try #require(MultiMatch(first, second, diagonal: 10))
    #expect(abs(found.shape - (1 - 20.0.squareRoot() / 20)) < 1e-12)
    #expect(abs(found.direction - (1 - atan2(4, 3) / .pi)) < 1e-12)
    #expect(found.length == 1)
    #expect(abs(found.position - 0.5) < 1e-12)
    #expect(abs(found.duration - 0.25) < 1e-12)
  }

  @Test func anAdditionalSaccadeIsAlignedWithItsNeighbour() throws {
    // Saccades right, right, down against right, down: the two to the right share one.
    let first = Self.points([(0, 0, 100), (4, 0, 100), (8, 0, 100), (8, 6, 100)])
    let second = Self.points([(0, 0, 100), (4, 0, 100), (4, 6, 100)])
    let found = try #require(MultiMatch(first, second, diagonal: 10))
    #expect(found.shape == 1)
    #expect(found.direction == 1)
    #expect(found.length == 1)
    // The starts differ by 0, 4 and 4; the median of 0, 0.4, 0.4 counts.
    #expect(abs(found.position - 0.6) < 1e-12)
  }

  @Test func oppositeScanpathsAreUnlike() throws {
    let there = Self.points([(0, 0, 100), (10, 0, 100)])
    let back = Self.points([(10, 0, 100), (0, 0, 100)])
    let found = try #require(MultiMatch(there, back, diagonal: 10))
    #expect(found.shape == 0)
    #expect(found.direction == 0)
    #expect(found.length == 1)
    #expect(found.position == 0)
    #expect(MultiMatch(there, Self.points([(1, 1, 5), (1, 1, 6)]), diagonal: 10) == nil)
    #expect(MultiMatch(there, [], diagonal: .nan) == nil)
  }

  @Test func measuresAreSymmetricBoundedAndOneForTheSame() throws {
    let codes = SmallWorld.methods(3)
    let corpus = try StudyScanpaths(codes: codes, scanpaths: SmallWorld.wanderers(codes, participants: 8, visits: 9))
    for first in corpus.trials {
      for second in corpus.trials where second.method == first.method {
        let method = corpus.methods[first.method]
        let similarity = ScanpathSimilarity(first, second, in: method)
        #expect(similarity == ScanpathSimilarity(second, first, in: method))
        for measure in ScanpathSimilarity.Measure.allCases {
          let value = try #require(similarity[measure])
          #expect(value >= 0 && value <= 1)
          if first.participant == second.participant { #expect(value == 1) }
        }
        #expect(similarity.labels >= similarity.tokens)
        if first.participant != second.participant { #expect(similarity.tokens < 1) }
      }
    }
  }

  @Test func matricesAndTheirMeans() throws {
    let codes = [SmallWorld.code("m", [[.variable, .literal, .return], [.variable, .operator]])]
    let paths = [
      SmallWorld.path("a", "m", [0, 1, 2]), SmallWorld.path("b", "m", [0, 1, 2]), SmallWorld.path("c", "m", [0, 1, 4]),
    ]
    let result = try SimilarityStudy().run(try StudyScanpaths(codes: codes, scanpaths: paths))
    let method = try #require(result.methods.first)
    #expect(method.participants == ["a", "b", "c"])
    let tokens = try #require(method.measures["tokens"])
    let third = 1 - 1.0 / 3
    #expect(tokens.values == [[1, 1, third], [1, 1, third], [third, third, 1]])
    let mean = try #require(tokens.mean)
    #expect(abs(mean.mean - (1 + 2 * third) / 3) < 1e-12)
    #expect(mean.count == 3)
    #expect(mean.participants == 3 && mean.methods == 1)
    let (lower, upper) = (try #require(mean.lower), try #require(mean.upper))
    #expect(lower < mean.mean && mean.mean < upper)
    #expect(result.overall["tokens"]?.mean == mean.mean)
    #expect(result.markdown.contains("| tokens | 0.778 [") && result.markdown.contains("| 3 of 3 × 1 |"))
    let decoded = try JSONDecoder().decode(SimilarityStudyResult.self, from: JSONEncoder().encode(result))
    #expect(decoded == result)
  }

  @Test func columnsComeFromTheSource() {
    let source = "if x\n  y z\n"
    let tokens = [(0, 2, 0), (3, 4, 0), (7, 8, 1), (9, 10, 1)].map { start, end, line in
      LabelledCode.Token(text: "", label: .variable, bytes: start..<end, line: line)
    }
    let code = LabelledCode(id: "m", language: .java, tokens: tokens)
    #expect(StudyScanpaths.Method(code, source: source).columns == [0, 3, 2, 4])
    // Without the text, indentation is not known.
    #expect(StudyScanpaths.Method(code, source: nil).columns == [0, 3, 0, 2])
  }
}
