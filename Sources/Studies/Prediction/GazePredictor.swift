import Foundation
import Scanpaths

/// Predicts where a programmer looks in a method that nobody has read: label priors of the training readings, and a
/// linear head on the states of a model's encoder **(ours)**. See `docs/gaze-predictor.md`.
package struct GazePredictor: Sendable, Equatable, Codable {
  package let labels: LabelLooks
  package let head: GazeHead

  /// The penalties of the states' weights that training chooses from, for each part by its loss on methods that were
  /// left out. The largest leaves next to nothing of the states.
  package static let candidates: [Double] = [10, 100, 1_000, 10_000, 100_000]
  private static let innerFolds = 3

  /// Learns from trials.
  ///
  /// - Parameters:
  ///   - training: the indices of the trials to learn from.
  ///   - states: the encoder's states by method id; nil for a predictor that uses none. Methods without states are left
  ///     out.
  ///   - ridge: the penalty of the states' weights in both parts; nil to choose it for each.
  package init(
    _ corpus: StudyScanpaths, training: [Int], states: [String: TokenStates]?, ridge: Double? = nil
  ) {
    let ridges =
      if let ridge { Self.ridges(ridge, ridge) } else { Self.chosenRidges(corpus, training, states) }
    let labels = LabelLooks(corpus, training: training)
    self.labels = labels
    head = GazeHead(Self.examples(corpus, training, states, labels), ridges: ridges)
  }

  private static func ridges(_ fixation: Double, _ lookingTime: Double) -> GazeHead.Ridges {
    GazeHead.Ridges(plainFeatures: plainFeatures, fixation: fixation, lookingTime: lookingTime)
  }

  /// The prediction for a method's tokens that have a state, in the order of `states.tokensRead`.
  package func prediction(for method: StudyScanpaths.Method, states: TokenStates?) -> GazeHead.Prediction {
    head(Self.features(of: method, states, labels))
  }

  /// The prediction for a method that is in no corpus. Tokens without a state get no fixation and no looking time.
  ///
  /// - Precondition: the states have the width that the predictor was trained with.
  package func prediction(for code: LabelledCode, states: TokenStates) -> GazeHead.Prediction {
    let read = prediction(for: StudyScanpaths.Method(code, source: nil), states: states)
    var result = GazeHead.Prediction(
      fixation: Array(repeating: 0, count: code.tokens.count),
      lookingTime: Array(repeating: 0, count: code.tokens.count))
    for (place, token) in states.tokensRead.enumerated() {
      result.fixation[token] = read.fixation[place]
      result.lookingTime[token] = read.lookingTime[place]
    }
    return result
  }

  /// What is wrong with the numbers of a predictor that was read from a file; nil if nothing is.
  package var fault: String? {
    labels.fault ?? (head.featureCount < Self.plainFeatures ? "the head has too few features" : head.fault)
  }

  /// The width of the encoder's states.
  package var stateWidth: Int { head.featureCount - Self.plainFeatures }

  /// The number of features from `LabelLooks.features`.
  private static let plainFeatures = 4

  private static func features(
    of method: StudyScanpaths.Method, _ states: TokenStates?, _ labels: LabelLooks
  ) -> [[Double]] {
    let states = states ?? .empty(method.count)
    return states.tokensRead.map { labels.features(of: $0, in: method) + (states.ofToken[$0] ?? []) }
  }

  /// The readings of each method, summed, in the order of the methods.
  private static func examples(
    _ corpus: StudyScanpaths, _ training: [Int], _ states: [String: TokenStates]?, _ labels: LabelLooks
  ) -> [GazeHead.Example] {
    let byMethod = Dictionary(grouping: training) { corpus.trials[$0].method }
    return byMethod.sorted { $0.key < $1.key }.compactMap { place, trials in
      let method = corpus.methods[place]
      guard states == nil || states?[method.code.id] != nil else { return nil }
      let ofMethod = states?[method.code.id]
      let read = (ofMethod ?? .empty(method.count)).tokensRead
      guard !read.isEmpty else { return nil }
      var hits = [Double](repeating: 0, count: method.count)
      for trial in trials { for token in corpus.trials[trial].attended { hits[token] += 1 } }
      let looking = LookingTime.consensus(
        trials.compactMap { LookingTime(corpus.trials[$0].visits, tokenCount: method.count) }
          .compactMap { $0.among(read) })
      return GazeHead.Example(
        features: features(of: method, ofMethod, labels), hits: read.map { hits[$0] },
        readers: Double(trials.count), lookingTime: looking?.shares ?? read.map { _ in 0 })
    }
  }

  /// The penalties with the lowest losses when the methods are dealt into folds; the largest if there are fewer than two
  /// methods, and any if there are no states to penalise.
  private static func chosenRidges(
    _ corpus: StudyScanpaths, _ training: [Int], _ states: [String: TokenStates]?
  ) -> GazeHead.Ridges {
    let methods = Set(training.map { corpus.trials[$0].method }).sorted()
    let largest = candidates.last ?? 1
    guard states != nil, methods.count > 1 else { return ridges(largest, largest) }
    var fixation = [Double](repeating: 0, count: candidates.count)
    var lookingTime = fixation
    for fold in 0..<min(innerFolds, methods.count) {
      let out = Set(methods.indices.filter { $0 % innerFolds == fold }.map { methods[$0] })
      let inside = training.filter { !out.contains(corpus.trials[$0].method) }
      let outside = training.filter { out.contains(corpus.trials[$0].method) }
      let labels = LabelLooks(corpus, training: inside)
      let examples = examples(corpus, inside, states, labels)
      let held = Self.examples(corpus, outside, states, labels)
      for (place, candidate) in candidates.enumerated() {
        let head = GazeHead(examples, ridges: ridges(candidate, candidate))
        for example in held {
          let prediction = head(example.features)
          fixation[place] += example.fixationLoss(prediction.fixation)
          lookingTime[place] += example.lookingTimeLoss(prediction.lookingTime)
        }
      }
    }
    func best(_ losses: [Double]) -> Double { zip(candidates, losses).min { $0.1 < $1.1 }?.0 ?? largest }
    return ridges(best(fixation), best(lookingTime))
  }
}

extension GazeHead.Example {
  /// −Σ (hits · ln p + (readers − hits) · ln(1 − p)).
  fileprivate func fixationLoss(_ probabilities: [Double]) -> Double {
    zip(hits, probabilities).reduce(0) { sum, pair in
      sum + GazeScore.logLoss(pair.1, hits: pair.0, readers: readers)
    }
  }

  /// −readers · Σ share · ln p.
  fileprivate func lookingTimeLoss(_ shares: [Double]) -> Double {
    zip(lookingTime, shares).reduce(0) { sum, pair in
      pair.0 > 0 ? sum - readers * pair.0 * log(max(pair.1, .leastNormalMagnitude)) : sum
    }
  }
}
