import Corpus
import Foundation
import Scanpaths

/// The weights of target tokens that carry gaze (EyeMulator).
package struct TokenWeights: Sendable {
  private let settings: WeightedSettings
  private let salience: [Double]
  /// How often each pattern occurs, by its number.
  private let patternCounts: [Int: Double]

  package init(_ settings: WeightedSettings, priors: LabelPriors, patternCounts: [Int: Double]) {
    self.settings = settings
    self.patternCounts = patternCounts
    salience = priors.meanOfID
  }

  /// The weight of each subword; 1 for those without gaze.
  package func weights(of signal: SubwordSignal) -> [Float] {
    (0..<signal.count).map { place in
      guard signal.weights[place] > 0 else { return 1 }
      let count = patternCounts[Int(signal.patterns[place])] ?? 0
      let full = settings.base + 1 / log(count + 2) + salience[Int(signal.labels[place]) & 31]
      return Float(1 + settings.strength * (full - 1))
    }
  }
}
