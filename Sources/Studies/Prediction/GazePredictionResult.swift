/// The result of scoring a gaze predictor.
package struct GazePredictionResult: Sendable, Equatable, Codable {
  /// A score; `GazeScore` defines them.
  package enum Measure: String, CaseIterable, Sendable, Codable {
    case logLoss = "log_loss"
    case areaUnderCurve = "auc"
    case rankCorrelation = "rank_correlation"
    case lookingTimeGain = "looking_time_gain"
  }

  /// One predictor's score under one split: the mean over the scored trials that have one.
  package struct Row: Sendable, Equatable, Codable {
    package var split: GazePredictionStudy.Split
    package var predictor: GazePredictionStudy.Predictor
    package var measure: Measure
    package var value: MeanInterval
  }

  /// One predictor's score minus another's, over the trials for which both have one.
  package struct Difference: Sendable, Equatable, Codable {
    package var split: GazePredictionStudy.Split
    package var of: GazePredictionStudy.Predictor
    package var against: GazePredictionStudy.Predictor
    package var measure: Measure
    package var value: MeanInterval
  }

  package var settings: GazePredictionStudy
  /// The number of trials of methods that the encoder reads.
  package var trials: Int
  package var rows: [Row]
  package var differences: [Difference]
  /// The ridge penalties chosen in each fold.
  package var ridges: [GazeHead.Ridges]

  /// The results as Markdown tables.
  package var markdown: String {
    var text = ""
    for split in GazePredictionStudy.Split.allCases where rows.contains(where: { $0.split == split }) {
      text += "### \(split.title)\n\n| predictor |"
      text += Measure.allCases.map { " \($0.title) |" }.joined() + "\n|---|---|---|---|---|\n"
      for predictor in GazePredictionStudy.Predictor.allCases {
        text += line(predictor.title) { measure in
          rows.first { $0.split == split && $0.predictor == predictor && $0.measure == measure }?.value
        }
      }
      for pair in differences where pair.split == split && pair.measure == .logLoss {
        text += line("\(pair.of.title) − \(pair.against.title)") { measure in
          differences.first {
            $0.split == split && $0.of == pair.of && $0.against == pair.against && $0.measure == measure
          }?.value
        }
      }
      text += "\n"
    }
    return text
      + MeanInterval.legend(rows.map(\.value) + differences.map(\.value), confidence: settings.confidence)
  }

  private func line(_ title: String, _ value: (Measure) -> MeanInterval?) -> String {
    "| \(title) | " + Measure.allCases.map { value($0)?.text ?? "–" }.joined(separator: " | ") + " |\n"
  }
}

extension GazePredictionResult.Measure {
  fileprivate var title: String {
    switch self {
    case .logLoss: "log-loss, nats (lower is better)"
    case .areaUnderCurve: "AUC"
    case .rankCorrelation: "rank correlation with looking time"
    case .lookingTimeGain: "looking time above even, nats"
    }
  }
}

extension GazePredictionStudy.Split {
  fileprivate var title: String {
    switch self {
    case .methods: "Held-out methods"
    case .participants: "Held-out participants"
    case .both: "Held-out participants on held-out methods"
    }
  }
}

extension GazePredictionStudy.Predictor {
  fileprivate var title: String {
    switch self {
    case .encoder: "encoder"
    case .withoutStates: "without states"
    case .labelPrior: "label prior"
    case .otherReaders: "other readers"
    case .chance: "chance"
    }
  }
}
