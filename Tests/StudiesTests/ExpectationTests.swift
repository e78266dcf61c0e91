import Foundation
import TestSupport
import Testing

@testable import Scanpaths
@testable import Studies

/// Against `Golden/make_expectation_golden.py`, which counts out every prediction that can be drawn.
struct ExpectationTests {
  private struct Case: Decodable {
    var levels: [Double]
    var budget: Int
    var attended: [Int]
    var precision: Double
    var recall: Double
    var f1: Double
  }

  @Test func expectedScoresOfDrawnPredictions() throws {
    for expected in try GoldenFolder().decoded([Case].self, "expectation.json") {
      let inclusion = TrainedPredictors.inclusion(levels: expected.levels, budget: expected.budget)
      #expect(abs(inclusion.reduce(0, +) - Double(expected.budget)) < 1e-12)
      let score = AttentionScore.expected(
        inclusion: inclusion, budget: expected.budget, attended: expected.attended)
      #expect(abs(score.precision - expected.precision) < 1e-12)
      #expect(abs(score.recall - expected.recall) < 1e-12)
      #expect(abs(score.f1 - expected.f1) < 1e-12)
    }
  }

  /// No draw enters the score for the exact token, so the seed does not change it, and one draw is as good as many.
  @Test func theExactTokenNeedsNoDraws() throws {
    let codes = SmallWorld.methods(8)
    let corpus = try StudyScanpaths(codes: codes, scanpaths: SmallWorld.wanderers(codes, participants: 3))
    var study = PredictionStudy()
    (study.randomDraws, study.folds) = (1, 8)
    let first = try study.run(corpus)
    study.seed = 7
    let second = try study.run(corpus)
    for predictor in [AttentionPredictor.random, .labelPrior] {
      let scores = [first, second].map { $0.row(.participants, .place, 0, predictor)?.f1.mean }
      #expect(scores[0] != nil && abs((scores[0] ?? 0) - (scores[1] ?? 1)) < 1e-12)
      #expect(
        first.row(.participants, .place, 1, predictor)?.f1 != second.row(.participants, .place, 1, predictor)?.f1)
    }
    #expect(first.markdown.contains("exact expectations"))
  }

  /// A second reading of everything by the same people says little new; counted as twice as many independent trials, it
  /// would make intervals narrower by 29 %.
  @Test func repeatedReadingsDoNotNarrowIntervals() throws {
    let codes = SmallWorld.methods(8)
    let paths = SmallWorld.wanderers(codes, participants: 5)
    let once = try PredictionStudy().run(StudyScanpaths(codes: codes, scanpaths: paths))
    let twice = try PredictionStudy().run(StudyScanpaths(codes: codes, scanpaths: paths + paths))
    let rows = try [once, twice].map { try #require($0.row(.participants, .place, 0, .model)?.f1) }
    let widths = try rows.map { try #require($0.upper) - #require($0.lower) }
    #expect(rows.map(\.count) == [40, 80] && rows.map(\.participants) == [5, 5] && rows.map(\.methods) == [8, 8])
    #expect(abs(widths[1] / widths[0] - 1) < 0.2)
  }
}
