import Basics

/// References and predictions that cannot be compared.
public enum MetricInputError: DiagnosableError, Equatable {
  /// The numbers of predictions and references differ.
  case unequalCounts(references: Int, predictions: Int)
  /// There is nothing to score.
  case noSamples
  /// The sample with this number, counted from 1, has an empty list of references.
  case noReferences(sample: Int)

  /// Checks that there are equally many references and predictions, at least one, and that every sample has a
  /// reference.
  static func check(references: [[String]], predictions: [String]) throws {
    guard references.count == predictions.count else {
      throw MetricInputError.unequalCounts(references: references.count, predictions: predictions.count)
    }
    guard !references.isEmpty else { throw MetricInputError.noSamples }
    if let index = references.firstIndex(where: \.isEmpty) { throw MetricInputError.noReferences(sample: index + 1) }
  }

  /// The mismatch, and what to provide instead.
  public var diagnosis: Diagnosis {
    switch self {
    case .unequalCounts(let references, let predictions):
      Diagnosis(
        .badData, problem: "\(references) references but \(predictions) predictions",
        remedy: "give one prediction for each reference, in the same order; an empty prediction is an empty line")
    case .noSamples:
      Diagnosis(
        .badData, problem: "there is nothing to score: no references and no predictions",
        remedy: "check that the files are the ones meant and are not empty")
    case .noReferences(let sample):
      Diagnosis(
        .badData, problem: "sample \(sample) has no reference",
        remedy: "give every sample at least one reference; an empty text counts as one")
    }
  }
}
