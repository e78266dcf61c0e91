import Scanpaths

/// The predictors of one fold, trained without its scored trials.
struct FoldPredictors {
  let encoder: GazePredictor
  private let withoutStates: GazePredictor
  private let labels: LabelLooks

  /// The label prior counts as this many other readers.
  private static let priorReaders = 1.0

  init(_ corpus: StudyScanpaths, training: [Int], states: [String: TokenStates]) {
    encoder = GazePredictor(corpus, training: training, states: states)
    withoutStates = GazePredictor(corpus, training: training, states: nil)
    labels = encoder.labels
  }

  /// The scores of each predictor on a trial, in the order of `GazePredictionStudy.Predictor.allCases`; nil where one
  /// says nothing. All see the same tokens: those that the encoder reads.
  func scores(of place: Int, _ corpus: StudyScanpaths, _ states: [String: TokenStates]) -> [GazeScore?] {
    let trial = corpus.trials[place]
    let method = corpus.methods[trial.method]
    guard let known = states[method.code.id] else { return GazePredictionStudy.Predictor.allCases.map { _ in nil } }
    let read = known.tokensRead
    let attended = Set(trial.attended)
    let isFixated = read.map(attended.contains)
    let time = LookingTime(trial.visits, tokenCount: method.count)?.among(read)
    return GazePredictionStudy.Predictor.allCases.map { predictor in
      prediction(of: predictor, place, corpus, known)
        .map { GazeScore($0, isFixated: isFixated, lookingTime: time) }
    }
  }

  private func prediction(
    of predictor: GazePredictionStudy.Predictor, _ place: Int, _ corpus: StudyScanpaths, _ states: TokenStates
  ) -> GazeHead.Prediction? {
    let method = corpus.methods[corpus.trials[place].method]
    let read = states.tokensRead
    switch predictor {
    case .encoder: return encoder.prediction(for: method, states: states)
    case .withoutStates:
      let all = withoutStates.prediction(for: method, states: nil)
      return .init(
        fixation: read.map { all.fixation[$0] }, lookingTime: Self.scaled(read.map { all.lookingTime[$0] }))
    case .labelPrior: return labelPrior(read, method)
    case .otherReaders: return otherReaders(of: place, corpus, read)
    case .chance:
      return .init(
        fixation: Array(repeating: labels.share, count: read.count),
        lookingTime: Array(repeating: 1 / Double(read.count), count: read.count))
    }
  }

  private func labelPrior(_ read: [Int], _ method: StudyScanpaths.Method) -> GazeHead.Prediction {
    .init(
      fixation: read.map { labels.fixation[method.labels[$0]] },
      lookingTime: Self.scaled(read.map { labels.looking[method.labels[$0]] }))
  }

  /// Other participants' readings of the same method; nil if there are none.
  private func otherReaders(of place: Int, _ corpus: StudyScanpaths, _ read: [Int]) -> GazeHead.Prediction? {
    let trial = corpus.trials[place]
    let others = corpus.trials.filter { $0.method == trial.method && $0.participant != trial.participant }
    guard !others.isEmpty else { return nil }
    let method = corpus.methods[trial.method]
    let prior = labelPrior(read, method)
    var fixation = prior.fixation.map { $0 * Self.priorReaders }
    var looking = prior.lookingTime.map { $0 * Self.priorReaders }
    for other in others {
      let attended = Set(other.attended)
      let time = LookingTime(other.visits, tokenCount: method.count)?.among(read)
      for (row, token) in read.enumerated() {
        fixation[row] += attended.contains(token) ? 1 : 0
        looking[row] += time?.shares[row] ?? 0
      }
    }
    return .init(
      fixation: fixation.map { $0 / (Double(others.count) + Self.priorReaders) }, lookingTime: Self.scaled(looking))
  }

  private static func scaled(_ values: [Double]) -> [Double] {
    let sum = values.reduce(0, +)
    return values.map { $0 / sum }
  }
}
