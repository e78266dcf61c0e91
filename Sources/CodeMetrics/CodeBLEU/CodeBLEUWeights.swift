import Foundation

/// The weights of CodeBLEU's components: four numbers that add up to 1.
public struct CodeBLEUWeights: Sendable, Equatable, Codable {
  /// The weight of the n-gram match.
  public let ngram: Double
  /// The weight of the keyword-weighted n-gram match.
  public let weightedNgram: Double
  /// The weight of the syntax match.
  public let syntax: Double
  /// The weight of the data-flow match.
  public let dataFlow: Double

  /// A quarter for each, as in Ren et al., "CodeBLEU: a Method for Automatic Evaluation of Code Synthesis" (2020).
  public static let equal = CodeBLEUWeights(unchecked: [0.25, 0.25, 0.25, 0.25])

  /// Creates four weights.
  ///
  /// - Throws: `CodeBLEUError.weights` if one is negative or their sum to six decimals is not 1.
  public init(ngram: Double, weightedNgram: Double, syntax: Double, dataFlow: Double) throws(CodeBLEUError) {
    try self.init([ngram, weightedNgram, syntax, dataFlow])
  }

  /// Reads `a,b,c,d`: the weights of the n-gram, weighted n-gram, syntax and data-flow match.
  ///
  /// - Throws: `CodeBLEUError` unless there are four numbers, none is negative, and their sum to six decimals is 1.
  public init(parsing text: String) throws(CodeBLEUError) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let weights = parts.compactMap { Double($0.trimmingCharacters(in: .whitespaces)) }
    guard weights.count == parts.count else { throw .noWeights(text) }
    try self.init(weights)
  }

  private init(_ weights: [Double]) throws(CodeBLEUError) {
    guard weights.count == 4, weights.allSatisfy({ $0.isFinite && $0 >= 0 }), abs(weights.reduce(0, +) - 1) < 1e-6
    else { throw .weights(weights) }
    self.init(unchecked: weights)
  }

  private init(unchecked weights: [Double]) {
    (ngram, weightedNgram, syntax, dataFlow) = (weights[0], weights[1], weights[2], weights[3])
  }
}
