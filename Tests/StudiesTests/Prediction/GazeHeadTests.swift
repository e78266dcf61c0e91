import Foundation
import TestSupport
import Testing

@testable import Scanpaths
@testable import Studies

/// Against `Golden/make_gaze_predictor_golden.py`, which minimises the same losses with SciPy and counts pairs.
struct GazeHeadTests {
  private struct Golden: Decodable {
    struct Method: Decodable {
      var features: [[Double]]
      var hits, looking, fixation, predicted_looking: [Double]
      var readers, log_loss, auc, rank_correlation, gain: Double

      var example: GazeHead.Example {
        GazeHead.Example(features: features, hits: hits, readers: readers, lookingTime: looking)
      }
    }
    var ridge: Double
    var methods: [Method]
  }

  private let golden: Golden

  init() throws {
    golden = try GoldenFolder(of: "StudiesTests").decoded(Golden.self, "gaze_predictor.json")
  }

  @Test func findsTheMinimaThatSciPyFinds() {
    let head = GazeHead(
      golden.methods.map(\.example), ridges: .init(fixation: golden.ridge, lookingTime: golden.ridge))
    for method in golden.methods {
      let found = head(method.features)
      for (one, other) in zip(found.fixation, method.fixation) { #expect(abs(one - other) < 1e-4) }
      for (one, other) in zip(found.lookingTime, method.predicted_looking) { #expect(abs(one - other) < 1e-4) }
    }
  }

  @Test func scoresAsByDefinition() {
    for method in golden.methods {
      let score = GazeScore(
        .init(fixation: method.fixation, lookingTime: method.predicted_looking),
        isFixated: method.hits.map { $0 >= 2 }, lookingTime: LookingTime(milliseconds: method.looking))
      #expect(abs(score.logLoss - method.log_loss) < 1e-9)
      #expect(score.areaUnderCurve.map { abs($0 - method.auc) < 1e-9 } == true)
      #expect(score.rankCorrelation.map { abs($0 - method.rank_correlation) < 1e-9 } == true)
      #expect(score.lookingTimeGain.map { abs($0 - method.gain) < 1e-9 } == true)
    }
  }

  @Test(arguments: [0.0, 3.0])
  func gradientsAgreeWithFiniteDifferences(ridge: Double) {
    let examples = golden.methods.map(\.example)
    let rows = examples.map(\.features)
    let losses: [(Int, ([Double], inout [Double]) -> Double)] = [
      (4, { GazeHead.fixationLoss($0, examples, rows, [ridge, 1, 2 * ridge], &$1) }),
      (3, { GazeHead.lookingTimeLoss($0, examples, rows, [ridge, 1, 2 * ridge], &$1) }),
    ]
    for (size, loss) in losses {
      let point = (0..<size).map { 0.3 - 0.2 * Double($0) }
      var gradient = [Double](repeating: 0, count: size)
      var unused = gradient
      _ = loss(point, &gradient)
      for place in point.indices {
        var (more, less) = (point, point)
        more[place] += 1e-5
        less[place] -= 1e-5
        let slope = (loss(more, &unused) - loss(less, &unused)) / 2e-5
        #expect(abs(slope - gradient[place]) < 1e-6 * max(1, abs(slope)))
      }
    }
  }

  @Test func withoutExamplesOrVariationEverythingIsFinite() {
    let constant = GazeHead.Example(
      features: [[1, 0], [1, 0]], hits: [2, 2], readers: 2, lookingTime: [0, 0])
    let found = GazeHead([constant], ridges: .init(fixation: 1, lookingTime: 1))([[1, 0], [1, 0]])
    #expect((found.fixation + found.lookingTime).allSatisfy { $0.isFinite })
    #expect(found.lookingTime == [0.5, 0.5])
    let score = GazeScore(found, isFixated: [true, true], lookingTime: nil)
    #expect(score.areaUnderCurve == nil && score.rankCorrelation == nil && score.lookingTimeGain == nil)
    #expect(score.logLoss.isFinite)
  }

  @Test func roundedProbabilitiesOfZeroAndOneHaveAFiniteLoss() {
    let score = GazeScore(
      .init(fixation: [0, 1], lookingTime: [0, 1]), isFixated: [true, false],
      lookingTime: LookingTime(milliseconds: [1, 0]))
    #expect(score.logLoss.isFinite && score.areaUnderCurve == 0)
    #expect(score.lookingTimeGain.map { $0.isFinite && $0 < 0 } == true)
  }
}
