import Basics
import Scanpaths

/// The paper's first experiment: how well can one predict which tokens of a method a reader will look at?
///
/// `docs/study.md` describes the predictors, the splits and the scores.
package struct PredictionStudy: ValidatedConfiguration, Equatable {
  package var seed: UInt64 = 0
  /// The number of folds that the methods are dealt into.
  package var folds = 10
  /// The number of random draws, for the random predictor and within the labels of the label prior.
  package var randomDraws = 10
  /// The model's adjacency radius in lines; the paper's r.
  package var expansionRadius = 3
  /// The number of label patterns that the model keeps; the paper's K.
  package var keptPatterns = 20
  package var confidence = 0.95

  package init() {}

  package func validate() throws {
    try require(folds > 1, "folds", "at least 2 folds are needed, not \(folds)")
    try require(randomDraws > 0, "randomDraws", "the number of draws must be positive, not \(randomDraws)")
    try require(expansionRadius >= 0, "expansionRadius", "the radius must not be negative, but is \(expansionRadius)")
    try require(
      keptPatterns >= 0, "keptPatterns", "the number of patterns must not be negative, but is \(keptPatterns)")
    try require(
      confidence > 0 && confidence < 1, "confidence", "the confidence must lie between 0 and 1, not be \(confidence)")
  }

  /// Runs the study under both splits; the result is a function of its arguments and settings.
  ///
  /// - Parameters:
  ///   - heldOutMethods: the ids of the methods whose trials are scored; they form one fold of `leave_methods_out`. Nil
  ///     scores all trials.
  ///   - attention: a code model's attention by method id, used as one more predictor; trials of methods without it are
  ///     not scored, so all predictors have the same trials. Nil for no such predictor.
  /// - Throws: `InvalidSetting`; `NothingToPredict` if no split leaves a trial to learn from.
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
      // Without a trial to learn from, there is nothing to score: all are by one participant, or of one method.
      let folds = split.heldOut(of: corpus, folds: folds, seed: seed, heldOutMethods: heldOutMethods)
        .filter { $0.count < corpus.trials.count }
      guard !folds.isEmpty else {
        result.unscored.append(split)
        continue
      }
      for fold in folds {
        let wanted = fold.filter(scores.includes)
        guard !wanted.isEmpty else { continue }
        let predictors = predictors(corpus, heldOut: fold, trialCounts: counts, attention: attention ?? [:])
        score(wanted, of: corpus, by: predictors, into: &scores)
      }
      scores.summarize(split, ReadingIntervals(corpus, trials: scored, confidence: confidence)).append(to: &result)
    }
    guard result.unscored.count < StudySplit.allCases.count else { throw NothingToPredict(trials: scored.count) }
    return result
  }

  /// The predictors trained on every trial except the held-out ones.
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
    var inclusions: [Int: [[Double]?]] = [:]
    for place in heldOut {
      let trial = corpus.trials[place]
      let method = corpus.methods[trial.method]
      let ready = known[trial.method] ?? fixed.map { predictors.predictions(of: $0, for: trial.method) }
      known[trial.method] = ready
      let inclusion = inclusions[trial.method] ?? fixed.map { predictors.inclusion(of: $0, for: trial.method) }
      inclusions[trial.method] = inclusion
      let others = predictors.otherReaders(of: trial, among: corpus.trials)
      let all = zip(zip(fixed + [.otherReaders], ready + [others]), inclusion + [nil])
      for ((predictor, predictions), inclusion) in all {
        scores.set(
          predictions.map { AttentionScore.all(predicted: $0, attended: trial.attended, in: method) },
          exact: inclusion.map {
            .expected(inclusion: $0, budget: predictors.budget(for: trial.method), attended: trial.attended)
          }, of: predictor, trial: place)
      }
    }
  }
}

/// The results of the prediction study.
package struct PredictionStudyResult: Sendable, Equatable, Codable {
  /// One predictor's scores under one split, reading and radius: means over the held-out trials.
  package struct Row: Sendable, Equatable, Codable {
    package var split: StudySplit
    package var reading: AttentionReading
    package var radius: Int
    package var predictor: AttentionPredictor
    package var precision: MeanInterval
    package var recall: MeanInterval
    package var f1: MeanInterval
  }

  /// One predictor's F1 minus another's, over the trials that both have.
  package struct Difference: Sendable, Equatable, Codable {
    package var split: StudySplit
    package var reading: AttentionReading
    package var radius: Int
    package var of: AttentionPredictor
    package var against: AttentionPredictor
    package var f1: MeanInterval
  }

  package var settings: PredictionStudy
  package var exclusions: [StudyScanpaths.Exclusion]
  package var rows: [Row]
  package var differences: [Difference]
  /// The splits that leave no trial to learn from.
  package var unscored: [StudySplit] = []

  /// The results as Markdown tables, one for each split and reading.
  package var markdown: String {
    var text = ""
    for split in StudySplit.allCases {
      for reading in AttentionReading.allCases {
        let rows = rows.filter { $0.split == split && $0.reading == reading }
        guard !rows.isEmpty else { continue }
        text += "### \(split.title), \(reading.rawValue) reading\n\n"
        text += "| r | predictor | precision | recall | F1 | model's F1 − this one's "
        text += hasAttention ? "| attention's F1 − this one's | trials |\n|---" : "| trials |\n"
        text += "|---|---|---|---|---|---|---|\n"
        text += rows.map { line($0) + "\n" }.joined() + "\n"
      }
    }
    let intervals = rows.flatMap { [$0.precision, $0.recall, $0.f1] } + differences.map(\.f1)
    text += MeanInterval.legend(intervals, confidence: settings.confidence)
    text += "Random and label prior are exact expectations in the place reading at r = 0; elsewhere they are means "
    text += "over \(settings.randomDraws) draws.\n"
    for split in unscored {
      text += "\(split.title): not scored, because no trial is left to learn from.\n"
    }
    for exclusion in exclusions {
      text += "Left out: \(exclusion.participant) on \(exclusion.code), \(exclusion.reason).\n"
    }
    return text
  }

  /// Whether a code model's attention is among the predictors.
  private var hasAttention: Bool { rows.contains { $0.predictor == .sourceAttention } }

  private func line(_ row: Row) -> String {
    func difference(of predictor: AttentionPredictor) -> String {
      let found = differences.first {
        $0.split == row.split && $0.reading == row.reading && $0.radius == row.radius && $0.of == predictor
          && $0.against == row.predictor
      }
      return found?.f1.text ?? "–"
    }
    return "| \(row.radius) | \(row.predictor.title) | \(row.precision.text) | \(row.recall.text) | \(row.f1.text) "
      + "| \(difference(of: .model)) "
      + (hasAttention ? "| \(difference(of: .sourceAttention)) " : "") + "| \(row.f1.counts) |"
  }
}

extension StudySplit {
  fileprivate var title: String {
    switch self {
    case .participants: "Held-out participants"
    case .methods: "Held-out methods"
    }
  }
}

extension AttentionPredictor {
  fileprivate var title: String {
    switch self {
    case .model: "model"
    case .labelPrior: "label prior"
    case .random: "random"
    case .otherReaders: "other readers"
    case .sourceAttention: "source attention"
    }
  }
}
