import Basics

/// The paper's first experiment: how well can one say which tokens of a method a person will look at?
///
/// What is compared, by whom and how is described in `docs/study.md`.
package struct PredictionStudy: ValidatedConfiguration, Equatable {
  package var seed: UInt64 = 0
  /// Into how many folds the methods are dealt.
  package var folds = 10
  /// How often chance draws, for the random predictor and within the labels of the label prior.
  package var randomDraws = 10
  /// The model's radius of adjacency, in lines; the paper's r.
  package var expansionRadius = 3
  /// The number of label patterns the model keeps; the paper's K.
  package var keptPatterns = 20
  package var bootstrapRounds = 1_000
  package var confidence = 0.95

  package init() {}

  package func validate() throws {
    try require(folds > 1, "folds", "at least 2 folds are needed, not \(folds)")
    try require(randomDraws > 0, "randomDraws", "the number of draws must be positive, not \(randomDraws)")
    try require(expansionRadius >= 0, "expansionRadius", "the radius must not be negative, but is \(expansionRadius)")
    try require(
      keptPatterns >= 0, "keptPatterns", "the number of patterns must not be negative, but is \(keptPatterns)")
    try require(
      bootstrapRounds > 0, "bootstrapRounds", "the number of rounds must be positive, not \(bootstrapRounds)")
    try require(
      confidence > 0 && confidence < 1, "confidence", "the confidence must lie between 0 and 1, not be \(confidence)")
  }

  /// Runs the study under both splits; the result is a function of its arguments and settings.
  ///
  /// - Parameters:
  ///   - heldOutMethods: the ids of the methods whose trials are scored; they are one fold of `leave_methods_out`. Nil
  ///     scores all trials.
  ///   - attention: a code model's attention by the methods' ids, one predictor more; trials of methods without it are
  ///     not scored, so that all predictors have the same trials. Nil for no such predictor.
  /// - Throws: `InvalidSetting`.
  /// - Complexity: O(folds · Σ tokens²) for the models, O(Σ readers² · attended²) for the other readers' scores.
  package func run(
    _ corpus: StudyScanpaths, heldOutMethods: Set<String>? = nil, attention: [String: TokenAttention]? = nil
  ) throws -> PredictionStudyResult {
    try validate()
    let counts = corpus.trials.map { TrialCounts($0, in: corpus.methods[$0.method]) }
    let scored = corpus.trials.indices.filter { trial in
      let id = corpus.id(ofTrial: trial)
      return heldOutMethods?.contains(id) ?? true && attention.map { $0[id] != nil } ?? true
    }
    var result = PredictionStudyResult(settings: self, exclusions: corpus.exclusions, rows: [], differences: [])
    for split in StudySplit.allCases {
      var scores = SplitScores(trials: scored)
      for fold in split.heldOut(of: corpus, folds: folds, seed: seed, heldOutMethods: heldOutMethods) {
        let wanted = fold.filter(scores.includes)
        guard !wanted.isEmpty else { continue }
        let predictors = predictors(corpus, heldOut: fold, trialCounts: counts, attention: attention ?? [:])
        score(wanted, of: corpus, by: predictors, into: &scores)
      }
      scores.summarize(split, resampling: Resampling(rounds: bootstrapRounds, confidence: confidence, seed: seed))
        .append(to: &result)
    }
    return result
  }

  /// The predictors that learn from every trial but those held out.
  func predictors(
    _ corpus: StudyScanpaths, heldOut: [Int], trialCounts: [TrialCounts], attention: [String: TokenAttention] = [:]
  ) -> TrainedPredictors {
    let isHeldOut = Set(heldOut)
    let training = corpus.trials.indices.filter { !isHeldOut.contains($0) }
    return TrainedPredictors(
      corpus, training: training, trialCounts: trialCounts, settings: self, attention: attention)
  }

  private func score(
    _ heldOut: [Int], of corpus: StudyScanpaths, by predictors: TrainedPredictors, into scores: inout SplitScores
  ) {
    let fixed: [AttentionPredictor] = [.model, .labelPrior, .random, .sourceAttention]
    var known: [Int: [[[Int]]]] = [:]
    for place in heldOut {
      let trial = corpus.trials[place]
      let method = corpus.methods[trial.method]
      let ready = known[trial.method] ?? fixed.map { predictors.predictions(of: $0, for: trial.method) }
      known[trial.method] = ready
      let others = predictors.otherReaders(of: trial, among: corpus.trials)
      for (predictor, predictions) in zip(fixed + [.otherReaders], ready + [others]) {
        scores.set(
          predictions.map { AttentionScore.all(predicted: $0, attended: trial.attended, in: method) },
          of: predictor, trial: place)
      }
    }
  }
}
