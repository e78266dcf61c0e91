import Foundation
import Scanpaths

/// The augmented reader model: predicts which tokens of a method are attended, learned from scanpaths on any methods.
///
/// It applies the steps of path augmentation to code that nobody has read **(ours)**. A token's log odds are a logistic
/// regression on: the salience prior of its label; the salience of its label given its left, its right and both
/// neighbours' labels; how many of the K most frequent label bigrams and trigrams of the scanpaths cover it; how often
/// a walk by the transition model visits it; how often that walk visits the tokens of its label within ±r lines (the
/// adjacency expansion); and its position in the reading order.
struct AttentionModel {
  let counts: TrialCounts
  private let walk: ReaderWalk
  private let patterns: Set<Int>
  private let neighbours: NeighbourSalience
  private let radius: Int
  private var regression: LogisticRegression

  private static let featureCount = 8

  /// - Parameters:
  ///   - training: the indices of the trials to learn from.
  ///   - trialCounts: `TrialCounts` of every trial of the corpus.
  init(
    _ corpus: StudyScanpaths, training: [Int], trialCounts: [TrialCounts], radius: Int, keptPatterns: Int
  ) {
    var counts = TrialCounts()
    for trial in training { counts.add(trialCounts[trial]) }
    self.counts = counts
    self.radius = radius
    walk = ReaderWalk(counts)
    patterns = LabelPattern.mostFrequent(keptPatterns, of: counts.patterns)
    let readings = AttendedCounts(corpus, training: training)
    neighbours = NeighbourSalience(corpus, readings, salience: counts.salience)
    regression = LogisticRegression([], features: Self.featureCount)
    var observations: [LogisticRegression.Observation] = []
    for (method, hits) in readings.hits.sorted(by: { $0.key < $1.key }) {
      let trials = readings.trials[method] ?? 0
      for (features, hits) in zip(features(of: corpus.methods[method], place: method), hits) {
        observations.append(.init(features: features, hits: hits, trials: trials))
      }
    }
    regression = LogisticRegression(observations, features: Self.featureCount)
  }

  /// The tokens of a method, the likeliest first; ties go to the earlier token.
  func ranking(of method: StudyScanpaths.Method, place: Int) -> [Int] {
    let odds = features(of: method, place: place).map { regression.logOdds($0) }
    return odds.indices.sorted { (odds[$1], $0) < (odds[$0], $1) }
  }

  private func features(of method: StudyScanpaths.Method, place: Int) -> [[Double]] {
    let visits = walk.visits(in: method)
    let coverage = LabelPattern.coverage(of: method.labels, by: patterns)
    return method.labels.indices.map { token in
      [
        Self.logOdds(counts.salience(method.labels[token])),
        Self.logOdds(neighbours.salience(of: token, beside: .before, in: method, place: place)),
        Self.logOdds(neighbours.salience(of: token, beside: .after, in: method, place: place)),
        Self.logOdds(neighbours.salience(of: token, beside: .both, in: method, place: place)),
        log(1 + coverage[token]),
        log(max(visits[token], 1e-6)),
        log(1 + adjacentVisits(of: token, in: method, visits)),
        Double(token) / Double(method.count),
      ]
    }
  }

  /// The total visits to other tokens with the same label within ±r lines.
  private func adjacentVisits(of token: Int, in method: StudyScanpaths.Method, _ visits: [Double]) -> Double {
    var sum = 0.0
    // Lines never decrease along the tokens, so the search ends at the first token too far away.
    for step in [-1, 1] {
      var other = token + step
      while other >= 0, other < method.count, abs(method.lines[other] - method.lines[token]) <= radius {
        if method.labels[other] == method.labels[token] { sum += visits[other] }
        other += step
      }
    }
    return sum
  }

  private static func logOdds(_ share: Double) -> Double { log(share / (1 - share)) }
}

/// Counts of how often each token of the training methods was attended.
struct AttendedCounts {
  /// The counts for each token, by the method's index.
  private(set) var hits: [Int: [Double]] = [:]
  private(set) var trials: [Int: Double] = [:]

  init(_ corpus: StudyScanpaths, training: [Int]) {
    for trial in training.map({ corpus.trials[$0] }) {
      trials[trial.method, default: 0] += 1
      for token in trial.attended {
        hits[trial.method, default: [Double](repeating: 0, count: corpus.methods[trial.method].count)][token] += 1
      }
    }
  }
}

/// Label bigrams and trigrams encoded as integers.
enum LabelPattern {
  static let lengths = 2...3

  /// Digits in base number of labels + 1, so patterns of different lengths never collide.
  static func key(_ labels: ArraySlice<Int>) -> Int {
    labels.reduce(0) { $0 * (TrialCounts.labels + 1) + $1 + 1 }
  }

  /// The most frequent patterns; ties go to the smaller key.
  static func mostFrequent(_ count: Int, of patterns: [Int: Double]) -> Set<Int> {
    Set(patterns.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(count).map(\.key))
  }

  /// For each position in the text, the number of kept patterns that cover it.
  static func coverage(of labels: [Int], by kept: Set<Int>) -> [Double] {
    var counts = [Double](repeating: 0, count: labels.count)
    for length in lengths where labels.count >= length {
      for start in 0...(labels.count - length) where kept.contains(key(labels[start..<start + length])) {
        for place in start..<start + length { counts[place] += 1 }
      }
    }
    return counts
  }
}
