/// The scores of one split, trial by trial.
struct SplitScores {
  private static let measures = 3
  private let trials: Int
  /// By predictor, cell and measure, then by trial; nil where a predictor says nothing about a trial.
  private var columns: [[Double?]]

  init(trials: Int) {
    self.trials = trials
    let count = AttentionPredictor.allCases.count * AttentionReading.cells.count * Self.measures
    columns = [[Double?]](repeating: [Double?](repeating: nil, count: trials), count: count)
  }

  private static func column(_ predictor: Int, _ cell: Int, _ measure: Int) -> Int {
    (predictor * AttentionReading.cells.count + cell) * measures + measure
  }

  /// Sets a trial's scores to the means over a predictor's predictions.
  mutating func set(_ scores: [[AttentionScore]], of predictor: AttentionPredictor, trial: Int) {
    guard !scores.isEmpty, let place = AttentionPredictor.allCases.firstIndex(of: predictor) else { return }
    for cell in AttentionReading.cells.indices {
      for (measure, value) in [\AttentionScore.precision, \.recall, \.f1].enumerated() {
        let sum = scores.reduce(0) { $0 + $1[cell][keyPath: value] }
        columns[Self.column(place, cell, measure)][trial] = sum / Double(scores.count)
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

  func summarize(_ split: StudySplit, resampling: Resampling) -> Summary {
    let predictors = AttentionPredictor.allCases
    let cells = AttentionReading.cells
    var differences: [[Double?]] = []
    for cell in cells.indices {
      for other in predictors.indices.dropFirst() {
        differences.append(
          zip(columns[Self.column(0, cell, 2)], columns[Self.column(other, cell, 2)]).map { model, other in
            if let model, let other { model - other } else { nil }
          })
      }
    }
    let intervals = resampling.intervals(columns + differences, things: trials)
    var summary = Summary(rows: [], differences: [])
    var next = columns.count
    for (cell, (reading, radius)) in cells.enumerated() {
      for (place, predictor) in predictors.enumerated() {
        if let precision = intervals[Self.column(place, cell, 0)],
          let recall = intervals[Self.column(place, cell, 1)], let f1 = intervals[Self.column(place, cell, 2)]
        {
          summary.rows.append(
            .init(
              split: split, reading: reading, radius: radius, predictor: predictor, precision: precision,
              recall: recall, f1: f1))
        }
        guard predictor != .model else { continue }
        if let difference = intervals[next] {
          summary.differences.append(
            .init(split: split, reading: reading, radius: radius, against: predictor, f1: difference))
        }
        next += 1
      }
    }
    return summary
  }
}
