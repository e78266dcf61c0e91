import Basics

/// Scores a gaze predictor on readings that it has not seen, beside label priors, other readers and chance.
///
/// `docs/gaze-predictor.md`, describes the splits, the predictors and the scores.
package struct GazePredictionStudy: ValidatedConfiguration, Equatable {
  /// Who and what is held out from the training readings.
  package enum Split: String, CaseIterable, Sendable, Codable {
    /// All readings of a fold's methods.
    case methods
    /// All readings by a fold's participants; others' readings of the same methods are known.
    case participants
    /// Readings by a fold's participants of a fold's methods; neither is known.
    case both
  }

  /// What predicts.
  package enum Predictor: String, CaseIterable, Sendable, Codable {
    /// The head on the encoder's states.
    case encoder
    /// The same head without states: the label's priors, the token's place and its length.
    case withoutStates = "without_states"
    /// The label's prior of fixation and of looking time.
    case labelPrior = "label_prior"
    /// The mean of the other readers of the method, shrunk towards the label prior: how far people agree.
    case otherReaders = "other_readers"
    /// The training readings' share of fixated tokens, and even looking time.
    case chance
  }

  package var seed: UInt64 = 0
  /// The number of folds that methods and participants are dealt into.
  package var folds = 5
  package var confidence = 0.95

  package init() {}

  package func validate() throws {
    try require(folds > 1, "folds", "at least 2 folds are needed, not \(folds)")
    try require(
      confidence > 0 && confidence < 1, "confidence", "the confidence must lie between 0 and 1, not be \(confidence)")
  }

  /// The training and the scored trials of one fold.
  struct Fold {
    var training: [Int]
    var scored: [Int]
  }

  /// Scores every trial whose method has states, under each split that the data allow.
  ///
  /// - Parameters:
  ///   - states: the encoder's states by method id.
  ///   - progress: called with the number of finished folds and of all folds.
  /// - Throws: `InvalidSetting`; `NothingToPredict` if there are too few methods and participants for any split.
  package func run(
    _ corpus: StudyScanpaths, states: [String: TokenStates], progress: (Int, Int) -> Void = { _, _ in }
  ) throws -> GazePredictionResult {
    try validate()
    let usable = corpus.trials.indices.filter { states[corpus.id(ofTrial: $0)]?.tokensRead.isEmpty == false }
    let most = max(
      Set(usable.map { corpus.id(ofTrial: $0) }).count, Set(usable.map { corpus.trials[$0].participant }).count)
    try require(most < 2 || folds <= most, "folds", "is \(folds), but there are only \(most) methods or participants")
    let splits = Split.allCases.map { ($0, folds(of: usable, corpus, $0)) }.filter { !$0.1.isEmpty }
    guard !splits.isEmpty else { throw NothingToPredict(trials: usable.count) }
    let all = splits.reduce(0) { $0 + $1.1.count }
    var done = 0
    var result = GazePredictionResult(settings: self, trials: usable.count, rows: [], differences: [], ridges: [])
    for (split, folds) in splits {
      var scores = GazePredictionScores(trials: usable)
      for fold in folds {
        let fitted = FoldPredictors(corpus, training: fold.training, states: states)
        result.ridges.append(fitted.encoder.head.ridges)
        for trial in fold.scored { scores.set(fitted.scores(of: trial, corpus, states), trial: trial) }
        done += 1
        progress(done, all)
      }
      scores.summarise(split, corpus, self, into: &result)
    }
    return result
  }

  /// The folds of a split; none if there are fewer than two methods or participants to deal.
  func folds(of trials: [Int], _ corpus: StudyScanpaths, _ split: Split) -> [Fold] {
    let ofMethod = deal(trials.map { corpus.id(ofTrial: $0) }, purpose: 0)
    let ofParticipant = deal(trials.map { corpus.trials[$0].participant }, purpose: 1)
    let methods = Set(ofMethod.values).sorted()
    let participants = Set(ofParticipant.values).sorted()
    func fold(_ method: Int?, _ participant: Int?) -> Fold {
      var fold = Fold(training: [], scored: [])
      for trial in trials {
        let isMethodOut = method == nil || ofMethod[corpus.id(ofTrial: trial)] == method
        let isReaderOut = participant == nil || ofParticipant[corpus.trials[trial].participant] == participant
        if isMethodOut && isReaderOut {
          fold.scored.append(trial)
        } else if !(method != nil && isMethodOut) && !(participant != nil && isReaderOut) {
          fold.training.append(trial)
        }
      }
      return fold
    }
    let folds =
      switch split {
      case .methods: methods.count < 2 ? [] : methods.map { fold($0, nil) }
      case .participants: participants.count < 2 ? [] : participants.map { fold(nil, $0) }
      case .both:
        methods.count < 2 || participants.count < 2
          ? [] : methods.flatMap { method in participants.map { fold(method, $0) } }
      }
    return folds.filter { !$0.training.isEmpty && !$0.scored.isEmpty }
  }

  /// Deals names into folds in a seeded random order; each name gets its fold's number.
  private func deal(_ names: [String], purpose: Int) -> [String: Int] {
    var stream = RandomStream(seed: seed, purpose: .shuffling, -2, purpose)
    let order = Set(names).sorted().shuffled(using: &stream)
    return Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0 % folds) })
  }
}
