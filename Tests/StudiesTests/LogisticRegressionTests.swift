import Foundation
import Testing

@testable import Scanpaths
@testable import Studies

struct LogisticRegressionTests {
  @Test func findsTheWeightsThatMadeTheData() {
    let observations = (0..<200).map { place in
      let features = [Double(place % 11) / 5 - 1, Double(place % 7) / 3 - 1]
      let odds = 0.5 + 1.5 * features[0] - 2 * features[1]
      return LogisticRegression.Observation(features: features, hits: 1e4 / (1 + exp(-odds)), trials: 1e4)
    }
    let weights = LogisticRegression(observations, features: 2).weights
    for (found, expected) in zip(weights, [0.5, 1.5, -2]) { #expect(abs(found - expected) < 1e-3) }
  }

  @Test func separableAndEqualDataStayFinite() {
    let separable = [-1.0, 1].map {
      LogisticRegression.Observation(features: [$0, 3], hits: $0 > 0 ? 1e6 : 0, trials: 1e6)
    }
    let found = LogisticRegression(separable, features: 2)
    #expect(found.weights.allSatisfy { $0.isFinite })
    #expect(found.logOdds([1, 3]) > 2 && found.logOdds([-1, 3]) < -2)
    #expect(LogisticRegression([], features: 2).weights == [0, 0, 0])
  }
}
