import Basics
import Scanpaths
import Studies

/// The result of `fovea gaze agreement` with a model: its attention as another predictor of where people look, and how
/// many trials it covers.
package struct ModelAgreement: Encodable, Sendable {
  /// Counts how many trials with a fixation on a token were measured, and why others were not.
  package struct Account: Codable, Sendable, Equatable {
    package var trials = 0
    package var measured = 0
    /// Trials of methods that were not chosen.
    package var notChosen = 0
    /// Trials that were left out, by reason.
    package var leftOut: [String: Int] = [:]
    /// Measured trials of methods that are too long for the model, which reads only their beginning.
    package var cut = 0

    enum CodingKeys: String, CodingKey {
      case trials, measured, cut
      case notChosen = "not_chosen"
      case leftOut = "left_out"
    }

    /// A summary in one sentence.
    package var summary: String {
      var parts = MethodAttention.Obstacle.allCases.compactMap { obstacle in
        leftOut[obstacle.rawValue].map { "\($0) \(obstacle.title) left out" }
      }
      if notChosen > 0 { parts.append("\(notChosen) of methods that were not chosen") }
      if cut > 0 { parts.append("\(cut) measured ones of methods that the model reads only the beginning of") }
      return "\(measured) of \(trials) trials measured" + (parts.isEmpty ? "" : "; " + parts.joined(separator: ", "))
    }
  }

  package let prediction: PredictionStudyResult
  package let attention: AttentionStudyResult
  package let account: Account

  /// - Parameters:
  ///   - path: the trials' file, for messages.
  ///   - methods: the ids of the methods whose trials are scored; nil for all.
  ///   - other: reads another model to compare with; nil for none.
  /// - Throws: `SourceAttentionError`; `InvalidSetting`.
  package init(
    _ corpus: StudyScanpaths, sources: [String: String], path: String, methods: Set<String>?,
    reader: SourceAttentionReader, against other: SourceAttentionReader?, study: PredictionStudy
  ) throws {
    let read = Set(corpus.trials.map { corpus.methods[$0.method].code.id })
    let chosen = corpus.methods.map(\.code).filter { read.contains($0.id) && methods?.contains($0.id) ?? true }
    var found = try reader.attention(to: chosen, sources: sources)
    let compared = try other?.attention(to: chosen, sources: sources)
    if let compared { found.leaveOut(compared.obstacles) }
    account = Account(corpus, chosen: Set(chosen.map(\.id)), found)
    guard account.measured > 0 else {
      throw SourceAttentionError.nothingMeasured(path: path, reasons: account.summary)
    }
    prediction = try study.run(corpus, heldOutMethods: methods, attention: found.attention)
    var settings = AttentionStudy()
    settings.confidence = study.confidence
    attention = try settings.run(corpus, attention: found.attention, against: compared?.attention)
  }

  private enum CodingKeys: String, CodingKey { case attention, account }

  /// Encodes the keys of the study without a model, and two more.
  package func encode(to encoder: any Encoder) throws {
    try prediction.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(attention, forKey: .attention)
    try container.encode(account, forKey: .account)
  }

  package var markdown: String { "\(prediction.markdown)\n\(attention.markdown)" }
}

extension ModelAgreement.Account {
  fileprivate init(_ corpus: StudyScanpaths, chosen: Set<String>, _ found: MethodAttention) {
    for trial in corpus.trials {
      let id = corpus.methods[trial.method].code.id
      trials += 1
      if !chosen.contains(id) {
        notChosen += 1
      } else if let obstacle = found.obstacles[id] {
        leftOut[obstacle.rawValue, default: 0] += 1
      } else {
        measured += 1
        cut += found.cut.contains(id) ? 1 : 0
      }
    }
  }
}
