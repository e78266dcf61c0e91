import Syntax

/// CodeBLEU or one of its components as a metric in percent, for tables and comparisons of two systems.
public struct CodeBLEUMetric: SummableMetric {
  /// CodeBLEU as a whole, or a component.
  public enum Part: String, CaseIterable, Sendable {
    /// The weighted sum of the components.
    case all
    /// The match of n-grams.
    case ngram
    /// The keyword-weighted match of n-grams.
    case weightedNgram = "weighted-ngram"
    /// The match of syntax subtrees.
    case syntax
    /// The match of data flow.
    case dataFlow = "dataflow"
  }

  /// Language, mode and weights.
  public let codeBLEU: CodeBLEU
  /// The metric's value.
  public let part: Part

  /// Creates the metric for CodeBLEU or one of its components.
  public init(_ codeBLEU: CodeBLEU, part: Part = .all) {
    self.codeBLEU = codeBLEU
    self.part = part
  }

  /// The mode's name and, for a component, the component's: `codebleu-fixed`, `codebleu-fixed-syntax`.
  public var name: String {
    let name = "codebleu-\(codeBLEU.mode.rawValue)"
    return part == .all ? name : "\(name)-\(part.rawValue)"
  }

  /// The number of counts that CodeBLEU sums.
  public var statisticCount: Int { CodeBLEUStatistics.vectorLength }

  /// The counts of one sample.
  ///
  /// - Complexity: creates a parser each time; `CodeBLEU.score` is faster for a whole test set.
  public func statistics(references: [String], prediction: String) -> [Double] {
    let result = try? codeBLEU.score(references: [references], predictions: [prediction])
    return (result?.statistics.first ?? CodeBLEUStatistics()).vector
  }

  /// The score in percent.
  public func value(of statistics: [Double]) -> Double {
    let score = codeBLEU.score(of: CodeBLEUStatistics(statistics))
    let value =
      switch part {
      case .all: score.codebleu
      case .ngram: score.ngramMatch
      case .weightedNgram: score.weightedNgramMatch
      case .syntax: score.syntaxMatch
      case .dataFlow: score.dataflowMatch
      }
    return 100 * value
  }
}

extension CodeBLEUStatistics {
  static let vectorLength = 23

  /// The counts as a vector.
  var vector: [Double] {
    [matched, total, weightedMatched, weightedTotal].flatMap { counts in (0..<4).map { counts[$0] } } + [
      predictionLength, referenceLength, weightedReferenceLength, matchedSubtrees, subtrees, matchedFlows, flows,
    ]
  }

  init(_ vector: [Double]) {
    precondition(vector.count == Self.vectorLength, "CodeBLEU has \(Self.vectorLength) counts, not \(vector.count)")
    func counts(_ start: Int) -> SIMD4<Double> { SIMD4(vector[start..<start + 4]) }
    (matched, total, weightedMatched, weightedTotal) = (counts(0), counts(4), counts(8), counts(12))
    (predictionLength, referenceLength, weightedReferenceLength) = (vector[16], vector[17], vector[18])
    (matchedSubtrees, subtrees, matchedFlows, flows) = (vector[19], vector[20], vector[21], vector[22])
  }
}
