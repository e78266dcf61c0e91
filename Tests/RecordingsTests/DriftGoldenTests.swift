import Basics
import TestSupport
import Testing

@testable import Recordings

/// Agreement with `Golden/make_drift.py`, which implements the algorithms a second time from the papers.
struct DriftGoldenTests {
  private struct Case: Decodable {
    let setting: String
    let heights: [Double]
    let words: [[Double]]
    let x: [Double]
    let y: [Double]
    /// A digit in base 36 for each fixation.
    let truth: String
    let lines: [String: String]

    var text: TextLines { TextLines(lines: zip(heights, words).map { TextLines.Line(y: $0, words: $1) }) }
    var points: [ScreenPoint] { zip(x, y).map { ScreenPoint(x: $0, y: $1) } }

    static func numbers(_ digits: String) -> [Int] { digits.compactMap { Int(String($0), radix: 36) } }
  }

  private let cases: [Case]

  init() throws {
    cases = try GoldenFolder().decoded([Case].self, "drift_lines.json")
  }

  private func lines(_ algorithm: DriftAlgorithm, _ trial: Case) -> [Int] {
    var settings = DriftSettings()
    settings.algorithm = algorithm
    return DriftCorrection(settings).lines(of: trial.points, in: trial.text)
  }

  /// The algorithms without optimisation give the same line for every fixation.
  @Test(arguments: [DriftAlgorithm.attach, .chain, .compare, .segment, .slice, .split, .warp])
  func linesAreTheSame(_ algorithm: DriftAlgorithm) throws {
    for trial in cases {
      let expected = Case.numbers(try #require(trial.lines[algorithm.rawValue]))
      let found = lines(algorithm, trial)
      let different = zip(found, expected).count { $0 != $1 }
      #expect(different == 0, "\(trial.setting): \(different) of \(found.count)")
    }
  }

  /// Those that optimise may end elsewhere, but not be less accurate: at most a hundredth over all trials.
  @Test(arguments: [DriftAlgorithm.cluster, .merge, .regress, .stretch])
  func accuracyIsTheSame(_ algorithm: DriftAlgorithm) throws {
    var (own, other, count) = (0, 0, 0)
    for trial in cases {
      let truth = Case.numbers(trial.truth)
      own += zip(lines(algorithm, trial), truth).count { $0 == $1 }
      other += zip(Case.numbers(try #require(trial.lines[algorithm.rawValue])), truth).count { $0 == $1 }
      count += truth.count
    }
    print("\(algorithm.rawValue): \(own) here, \(other) there, of \(count)")
    #expect(own >= other - count / 100)
  }

  /// Exact clusters cost no more than the best of a hundred random starts.
  @Test func clustersAreAtLeastAsTight() throws {
    for trial in cases {
      let expected = Case.numbers(try #require(trial.lines["cluster"]))
      let groups = Dictionary(grouping: trial.y.indices) { expected[$0] }.values.map { $0 }
      let found = NumberClusters.best(of: trial.y, count: trial.heights.count)
      #expect(spread(found, trial.y) <= spread(groups, trial.y) + 1e-6, "\(trial.setting)")
    }
  }

  private func spread(_ groups: [[Int]], _ values: [Double]) -> Double {
    groups.reduce(0) { sum, group in
      let mean = group.reduce(0) { $0 + values[$1] } / Double(group.count)
      return sum + group.reduce(0) { $0 + (values[$1] - mean) * (values[$1] - mean) }
    }
  }

  /// Against every way to cut the sorted numbers.
  @Test func clustersAreTheBestOfAll() {
    for seed in 0..<200 {
      var random = RandomStream(seed: 8, purpose: .testData, seed)
      let numbers = (0..<Int.random(in: 1...9, using: &random)).map { _ in
        Double(Int.random(in: 0...12, using: &random))
      }
      let count = Int.random(in: 1...4, using: &random)
      let found = NumberClusters.best(of: numbers, count: count)
      let distinct = Set(numbers).sorted()
      #expect(found.count == min(count, distinct.count))
      #expect(found.flatMap { $0 }.sorted() == Array(numbers.indices))
      var least = Double.infinity
      for mask in 0..<(1 << (distinct.count - 1)) where mask.nonzeroBitCount == found.count - 1 {
        var groups: [[Int]] = [[]]
        for (place, value) in distinct.enumerated() {
          groups[groups.count - 1] += numbers.indices.filter { numbers[$0] == value }
          if place < distinct.count - 1, mask >> place & 1 == 1 { groups.append([]) }
        }
        least = min(least, spread(groups, numbers))
      }
      #expect(abs(spread(found, numbers) - least) < 1e-9, "\(numbers) into \(count)")
    }
    #expect(NumberClusters.best(of: [], count: 3).isEmpty)
  }

  /// Readers that leave out the first and the last lines: the lines found are matched where they are, not at the top.
  @Test func slicePlacesAPartlyReadText() {
    let text = TextLines(
      lines: (0..<9).map { TextLines.Line(y: 100 + 20 * Double($0), words: (0..<8).map { 50 * Double($0) }) })
    let points = (3...6).flatMap { line in
      (0..<8).map { ScreenPoint(x: 50 * Double($0), y: 104 + 20 * Double(line)) }
    }
    var settings = DriftSettings()
    settings.algorithm = .slice
    let lines = DriftCorrection(settings).lines(of: points, in: text)
    #expect(lines == (3...6).flatMap { repeatElement($0, count: 8) })
  }
}
