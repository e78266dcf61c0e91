import Foundation

/// How much each component counts in CodeBLEU: four numbers that add up to 1.
package struct CodeBLEUWeights: Sendable, Equatable, Codable {
  package let ngram: Double
  package let weightedNgram: Double
  package let syntax: Double
  package let dataFlow: Double

  /// A quarter each, as in Ren et al., "CodeBLEU: a Method for Automatic Evaluation of Code Synthesis" (2020).
  package static let equal = CodeBLEUWeights(ngram: 0.25, weightedNgram: 0.25, syntax: 0.25, dataFlow: 0.25)

  /// Reads `a,b,c,d`.
  ///
  /// - Throws: `CodeBLEUError` unless there are four, none negative, with the sum 1 to six decimals.
  package init(parsing text: String) throws(CodeBLEUError) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let weights = parts.compactMap { Double($0.trimmingCharacters(in: .whitespaces)) }
    guard weights.count == parts.count else { throw .noWeights(text) }
    guard weights.count == 4, weights.allSatisfy({ $0.isFinite && $0 >= 0 }), abs(weights.reduce(0, +) - 1) < 1e-6
    else { throw .weights(weights) }
    self.init(ngram: weights[0], weightedNgram: weights[1], syntax: weights[2], dataFlow: weights[3])
  }

  private init(ngram: Double, weightedNgram: Double, syntax: Double, dataFlow: Double) {
    self.ngram = ngram
    self.weightedNgram = weightedNgram
    self.syntax = syntax
    self.dataFlow = dataFlow
  }
}
