import Foundation

/// The augmented reader model: which tokens of a method are attended, learned from scanpaths on any methods.
///
/// It carries the steps of path augmentation over to code that nobody has read **(ours)**. A token's log odds are a
/// logistic regression on: the salience prior of its label; the salience of its label between its neighbours' labels;
/// how many of the K most frequent label bigrams and trigrams of the scanpaths it lies inside; how often a walk by the
/// transition model visits it; how often that walk visits the tokens of its label within ±r lines (the adjacency
/// expansion); and its place in the reading order.
struct AttentionModel {
  let counts: TrialCounts
  private let walk: ReaderWalk
  private let patterns: Set<Int>
  private let contexts: LabelContexts
  private let radius: Int
  private var regression: LogisticRegression

  private static let featureCount = 6

  /// - Parameters:
  ///   - training: the places of the trials to learn from.
  ///   - trialCounts: `TrialCounts` of every trial of the corpus.
  init(
    _ corpus: StudyCorpus, training: [Int], trialCounts: [TrialCounts], radius: Int, keptPatterns: Int
  ) {
    var counts = TrialCounts()
    for trial in training { counts.add(trialCounts[trial]) }
    self.counts = counts
    self.radius = radius
    walk = ReaderWalk(counts)
    patterns = LabelPattern.mostFrequent(keptPatterns, of: counts.patterns)
    let readings = Readings(corpus, training: training)
    contexts = LabelContexts(corpus, readings, salience: counts.salience)
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
  func ranking(of method: StudyCorpus.Method, place: Int) -> [Int] {
    let odds = features(of: method, place: place).map { regression.logOdds($0) }
    return odds.indices.sorted { (odds[$1], $0) < (odds[$0], $1) }
  }

  private func features(of method: StudyCorpus.Method, place: Int) -> [[Double]] {
    let visits = walk.visits(in: method)
    let coverage = LabelPattern.coverage(of: method.labels, by: patterns)
    return method.labels.indices.map { token in
      [
        Self.logOdds(counts.salience(method.labels[token])),
        Self.logOdds(contexts.salience(of: token, in: method, place: place)),
        log(1 + coverage[token]),
        log(max(visits[token], 1e-6)),
        log(1 + adjacentVisits(of: token, in: method, visits)),
        Double(token) / Double(method.count),
      ]
    }
  }

  /// The visits to the other tokens of the same label within ±r lines, together.
  private func adjacentVisits(of token: Int, in method: StudyCorpus.Method, _ visits: [Double]) -> Double {
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

/// How often each token of the methods read in training was attended.
struct Readings {
  /// By the method's place, for each token.
  private(set) var hits: [Int: [Double]] = [:]
  private(set) var trials: [Int: Double] = [:]

  init(_ corpus: StudyCorpus, training: [Int]) {
    for trial in training.map({ corpus.trials[$0] }) {
      trials[trial.method, default: 0] += 1
      for token in trial.attended {
        hits[trial.method, default: [Double](repeating: 0, count: corpus.methods[trial.method].count)][token] += 1
      }
    }
  }
}

/// The salience of a label between the labels before and after it in the text, drawn towards the label's own salience.
///
/// A method's own readings are left out when its tokens are asked for: the regression is then fitted under the conditions
/// that hold for code that nobody has read.
struct LabelContexts {
  private var hits: [Int: Double] = [:]
  private var trials: [Int: Double] = [:]
  private var ownHits: [Int: [Int: Double]] = [:]
  private var ownTrials: [Int: [Int: Double]] = [:]
  private let salience: [Double]

  /// The label's salience counts as that many observations.
  private static let priorStrength = 20.0

  init(_ corpus: StudyCorpus, _ readings: Readings, salience: (Int) -> Double) {
    self.salience = (0..<TrialCounts.labels).map(salience)
    for (place, methodHits) in readings.hits {
      let method = corpus.methods[place]
      let count = readings.trials[place] ?? 0
      for token in methodHits.indices {
        let key = Self.key(token, in: method)
        hits[key, default: 0] += methodHits[token]
        trials[key, default: 0] += count
        ownHits[place, default: [:]][key, default: 0] += methodHits[token]
        ownTrials[place, default: [:]][key, default: 0] += count
      }
    }
  }

  func salience(of token: Int, in method: StudyCorpus.Method, place: Int) -> Double {
    let key = Self.key(token, in: method)
    let hits = (hits[key] ?? 0) - (ownHits[place]?[key] ?? 0)
    let trials = (trials[key] ?? 0) - (ownTrials[place]?[key] ?? 0)
    return (hits + Self.priorStrength * salience[method.labels[token]]) / (trials + Self.priorStrength)
  }

  /// The labels of three neighbouring tokens; beyond the ends stands a label of its own.
  private static func key(_ token: Int, in method: StudyCorpus.Method) -> Int {
    let base = TrialCounts.labels + 1
    let before = token > 0 ? method.labels[token - 1] + 1 : 0
    let after = token + 1 < method.count ? method.labels[token + 1] + 1 : 0
    return (before * base + method.labels[token] + 1) * base + after
  }
}
