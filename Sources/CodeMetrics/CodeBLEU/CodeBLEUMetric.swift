import Syntax

/// CodeBLEU or one of its components as a metric like the others, for tables and for tests of two systems.
package struct CodeBLEUMetric: SummableMetric {
  package enum Part: String, CaseIterable, Sendable {
    case all
    case ngram
    case weightedNgram = "weighted-ngram"
    case syntax
    case dataFlow = "dataflow"
  }

  package let codeBLEU: CodeBLEU
  package let part: Part

  package init(_ codeBLEU: CodeBLEU, part: Part = .all) {
    self.codeBLEU = codeBLEU
    self.part = part
  }

  package var name: String {
    let name = "codebleu-\(codeBLEU.mode.rawValue)"
    return part == .all ? name : "\(name)-\(part.rawValue)"
  }

  package var statisticCount: Int { CodeBLEUStatistics.vectorLength }

  /// - Complexity: sets up a parser each time; a whole test set is scored faster by `CodeBLEU.score`.
  package func statistics(references: [String], prediction: String) -> [Double] {
    let result = try? codeBLEU.score(references: [references], predictions: [prediction])
    return (result?.statistics.first ?? CodeBLEUStatistics()).vector
  }

  package func value(of statistics: [Double]) -> Double {
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

  /// The counts one after the other.
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
