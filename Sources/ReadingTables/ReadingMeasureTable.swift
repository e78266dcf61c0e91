import Basics
import Foundation
import Recordings
import Scanpaths

/// The reading measures of trials (`ReadingMeasures`), for each token of each reading and summed up by label.
package struct ReadingMeasureTable: Sendable {
  /// One token of one reading. Durations are in milliseconds.
  package struct TokenRow: Encodable, Sendable {
    package var participant: String
    package var method: String
    /// The token's index in its method.
    package var token: Int
    package var text: String
    package var label: String
    /// Counted from 1.
    package var line: Int
    package var measures: TokenReading

    private enum CodingKeys: String, CodingKey { case participant, method, token, text, label, line }

    /// One flat object.
    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(participant, forKey: .participant)
      try container.encode(method, forKey: .method)
      try container.encode(token, forKey: .token)
      try container.encode(text, forKey: .text)
      try container.encode(label, forKey: .label)
      try container.encode(line, forKey: .line)
      try measures.encode(to: encoder)
    }
  }

  /// All tokens of one label in all readings. Durations are means in milliseconds; nil where nothing is averaged.
  package struct LabelRow: Encodable, Sendable {
    package var label: String
    /// Tokens, once for each reading of their method.
    package var tokens: Int
    /// The share of them that were fixated at all, and that were fixated before any later token.
    package var fixatedShare: Double
    package var firstPassShare: Double
    /// Fixations for each token.
    package var fixations: Double
    /// Over the tokens with a first pass.
    package var firstFixationDuration: Double?
    package var gazeDuration: Double?
    package var regressionPathDuration: Double?
    /// Over the tokens that were fixated.
    package var totalTime: Double?
    /// Saccades for each token that entered it from a later one, and that left it for an earlier one.
    package var regressionsIn: Double
    package var regressionsOut: Double

    enum CodingKeys: String, CodingKey {
      case label, tokens, fixations
      case fixatedShare = "fixated_share"
      case firstPassShare = "first_pass_share"
      case firstFixationDuration = "first_fixation_duration"
      case gazeDuration = "gaze_duration"
      case regressionPathDuration = "regression_path_duration"
      case totalTime = "total_time"
      case regressionsIn = "regressions_in"
      case regressionsOut = "regressions_out"
    }
  }

  /// In the order of the trials and of their tokens.
  package let tokens: [TokenRow]
  /// The labels that occur, in their order.
  package let labels: [LabelRow]

  package init(_ dataset: MappedTrials) {
    var tokens: [TokenRow] = []
    var byLabel: [SemanticLabel: [TokenReading]] = [:]
    for (trial, path) in zip(dataset.trials, dataset.scanpaths) {
      guard let code = dataset.methods[path.code] else { continue }
      let readings = ReadingMeasures.perToken(trial)
      // A reading without any fixation on a token says nothing about the tokens it skipped.
      guard readings.contains(where: { $0.fixations > 0 }) else { continue }
      for (place, (token, measures)) in zip(code.tokens, readings).enumerated() {
        tokens.append(
          TokenRow(
            participant: trial.participant, method: code.id, token: place, text: token.text,
            label: token.label.rawValue, line: token.line + 1, measures: measures))
        byLabel[token.label, default: []].append(measures)
      }
    }
    self.tokens = tokens
    labels = SemanticLabel.allCases.compactMap { label in byLabel[label].map { LabelRow(label, $0) } }
  }
}

extension ReadingMeasureTable.LabelRow {
  /// - Precondition: there are readings.
  fileprivate init(_ label: SemanticLabel, _ readings: [TokenReading]) {
    let fixated = readings.filter { $0.fixations > 0 }
    let passed = readings.filter { !$0.isSkipped }
    let count = Double(readings.count)
    func mean(_ value: (TokenReading) -> Double, over some: [TokenReading]) -> Double? {
      some.isEmpty ? nil : some.reduce(0) { $0 + value($1) } / Double(some.count)
    }
    self.init(
      label: label.rawValue, tokens: readings.count, fixatedShare: Double(fixated.count) / count,
      firstPassShare: Double(passed.count) / count, fixations: mean({ Double($0.fixations) }, over: readings) ?? 0,
      firstFixationDuration: mean(\.firstFixationDuration, over: passed),
      gazeDuration: mean(\.gazeDuration, over: passed),
      regressionPathDuration: mean(\.regressionPathDuration, over: passed),
      totalTime: mean(\.totalTime, over: fixated),
      regressionsIn: mean({ Double($0.regressionsIn) }, over: readings) ?? 0,
      regressionsOut: mean({ Double($0.regressionsOut) }, over: readings) ?? 0)
  }
}

extension ReadingMeasureTable {
  /// The labels as a table.
  package var labelTable: TextTable {
    func milliseconds(_ value: Double?) -> String { value.map { String(format: "%.0f", $0) } ?? "–" }
    let rows = labels.map { row in
      [
        row.label, "\(row.tokens)", String(format: "%.3f", row.fixatedShare),
        String(format: "%.3f", row.firstPassShare),
        String(format: "%.2f", row.fixations), milliseconds(row.firstFixationDuration), milliseconds(row.gazeDuration),
        milliseconds(row.regressionPathDuration), milliseconds(row.totalTime),
        String(format: "%.2f", row.regressionsIn), String(format: "%.2f", row.regressionsOut),
      ]
    }
    return TextTable(
      header: [
        "label", "tokens", "fixated", "first pass", "fixations", "first fixation", "gaze duration", "regression path",
        "total time", "regressions in", "regressions out",
      ], rows: rows, numeric: Set(1...10))
  }

  /// The tokens as a table; its columns have the names of the JSON keys.
  package var tokenTable: TextTable {
    let rows = tokens.map { row in
      let measures = row.measures
      return [
        row.participant, row.method, "\(row.token)", row.text, row.label, "\(row.line)", "\(measures.fixations)",
        "\(measures.firstFixationDuration)", "\(measures.singleFixationDuration)", "\(measures.gazeDuration)",
        "\(measures.regressionPathDuration)", "\(measures.totalTime)", "\(measures.isSkipped)",
        "\(measures.regressionsIn)", "\(measures.regressionsOut)",
      ]
    }
    return TextTable(
      header: [
        "participant", "method", "token", "text", "label", "line", "fixations", "first_fixation_duration",
        "single_fixation_duration", "gaze_duration", "regression_path_duration", "total_time", "is_skipped",
        "regressions_in", "regressions_out",
      ], rows: rows, numeric: Set([2] + Array(5...14)))
  }
}
