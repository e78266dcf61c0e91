import Foundation
import Scanpaths

/// Logistic regression of shares on features, with a ridge penalty that keeps the weights finite for any data.
struct LogisticRegression {
  /// One observation: features (without the constant), the number of events, and the number of trials.
  struct Observation {
    var features: [Double]
    var hits: Double
    var trials: Double
  }

  /// The weights, the constant first.
  private(set) var weights: [Double]

  private static let ridge = 1.0
  private static let steps = 25
  private static let tolerance = 1e-9

  /// Newton's method on the penalised likelihood, which is concave; a step that overshoots is halved.
  ///
  /// - Complexity: O(steps · observations · features²).
  init(_ observations: [Observation], features: Int) {
    weights = [Double](repeating: 0, count: features + 1)
    var likelihood = penalizedLikelihood(observations)
    for _ in 0..<Self.steps {
      let change = newtonStep(observations)
      let start = weights
      var scale = 1.0
      repeat {
        weights = zip(start, change).map { $0 + scale * $1 }
        scale /= 2
      } while penalizedLikelihood(observations) < likelihood && scale > Self.tolerance
      let reached = penalizedLikelihood(observations)
      guard reached >= likelihood else {
        weights = start
        break
      }
      likelihood = reached
      if change.allSatisfy({ abs($0) < Self.tolerance }) { break }
    }
  }

  /// The log-likelihood, without terms that do not depend on the weights.
  private func penalizedLikelihood(_ observations: [Observation]) -> Double {
    let penalty = weights.reduce(0) { $0 + Self.ridge * $1 * $1 / 2 }
    return observations.reduce(-penalty) { sum, observation in
      let odds = logOdds(observation.features)
      // log(1 + e^x) without overflow.
      return sum + observation.hits * odds - observation.trials * (max(odds, 0) + log1p(exp(-abs(odds))))
    }
  }

  /// The log odds of the event.
  func logOdds(_ features: [Double]) -> Double {
    zip(features, weights.dropFirst()).reduce(weights[0]) { $0 + $1.0 * $1.1 }
  }

  private func newtonStep(_ observations: [Observation]) -> [Double] {
    let size = weights.count
    var gradient = weights.map { -Self.ridge * $0 }
    var curvature = [Double](repeating: 0, count: size * size)
    for place in 0..<size { curvature[place * size + place] = Self.ridge }
    var row = [Double](repeating: 1, count: size)
    for observation in observations {
      for place in 1..<size { row[place] = observation.features[place - 1] }
      let probability = 1 / (1 + exp(-logOdds(observation.features)))
      let residual = observation.hits - observation.trials * probability
      let weight = observation.trials * probability * (1 - probability)
      for first in 0..<size {
        gradient[first] += residual * row[first]
        for second in 0...first { curvature[first * size + second] += weight * row[first] * row[second] }
      }
    }
    return Self.solve(curvature, gradient)
  }

  /// Solves a symmetric positive definite system, given by its lower triangle, by Cholesky decomposition.
  private static func solve(_ matrix: [Double], _ right: [Double]) -> [Double] {
    let size = right.count
    var lower = matrix
    for column in 0..<size {
      for row in column..<size {
        var value = lower[row * size + column]
        for inner in 0..<column { value -= lower[row * size + inner] * lower[column * size + inner] }
        // The ridge keeps the pivots positive, but rounding may not.
        lower[row * size + column] =
          row == column ? max(value, 1e-12).squareRoot() : value / lower[column * size + column]
      }
    }
    var solution = right
    for row in 0..<size {
      for inner in 0..<row { solution[row] -= lower[row * size + inner] * solution[inner] }
      solution[row] /= lower[row * size + row]
    }
    for row in (0..<size).reversed() {
      for inner in (row + 1)..<size { solution[row] -= lower[inner * size + row] * solution[inner] }
      solution[row] /= lower[row * size + row]
    }
    return solution
  }
}
