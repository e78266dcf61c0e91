import Basics
import CKernels
import Foundation
import Tensors

/// The search for the output of one source, which chooses the next tokens of its hypotheses.
protocol SequenceSearch {
  /// The last token of each hypothesis that goes on.
  var newestTokens: [Int32] { get }
  /// The output, if the search is done.
  var output: [Int32]? { get }

  /// Extends the hypotheses by what `logits` `[hypotheses, V]` say of their next tokens; may overwrite them.
  ///
  /// - Returns: for each hypothesis that goes on, the one of before that it continues.
  mutating func advance(_ logits: Matrix) -> [Int]
}

/// Takes the most probable token at each step.
struct GreedySearch: SequenceSearch {
  private var tokens: [Int32]
  private let ending: SequenceEnding
  private let rules: GenerationRules?

  init(_ settings: GenerationSettings, startToken: Int32, endToken: Int32) {
    tokens = [startToken]
    ending = SequenceEnding(endToken: endToken, maximumLength: settings.maximumLength)
    rules = GenerationRules(settings, endToken: endToken)
  }

  var newestTokens: [Int32] { tokens.suffix(1) }
  var output: [Int32]? { ending.isReached(by: tokens) ? tokens : nil }

  mutating func advance(_ logits: Matrix) -> [Int] {
    rules?.apply(to: UnsafeMutableBufferPointer(start: logits.base, count: logits.columns), after: tokens)
    tokens.append(logits.mostProbableToken)
    return [0]
  }
}

/// Draws each token from the model's distribution.
struct SamplingSearch: SequenceSearch {
  private var tokens: [Int32]
  private let ending: SequenceEnding
  private var stream: RandomStream

  init(_ stream: RandomStream, maximumLength: Int, startToken: Int32, endToken: Int32) {
    tokens = [startToken]
    ending = SequenceEnding(endToken: endToken, maximumLength: maximumLength)
    self.stream = stream
  }

  var newestTokens: [Int32] { tokens.suffix(1) }
  var output: [Int32]? { ending.isReached(by: tokens) ? tokens : nil }

  mutating func advance(_ logits: Matrix) -> [Int] {
    fovea_log_softmax(logits.base, logits.columns)
    var rest = stream.uniform()
    for token in 0..<logits.columns {
      rest -= exp(Double(logits.base[token]))
      if rest < 0 {
        tokens.append(Int32(token))
        return [0]
      }
    }
    // Rounding may leave the end of the unit interval without a token.
    tokens.append(logits.mostProbableToken)
    return [0]
  }
}

/// When a single hypothesis is complete.
struct SequenceEnding {
  let endToken: Int32
  let maximumLength: Int

  func isReached(by tokens: [Int32]) -> Bool {
    tokens.count > 1 && (tokens.last == endToken || tokens.count >= maximumLength)
  }
}

extension Matrix {
  /// The column of the first row's maximum; the first one of equals.
  fileprivate var mostProbableToken: Int32 {
    var best = FoveaScoredToken()
    fovea_best_scores(base, columns, 0, 0, &best, 0, 1)
    return best.token
  }
}
