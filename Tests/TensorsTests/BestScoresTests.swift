import CKernels
import Testing

/// The selection of the best scores, against sorting all of them.
struct BestScoresTests {
  private func best(_ rows: [[Float]], offsets: [Float], most: Int) -> [FoveaScoredToken] {
    [FoveaScoredToken](unsafeUninitializedCapacity: most) { best, count in
      for (row, scores) in rows.enumerated() {
        count = fovea_best_scores(
          scores, scores.count, offsets[row], Int32(row), best.baseAddress, count, most)
      }
    }
  }

  @Test(arguments: [1, 2, 10], [1, 63, 64, 65, 1000])
  func theyAreThoseOfASort(most: Int, count: Int) {
    let space = Workspace()
    // Few different values, so that many are equal.
    let rows = (0..<3).map { _ in space.randomGrid(1, count).values.map { Float(($0 * 8).rounded()) / 4 } }
    let offsets: [Float] = [0, -0.5, 0.25]
    let all = rows.enumerated().flatMap { row, scores in
      scores.enumerated().map { (score: $1 + offsets[row], row: row, token: $0) }
    }
    let expected = all.sorted { ($1.score, $0.row, $0.token) < ($0.score, $1.row, $1.token) }.prefix(most)
    let found = best(rows, offsets: offsets, most: most)
    #expect(found.map(\.score) == expected.map(\.score))
    #expect(found.map(\.row) == expected.map { Int32($0.row) })
    #expect(found.map(\.token) == expected.map { Int32($0.token) })
  }

  @Test func whatIsNotANumberIsNeverBetter() {
    let scores: [Float] = [1, 0, .nan, 3, -.infinity, .nan, 2]
    #expect(best([scores], offsets: [0], most: 2).map(\.token) == [3, 6])
    #expect(best([[-.infinity, -.infinity]], offsets: [0], most: 2).map(\.token) == [0, 1])
  }
}
