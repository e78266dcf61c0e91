import Basics

/// Who says which tokens are attended. All of them name equally many tokens of a method.
package enum AttentionPredictor: String, CaseIterable, Sendable, Codable {
  /// `AttentionModel`, learned from the training trials.
  case model
  /// The labels' salience priors of the training trials; within a label the tokens are drawn at random.
  case labelPrior = "label_prior"
  /// Tokens drawn uniformly.
  case random
  /// What each other participant looked at in the same method, longest first.
  case otherReaders = "other_readers"
  /// The tokens that a code model's decoder attends to most, where such attention is given.
  case sourceAttention = "source_attention"
}

/// What a training set says about methods; it holds nothing of the trials held out.
struct TrainedPredictors {
  private let corpus: StudyScanpaths
  private let settings: PredictionStudy
  private let model: AttentionModel
  /// A code model's attention by the methods' ids; nothing of it is learned here.
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
    // Without training trials nothing is known of the share; half is the mean of a uniform prior.
    share = training.isEmpty ? 0.5 : model.counts.share / Double(training.count)
  }

  /// How many tokens every predictor names: the training trials' mean share of the method, at least one.
  func budget(for method: Int) -> Int {
    let count = corpus.methods[method].count
    return min(count, max(1, Int((share * Double(count)).rounded())))
  }

  /// The predictions that do not depend on the trial; chance has several, whose scores are averaged.
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

  /// What the other readers of the trial's method predict, one prediction for each of their trials.
  ///
  /// Of tokens looked at equally long the earlier come first. A reader who looked at fewer tokens than the budget is
  /// completed with the tokens nearest to theirs in the order of the text, so that sizes are equal.
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
