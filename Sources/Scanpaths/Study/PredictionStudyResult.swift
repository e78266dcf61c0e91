import Foundation

/// What the prediction study found.
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

  /// Tables in Markdown, one for each split and reading.
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
    let percent = (settings.confidence * 100).formatted(.number.locale(Locale(identifier: "en_US_POSIX")))
    text += "In brackets: \(percent) % bootstrap intervals over held-out trials, \(settings.bootstrapRounds) rounds.\n"
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
      + (hasAttention ? "| \(difference(of: .sourceAttention)) " : "") + "| \(row.f1.count) |"
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
