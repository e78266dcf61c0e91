/// What the comparison of scanpaths found.
package struct SimilarityStudyResult: Sendable, Equatable, Codable {
  /// One measure between all readers of one method.
  package struct Matrix: Sendable, Equatable, Codable {
    /// Symmetric; nil where the measure has no value.
    package var values: [[Double?]]
    /// Over pairs of different participants; nil when there is none.
    package var mean: MeanInterval?
  }

  package struct Method: Sendable, Equatable, Codable {
    package var code: String
    /// The matrices' rows and columns.
    package var participants: [String]
    /// By `ScanpathSimilarity.Measure`.
    package var measures: [String: Matrix]
  }

  package var settings: SimilarityStudy
  package var methods: [Method]
  /// By measure, the mean of the methods' means; the interval draws methods.
  package var overall: [String: MeanInterval]

  /// A table in Markdown: the measures over all methods.
  package var markdown: String {
    var text = "| measure | similarity of two readers | methods |\n|---|---|---|\n"
    for measure in ScanpathSimilarity.Measure.allCases {
      guard let mean = overall[measure.rawValue] else { continue }
      text += "| \(measure.rawValue) | \(mean.text) | \(mean.count) |\n"
    }
    return text
  }
}
