import Basics

/// A metric's value over a test set and for each of its samples, both in percent (0 to 100, never NaN).
package struct MetricScore: Sendable, Equatable, Codable {
  /// The value for the whole test set; each metric says whether this is the mean of `samples`.
  package var corpus: Double
  /// The value for each sample in the order given.
  package var samples: [Double]

  package init(corpus: Double, samples: [Double]) {
    self.corpus = corpus
    self.samples = samples
  }

  /// A score whose corpus value is the mean over the samples, of which there must be at least one.
  init(meanOf samples: [Double]) {
    precondition(!samples.isEmpty, "a mean needs at least one sample")
    self.init(corpus: samples.reduce(0, +) / Double(samples.count), samples: samples)
  }
}

/// References and predictions that cannot be compared.
package enum MetricInputError: DiagnosableError, Equatable {
  case unequalCounts(references: Int, predictions: Int)
  case noSamples

  /// Pairs references with predictions; both must be of one number and that number must not be zero.
  static func check<Reference>(references: [Reference], predictions: [String]) throws {
    guard references.count == predictions.count else {
      throw MetricInputError.unequalCounts(references: references.count, predictions: predictions.count)
    }
    guard !references.isEmpty else { throw MetricInputError.noSamples }
  }

  package var diagnosis: Diagnosis {
    switch self {
    case .unequalCounts(let references, let predictions):
      Diagnosis(
        .badData, problem: "\(references) references but \(predictions) predictions",
        remedy: "give one prediction for each reference, in the same order; an empty prediction is an empty line")
    case .noSamples:
      Diagnosis(
        .badData, problem: "there is nothing to score: no references and no predictions",
        remedy: "check that the files are the ones meant and are not empty")
    }
  }
}
