import Basics
import Statistics

/// Measures how similar the scanpaths of different people on the same method are.
package struct SimilarityStudy: ValidatedConfiguration, Equatable {
  package var seed: UInt64 = 0
  package var bootstrapRounds = 1_000
  package var confidence = 0.95

  package init() {}

  package func validate() throws {
    try require(
      bootstrapRounds > 0, "bootstrapRounds", "the number of rounds must be positive, not \(bootstrapRounds)")
    try require(
      confidence > 0 && confidence < 1, "confidence", "the confidence must lie between 0 and 1, not be \(confidence)")
  }

  /// Compares all pairs of scanpaths by different participants on one method.
  ///
  /// - Throws: `InvalidSetting`.
  /// - Complexity: O(Σ visits · visits) over the pairs.
  package func run(_ corpus: StudyScanpaths) throws -> SimilarityStudyResult {
    try validate()
    let readings = Dictionary(grouping: corpus.trials, by: \.method).sorted {
      corpus.methods[$0.key].code.id < corpus.methods[$1.key].code.id
    }
    let methods = readings.map { matrices(of: $0.value, in: corpus.methods[$0.key]) }
    let measures = ScanpathSimilarity.Measure.allCases
    let columns = measures.map { measure in methods.map { $0.measures[measure.rawValue]?.mean?.mean } }
    let resampling = Resampling(rounds: bootstrapRounds, confidence: confidence, seed: seed)
    var overall: [String: MeanInterval] = [:]
    for (measure, interval) in zip(measures, resampling.intervals(columns, things: methods.count)) {
      overall[measure.rawValue] = interval
    }
    return SimilarityStudyResult(settings: self, methods: methods, overall: overall)
  }

  private func matrices(of trials: [StudyScanpaths.Trial], in method: StudyScanpaths.Method)
    -> SimilarityStudyResult.Method
  {
    let measures = ScanpathSimilarity.Measure.allCases
    let empty = [[Double?]](repeating: [Double?](repeating: nil, count: trials.count), count: trials.count)
    var values = [[[Double?]]](repeating: empty, count: measures.count)
    for first in trials.indices {
      for second in first..<trials.count {
        let similarity = ScanpathSimilarity(trials[first], trials[second], in: method)
        for (place, measure) in measures.enumerated() {
          values[place][first][second] = similarity[measure]
          values[place][second][first] = similarity[measure]
        }
      }
    }
    var matrices: [String: SimilarityStudyResult.Matrix] = [:]
    for (place, measure) in measures.enumerated() {
      matrices[measure.rawValue] = .init(
        values: values[place], mean: mean(values[place], participants: trials.map(\.participant)))
    }
    return .init(code: method.code.id, participants: trials.map(\.participant), measures: matrices)
  }

  /// The mean over pairs of different participants. Its interval resamples scanpaths, not pairs, since pairs that share
  /// a scanpath are not independent; a scanpath drawn twice is not paired with itself.
  private func mean(_ matrix: [[Double?]], participants: [String]) -> MeanInterval? {
    var pairs: [(Int, Int, Double)] = []
    for first in matrix.indices {
      for second in matrix.indices.dropFirst(first + 1) where participants[first] != participants[second] {
        if let value = matrix[first][second] { pairs.append((first, second, value)) }
      }
    }
    guard !pairs.isEmpty else { return nil }
    let mean = pairs.reduce(0) { $0 + $1.2 } / Double(pairs.count)
    let resampling = Resampling(rounds: bootstrapRounds, confidence: confidence, seed: seed)
    let means = (0..<bootstrapRounds).compactMap { round -> Double? in
      let drawn = resampling.multiplicities(of: matrix.count, round: round)
      var (sum, weight) = (0.0, 0.0)
      for (first, second, value) in pairs {
        let times = drawn[first] * drawn[second]
        sum += times * value
        weight += times
      }
      return weight > 0 ? sum / weight : nil
    }.sorted()
    return MeanInterval(
      mean: mean, lower: Descriptive.quantile((1 - confidence) / 2, ofSorted: means) ?? mean,
      upper: Descriptive.quantile((1 + confidence) / 2, ofSorted: means) ?? mean, count: pairs.count)
  }
}

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
