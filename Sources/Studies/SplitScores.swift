import Basics
import Scanpaths

/// The scores of one split, trial by trial.
struct SplitScores {
  private static let measures = 3
  /// The pairs of predictors that are compared: one predictor's F1 minus the other's.
  private static let pairs: [(of: AttentionPredictor, against: AttentionPredictor)] =
    [AttentionPredictor.labelPrior, .random, .otherReaders].map { (.model, $0) }
    + [.model, .labelPrior, .random, .otherReaders].map { (.sourceAttention, $0) }

  /// For each scored trial, its index in the columns.
  private let places: [Int: Int]
  /// Scores by predictor, cell and measure, then by trial; nil where a predictor says nothing about a trial.
  private var columns: [[Double?]]

  /// - Parameter trials: the indices of the trials to score.
  init(trials: [Int]) {
    places = Dictionary(uniqueKeysWithValues: zip(trials, trials.indices))
    let count = AttentionPredictor.allCases.count * AttentionReading.cells.count * Self.measures
    columns = [[Double?]](repeating: [Double?](repeating: nil, count: trials.count), count: count)
  }

  func includes(_ trial: Int) -> Bool { places[trial] != nil }

  private static func column(_ predictor: Int, _ cell: Int, _ measure: Int) -> Int {
    (predictor * AttentionReading.cells.count + cell) * measures + measure
  }

  private static func place(of predictor: AttentionPredictor) -> Int {
    AttentionPredictor.allCases.firstIndex(of: predictor) ?? 0
  }

  /// Sets a trial's scores to the means over a predictor's predictions.
  ///
  /// - Parameter exact: the expected score for the exact token, which replaces the mean over draws; nil for none.
  mutating func set(
    _ scores: [[AttentionScore]], exact: AttentionScore? = nil, of predictor: AttentionPredictor, trial: Int
  ) {
    guard !scores.isEmpty, let row = places[trial] else { return }
    let place = Self.place(of: predictor)
    for cell in AttentionReading.cells.indices {
      for (measure, value) in [\AttentionScore.precision, \.recall, \.f1].enumerated() {
        let sum = scores.reduce(0) { $0 + $1[cell][keyPath: value] }
        let mean = sum / Double(scores.count)
        columns[Self.column(place, cell, measure)][row] =
          cell == AttentionReading.exactCell ? exact?[keyPath: value] ?? mean : mean
      }
    }
  }

  struct Summary {
    var rows: [PredictionStudyResult.Row]
    var differences: [PredictionStudyResult.Difference]

    func append(to result: inout PredictionStudyResult) {
      result.rows += rows
      result.differences += differences
    }
  }

  func summarize(_ split: StudySplit, _ readings: ReadingIntervals) -> Summary {
    let predictors = AttentionPredictor.allCases
    let cells = AttentionReading.cells
    let differences = cells.indices.flatMap { cell in Self.pairs.map { difference(of: $0, cell) } }
    let intervals = (columns + differences).map(readings.mean)
    var summary = Summary(rows: [], differences: [])
    for (cell, (reading, radius)) in cells.enumerated() {
      for (place, predictor) in predictors.enumerated() {
        guard let precision = intervals[Self.column(place, cell, 0)],
          let recall = intervals[Self.column(place, cell, 1)], let f1 = intervals[Self.column(place, cell, 2)]
        else { continue }
        summary.rows.append(
          .init(
            split: split, reading: reading, radius: radius, predictor: predictor, precision: precision, recall: recall,
            f1: f1))
      }
      for (number, pair) in Self.pairs.enumerated() {
        guard let f1 = intervals[columns.count + cell * Self.pairs.count + number] else { continue }
        summary.differences.append(
          .init(split: split, reading: reading, radius: radius, of: pair.of, against: pair.against, f1: f1))
      }
    }
    return summary
  }

  /// The differences, trial by trial, over the trials with predictions from both.
  private func difference(of pair: (of: AttentionPredictor, against: AttentionPredictor), _ cell: Int) -> [Double?] {
    let first = columns[Self.column(Self.place(of: pair.of), cell, 2)]
    let second = columns[Self.column(Self.place(of: pair.against), cell, 2)]
    return zip(first, second).map { first, second in
      if let first, let second { first - second } else { nil }
    }
  }
}

/// The splits into trials that a predictor learns from and trials that it is scored on.
package enum StudySplit: String, CaseIterable, Sendable, Codable {
  /// Each participant in turn is held out with all their trials; other readings of the same methods stay in training.
  case participants = "leave_one_participant_out"
  /// The methods are dealt into folds, and each fold in turn is held out with all readings of its methods.
  case methods = "leave_methods_out"

  /// The indices of the held-out trials, by fold; without chosen methods, every trial is held out exactly once.
  ///
  /// The folds depend only on the seed and the ids, not on the gaze data. With fewer methods than folds, there are as
  /// many folds as methods.
  ///
  /// - Parameter heldOutMethods: the ids of methods that form a single fold when methods are held out, so a model
  ///   trained on the rest has seen no reading of any of them; nil deals all methods into folds.
  package func heldOut(
    of corpus: StudyScanpaths, folds: Int, seed: UInt64, heldOutMethods: Set<String>? = nil
  ) -> [[Int]] {
    switch self {
    case .participants:
      let groups = Dictionary(grouping: corpus.trials.indices) { corpus.trials[$0].participant }
      return groups.sorted { $0.key < $1.key }.map(\.value)
    case .methods:
      if let heldOutMethods {
        let fold = corpus.trials.indices.filter { heldOutMethods.contains(corpus.id(ofTrial: $0)) }
        return fold.isEmpty ? [] : [fold]
      }
      let groups = Dictionary(grouping: corpus.trials.indices) { corpus.trials[$0].method }
      var stream = RandomStream(seed: seed, purpose: .shuffling)
      let dealt = groups.sorted { corpus.methods[$0.key].code.id < corpus.methods[$1.key].code.id }.map(\.value)
        .shuffled(using: &stream)
      let count = min(max(1, folds), dealt.count)
      return (0..<count).map { fold in stride(from: fold, to: dealt.count, by: count).flatMap { dealt[$0] }.sorted() }
    }
  }
}
