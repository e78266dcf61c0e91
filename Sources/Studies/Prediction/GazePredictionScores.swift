/// The scores of one split, trial by trial.
struct GazePredictionScores {
  private typealias Predictor = GazePredictionStudy.Predictor
  private typealias Measure = GazePredictionResult.Measure

  /// The pairs of predictors that are compared.
  private static let pairs: [(of: Predictor, against: Predictor)] = [
    (.encoder, .labelPrior), (.encoder, .withoutStates), (.encoder, .otherReaders), (.encoder, .chance),
    (.withoutStates, .labelPrior),
  ]

  private let trials: [Int]
  private let places: [Int: Int]
  /// By predictor, then by scored trial.
  private var scores: [[GazeScore?]]

  init(trials: [Int]) {
    self.trials = trials
    places = Dictionary(uniqueKeysWithValues: zip(trials, trials.indices))
    scores = Predictor.allCases.map { _ in Array(repeating: nil, count: trials.count) }
  }

  /// Sets a trial's scores, one for each predictor.
  mutating func set(_ ofPredictor: [GazeScore?], trial: Int) {
    guard let place = places[trial] else { return }
    for (predictor, score) in ofPredictor.enumerated() { scores[predictor][place] = score }
  }

  func summarise(
    _ split: GazePredictionStudy.Split, _ corpus: StudyScanpaths, _ study: GazePredictionStudy,
    into result: inout GazePredictionResult
  ) {
    let intervals = ReadingIntervals(corpus, trials: trials, confidence: study.confidence)
    for measure in Measure.allCases {
      let columns = Predictor.allCases.indices.map { predictor in scores[predictor].map { $0.flatMap(measure.value) } }
      for (predictor, column) in zip(Predictor.allCases, columns) {
        guard let interval = intervals.mean(column) else { continue }
        result.rows.append(.init(split: split, predictor: predictor, measure: measure, value: interval))
      }
      for pair in Self.pairs {
        let (first, second) = (columns[Self.place(of: pair.of)], columns[Self.place(of: pair.against)])
        guard let interval = intervals.difference(first, second) else { continue }
        result.differences.append(
          .init(split: split, of: pair.of, against: pair.against, measure: measure, value: interval))
      }
    }
  }

  private static func place(of predictor: Predictor) -> Int { Predictor.allCases.firstIndex(of: predictor) ?? 0 }
}

extension GazePredictionResult.Measure {
  fileprivate func value(_ score: GazeScore) -> Double? {
    switch self {
    case .logLoss: score.logLoss
    case .areaUnderCurve: score.areaUnderCurve
    case .rankCorrelation: score.rankCorrelation
    case .lookingTimeGain: score.lookingTimeGain
    }
  }
}
