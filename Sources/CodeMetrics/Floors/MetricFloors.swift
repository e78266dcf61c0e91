import Basics
import Syntax

/// The scores of outputs that know nothing of the code, and how many references are code at all.
package struct MetricFloors: Codable, Sendable, Equatable {
  package struct Row: Codable, Sendable, Equatable {
    package var output: FloorOutput
    /// In percent, by the metric's name.
    package var scores: [String: Double]
  }

  /// A metric and the name of its score.
  package typealias NamedMetric = (name: String, metric: any SummableMetric)

  package var rows: [Row]
  /// How many references parse in CodeBLEU's language; nil without CodeBLEU.
  package var parsing: ReferenceParsing?
  /// Statements about what could not be computed.
  package var notes: [String]

  /// Scores each floor's outputs with each metric.
  ///
  /// - Parameters:
  ///   - language: the language of CodeBLEU among the metrics; nil for none.
  ///   - outputs: the floors to compute.
  /// - Throws: `MetricInputError` without references.
  /// - Complexity: as scoring that many systems.
  package init(
    _ metrics: [NamedMetric], references: [[String]], language: ProgrammingLanguage?, seed: UInt64 = 0,
    outputs: [FloorOutput] = FloorOutput.allCases, threads: Int = 1
  ) throws {
    guard !references.isEmpty else { throw MetricInputError.noSamples }
    rows = []
    notes = []
    for output in outputs {
      guard let texts = output.outputs(for: references, seed: seed) else {
        notes.append("there is one sample, so no other sample's reference can take the place of its own")
        continue
      }
      var scores: [String: Double] = [:]
      for (name, metric) in metrics {
        scores[name] = try metric.corpusScore(references: references, predictions: texts, threads: threads)
      }
      rows.append(Row(output: output, scores: scores))
    }
    parsing = language.map { ReferenceParsing(references.flatMap { $0 }, as: $0) }
  }

  /// A floor's score; nil if it was not computed.
  package func score(_ output: FloorOutput, _ metric: String) -> Double? {
    rows.first { $0.output == output }?.scores[metric]
  }
}

extension SummableMetric {
  /// The score of a test set, without those of its samples.
  ///
  /// - Throws: `MetricInputError`.
  fileprivate func corpusScore(references: [[String]], predictions: [String], threads: Int) throws -> Double {
    guard let metric = self as? CodeBLEUMetric else {
      return try score(references: references, predictions: predictions).corpus
    }
    // One parser for all samples instead of one for each.
    let result = try metric.codeBLEU.score(references: references, predictions: predictions, threads: threads)
    var sum = [Double](repeating: 0, count: metric.statisticCount)
    for sample in result.statistics { sum.add(sample.vector) }
    return metric.value(of: sum)
  }
}
