import Basics
import Scanpaths

/// A predictor of which tokens are attended. All predictors name the same number of tokens of a method.
package enum AttentionPredictor: String, CaseIterable, Sendable, Codable {
  /// `AttentionModel`, learned from the training trials.
  case model
  /// The labels' salience priors from the training trials; tokens with the same label are drawn at random.
  case labelPrior = "label_prior"
  /// Tokens drawn uniformly.
  case random
  /// What each other participant looked at in the same method, longest first.
  case otherReaders = "other_readers"
  /// The tokens that a code model's decoder attends to most, if its attention is given.
  case sourceAttention = "source_attention"
}

/// The predictors trained on one training set, without any data from the held-out trials.
struct TrainedPredictors {
  private let corpus: StudyScanpaths
  private let settings: PredictionStudy
  private let model: AttentionModel
  /// A code model's attention by method id; nothing is learned from it here.
  private let attention: [String: TokenAttention]
  /// The mean share of a method's tokens that a training trial attended.
  let share: Double

  init(
    _ corpus: StudyScanpaths, training: [Int], trialCounts: [TrialCounts], settings: PredictionStudy,
    attention: [String: TokenAttention] = [:]
  ) {
    self.corpus = corpus
    self.settings = settings
    self.attention = attention
    model = AttentionModel(
      corpus, training: training, trialCounts: trialCounts, radius: settings.expansionRadius,
      keptPatterns: settings.keptPatterns)
    // Without training trials the share is unknown; half is the mean of a uniform prior.
    share = training.isEmpty ? 0.5 : model.counts.share / Double(training.count)
  }

  /// The number of tokens that every predictor names: the training trials' mean share of the method, at least one.
  func budget(for method: Int) -> Int {
    let count = corpus.methods[method].count
    return min(count, max(1, Int((share * Double(count)).rounded())))
  }

  /// The predictions that do not depend on the trial; random predictors give several, whose scores are averaged except
  /// for the exact token (`inclusion`).
  func predictions(of predictor: AttentionPredictor, for method: Int) -> [[Int]] {
    let budget = budget(for: method)
    switch predictor {
    case .model: return [Array(model.ranking(of: corpus.methods[method], place: method).prefix(budget))]
    case .labelPrior:
      let salience = corpus.methods[method].labels.map { model.counts.salience($0) }
      return (0..<settings.randomDraws).map { draw in
        let order = shuffled(method, draw: draw)
        let ranked = order.indices.sorted { (salience[order[$1]], $0) < (salience[order[$0]], $1) }
        return ranked.prefix(budget).map { order[$0] }
      }
    case .random: return (0..<settings.randomDraws).map { Array(shuffled(method, draw: $0).prefix(budget)) }
    case .otherReaders: return []
    case .sourceAttention:
      return attention[corpus.methods[method].code.id].map { [Array($0.ranking.prefix(budget))] } ?? []
    }
  }

  /// The probability that each token of a method is predicted, for predictors that draw; nil for the others.
  ///
  /// The label prior takes all tokens of the most salient labels and draws among those of the label at which its budget
  /// ends; labels of equal salience are drawn from together. Random prediction is the same without differences.
  func inclusion(of predictor: AttentionPredictor, for method: Int) -> [Double]? {
    let labels = corpus.methods[method].labels
    switch predictor {
    case .random: return Self.inclusion(levels: labels.map { _ in 0 }, budget: budget(for: method))
    case .labelPrior:
      return Self.inclusion(levels: labels.map { model.counts.salience($0) }, budget: budget(for: method))
    case .model, .otherReaders, .sourceAttention: return nil
    }
  }

  /// The probability that each token is among `budget` tokens taken from the highest level on, with those of the last
  /// level drawn.
  static func inclusion(levels: [Double], budget: Int) -> [Double] {
    var left = budget
    var shares: [Double: Double] = [:]
    let sizes = levels.reduce(into: [Double: Int]()) { $0[$1, default: 0] += 1 }
    for (level, size) in sizes.sorted(by: { $0.key > $1.key }) {
      let taken = min(max(left, 0), size)
      left -= taken
      shares[level] = Double(taken) / Double(size)
    }
    return levels.map { shares[$0] ?? 0 }
  }

  /// The predictions of the other readers of the trial's method, one for each of their trials.
  ///
  /// Among tokens looked at equally long, the earlier come first. If a reader looked at fewer tokens than the budget,
  /// the tokens nearest to theirs in text order fill it up, to make all sizes equal.
  func otherReaders(of trial: StudyScanpaths.Trial, among trials: [StudyScanpaths.Trial]) -> [[Int]] {
    trials.filter { $0.method == trial.method && $0.participant != trial.participant }.map { other in
      let count = corpus.methods[other.method].count
      var dwell = [Double](repeating: 0, count: count)
      for visit in other.visits { dwell[visit.token] += visit.durationMilliseconds }
      var distances = [Int](repeating: count, count: count)
      for token in other.attended { distances[token] = 0 }
      for token in (0..<count).dropFirst() { distances[token] = min(distances[token], distances[token - 1] + 1) }
      for token in (0..<count).dropLast().reversed() {
        distances[token] = min(distances[token], distances[token + 1] + 1)
      }
      let order = (0..<count).sorted { (distances[$0], -dwell[$0], $0) < (distances[$1], -dwell[$1], $1) }
      return Array(order.prefix(budget(for: other.method)))
    }
  }

  private func shuffled(_ method: Int, draw: Int) -> [Int] {
    var stream = RandomStream(seed: settings.seed, purpose: .sampling, method, draw)
    return Array(0..<corpus.methods[method].count).shuffled(using: &stream)
  }
}
