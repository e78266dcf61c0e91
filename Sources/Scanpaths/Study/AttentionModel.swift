import Foundation

/// The augmented reader model: which tokens of a method are attended, learned from scanpaths on any methods.
///
/// It carries the steps of path augmentation over to code that nobody has read **(ours)**. A token's log odds are a
/// logistic regression on: the salience prior of its label; the salience of its label beside its left, its right and both
/// neighbours' labels;
/// how many of the K most frequent label bigrams and trigrams of the scanpaths it lies inside; how often a walk by the
/// transition model visits it; how often that walk visits the tokens of its label within ±r lines (the adjacency
/// expansion); and its place in the reading order.
struct AttentionModel {
  let counts: TrialCounts
  private let walk: ReaderWalk
  private let patterns: Set<Int>
  private let neighbours: NeighbourSalience
  private let radius: Int
  private var regression: LogisticRegression

  private static let featureCount = 8

  /// - Parameters:
  ///   - training: the places of the trials to learn from.
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

  /// The tokens of a method, the likeliest first; of equally likely ones the earlier first.
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

  /// The visits to the other tokens of the same label within ±r lines, together.
  private func adjacentVisits(of token: Int, in method: StudyScanpaths.Method, _ visits: [Double]) -> Double {
    var sum = 0.0
    // Lines never fall along the tokens, so that the search ends at the first token too far away.
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
