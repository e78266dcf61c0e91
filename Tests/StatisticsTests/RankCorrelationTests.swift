import Testing

@testable import Statistics

struct RankCorrelationTests {
  @Test func equalValuesShareTheirMeanRank() {
    #expect(RankCorrelation.ranks([3, 1, 1, 2, 1]) == [4, 1, 1, 3, 1])
    #expect(RankCorrelation.ranks([]) == [])
  }

  @Test func correlationsOfHandMadeValues() throws {
    // Ranks 0 1 2 3 and 0 1.5 1.5 3: deviations multiply to 4.5, squares sum to 5 and 4.5, and 4.5 / √22.5 = √0.9.
    let tied = try #require(RankCorrelation.spearman([1, 2, 3, 4], [10, 20, 20, 30]))
    #expect(abs(tied - 0.9.squareRoot()) < 1e-15)
    // Ranks 0 1 2 3 4 and 1 0 3 2 4: 1 − 6 · (1 + 1 + 1 + 1) / (5 · 24).
    let swapped = try #require(RankCorrelation.spearman([1, 2, 3, 4, 5], [2, 1, 4, 3, 9]))
    #expect(abs(swapped - 0.8) < 1e-15)
    #expect(RankCorrelation.spearman([1, 5, 9], [-3, 0, 1e9]) == 1)
    #expect(RankCorrelation.spearman([1, 5, 9], [8, 7, 6]) == -1)
  }

  @Test func valuesThatDoNotVaryHaveNone() {
    #expect(RankCorrelation.spearman([1, 1, 1], [1, 2, 3]) == nil)
    #expect(RankCorrelation.spearman([1, 2, 3], [0, 0, 0]) == nil)
    #expect(RankCorrelation.spearman([1], [1]) == nil)
    #expect(RankCorrelation.spearman([], []) == nil)
  }
}
