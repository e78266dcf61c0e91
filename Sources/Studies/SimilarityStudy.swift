import Basics
import Scanpaths
import Statistics

/// Measures how similar the scanpaths of different people on the same method are.
package struct SimilarityStudy: ValidatedConfiguration, Equatable {
  package var confidence = 0.95

  package init() {}

  package func validate() throws {
    try require(
      confidence > 0 && confidence < 1, "confidence", "the confidence must lie between 0 and 1, not be \(confidence)")
  }

  /// Compares all pairs of scanpaths by different participants on one method.
  ///
  /// - Throws: `InvalidSetting`; `NobodyToCompare` if no method was read by two people.
  /// - Complexity: O(Σ visits · visits) over the pairs.
  package func run(_ corpus: StudyScanpaths) throws -> SimilarityStudyResult {
    try validate()
    let readings = Dictionary(grouping: corpus.trials.indices) { corpus.trials[$0].method }.map(\.value).sorted {
      corpus.id(ofTrial: $0[0]) < corpus.id(ofTrial: $1[0])
    }
    guard readings.contains(where: { Set($0.map { corpus.trials[$0].participant }).count > 1 }) else {
      throw NobodyToCompare(trials: corpus.trials.count)
    }
    let methods = readings.map { matrices(of: $0, in: corpus) }
    let trials = readings.flatMap { $0 }
    let intervals = ReadingIntervals(corpus, trials: trials, confidence: confidence)
    var overall: [String: MeanInterval] = [:]
    for measure in ScanpathSimilarity.Measure.allCases {
      let pairs = methods.map { Pairs($0.measures[measure.rawValue]?.values ?? [], $0.participants) }
      overall[measure.rawValue] = intervals.statistic { weights in
        var start = 0
        let means = pairs.compactMap { pairs in
          defer { start += pairs.readings }
          return pairs.mean(weights: weights[start..<start + pairs.readings])
        }
        return Descriptive.mean(means)
      }
    }
    return SimilarityStudyResult(settings: self, methods: methods, overall: overall)
  }

  private func matrices(of readings: [Int], in corpus: StudyScanpaths) -> SimilarityStudyResult.Method {
    let trials = readings.map { corpus.trials[$0] }
    let method = corpus.methods[trials[0].method]
    let participants = trials.map(\.participant)
    let intervals = ReadingIntervals(corpus, trials: readings, confidence: confidence)
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
      let pairs = Pairs(values[place], participants)
      matrices[measure.rawValue] = .init(
        values: values[place], mean: intervals.statistic { pairs.mean(weights: $0[...]) })
    }
    return .init(code: method.code.id, participants: participants, measures: matrices)
  }
}

/// No method was read by two people.
package struct NobodyToCompare: DiagnosableError, Equatable {
  package var trials: Int

  package var diagnosis: Diagnosis {
    Diagnosis(
      .badData, problem: "none of the methods of the \(trials) trials was read by two people",
      remedy: "give trials of the same methods by several people: similarity compares readers")
  }
}

/// The pairs of readings of one method by different participants. Pairs that share a reading are not independent, so
/// intervals come from weights of readings, not of pairs.
private struct Pairs {
  /// The number of the method's readings.
  let readings: Int
  private var pairs: [(first: Int, second: Int, value: Double)] = []

  init(_ matrix: [[Double?]], _ participants: [String]) {
    readings = participants.count
    for first in matrix.indices {
      for second in matrix.indices.dropFirst(first + 1) where participants[first] != participants[second] {
        if let value = matrix[first][second] { pairs.append((first, second, value)) }
      }
    }
  }

  /// The mean, with each pair weighted by the product of its readings' weights; nil if no pair is left.
  func mean(weights: ArraySlice<Double>) -> Double? {
    var (sum, total) = (0.0, 0.0)
    for pair in pairs {
      let weight = weights[weights.startIndex + pair.first] * weights[weights.startIndex + pair.second]
      sum += weight * pair.value
      total += weight
    }
    return total > 0 ? sum / total : nil
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
  /// By measure, the mean of the methods' means; the interval is clustered by participants and methods.
  package var overall: [String: MeanInterval]

  /// The measures over all methods as a Markdown table.
  package var markdown: String {
    var text = "| measure | similarity of two readers | readings |\n|---|---|---|\n"
    for measure in ScanpathSimilarity.Measure.allCases {
      guard let mean = overall[measure.rawValue] else { continue }
      text += "| \(measure.rawValue) | \(mean.text) | \(mean.counts) |\n"
    }
    return text + "\n" + MeanInterval.legend(Array(overall.values), confidence: settings.confidence)
  }
}
