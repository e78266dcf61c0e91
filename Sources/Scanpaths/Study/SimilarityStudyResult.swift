/// The results of the scanpath comparison.
package struct SimilarityStudyResult: Sendable, Equatable, Codable {
  /// One measure for all pairs of readers of one method.
  package struct Matrix: Sendable, Equatable, Codable {
    /// Symmetric; nil where the measure has no value.
    package var values: [[Double?]]
    /// The mean over pairs of different participants; nil without such pairs.
    package var mean: MeanInterval?
  }

  package struct Method: Sendable, Equatable, Codable {
    package var code: String
    /// The participants of the matrices' rows and columns.
    package var participants: [String]
    /// The matrices by `ScanpathSimilarity.Measure`.
    package var measures: [String: Matrix]
  }

  package var settings: SimilarityStudy
  package var methods: [Method]
  /// By measure, the mean of the methods' means; the interval resamples methods.
  package var overall: [String: MeanInterval]

  /// The measures over all methods as a Markdown table.
  package var markdown: String {
    var text = "| measure | similarity of two readers | methods |\n|---|---|---|\n"
    for measure in ScanpathSimilarity.Measure.allCases {
      guard let mean = overall[measure.rawValue] else { continue }
      text += "| \(measure.rawValue) | \(mean.text) | \(mean.count) |\n"
    }
    return text
  }
}
