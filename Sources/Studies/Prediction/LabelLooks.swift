import Foundation
import Scanpaths

/// How the readers of some training trials looked at the labels: the label prior of fixation and of looking time.
package struct LabelLooks: Sendable, Equatable, Codable {
  /// The share of tokens that a reader fixates, over all labels.
  package let share: Double
  /// By label: the posterior mean of the share of its tokens that a reader fixates, (hits + 1) / (tokens + 2).
  package let fixation: [Double]
  /// By label: the looking time per token, in multiples of what the token would get if looking time were even; shrunk
  /// towards 1 by `priorTokens`.
  package let looking: [Double]

  /// So many tokens of even looking time are added to each label.
  private static let priorTokens = 20.0

  init(_ corpus: StudyScanpaths, training: [Int]) {
    var hits = [Double](repeating: 0, count: StudyScanpaths.Method.labelCount)
    var tokens = hits
    var looking = [Double](repeating: Self.priorTokens, count: hits.count)
    var even = looking
    for trial in training.map({ corpus.trials[$0] }) {
      let method = corpus.methods[trial.method]
      let time = LookingTime(trial.visits, tokenCount: method.count)
      for token in 0..<method.count {
        tokens[method.labels[token]] += 1
        looking[method.labels[token]] += (time?.shares[token] ?? 0) * Double(method.count)
        even[method.labels[token]] += time == nil ? 0 : 1
      }
      for token in trial.attended { hits[method.labels[token]] += 1 }
    }
    share = (hits.reduce(0, +) + 1) / (tokens.reduce(0, +) + 2)
    fixation = zip(hits, tokens).map { ($0 + 1) / ($1 + 2) }
    self.looking = zip(looking, even).map { max($0 / $1, 1e-3) }
  }

  /// What is wrong with numbers that were read from a file; nil if nothing is.
  var fault: String? {
    let count = StudyScanpaths.Method.labelCount
    guard fixation.count == count, looking.count == count else { return "labels are not \(count) numbers each" }
    guard (fixation + [share]).allSatisfy({ $0 > 0 && $0 < 1 }) else { return "a label's share is not between 0 and 1" }
    guard looking.allSatisfy({ $0 > 0 && $0.isFinite }) else { return "a label's looking time is not above 0" }
    return nil
  }

  /// The features of a token that need no model: the label's log odds of a fixation, the logarithm of its looking time,
  /// the token's place in the method from 0 to 1, and the logarithm of its length in characters.
  func features(of token: Int, in method: StudyScanpaths.Method) -> [Double] {
    let label = method.labels[token]
    return [
      log(fixation[label] / (1 - fixation[label])), log(looking[label]),
      Double(token) / Double(max(1, method.count - 1)), log(Double(1 + method.code.tokens[token].text.count)),
    ]
  }
}
