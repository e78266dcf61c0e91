import Basics
import Corpus
import Foundation
import Pages
import Scanpaths
import Tokenization
import Training

/// A gaze-annotated sample from recording to subwords, as readable text.
struct GazeSampleText {
  let sample: AnnotatedSample
  /// Nil if nobody was recorded reading the sample.
  let recorded: RecordedSample?
  let tokenizer: Tokenizer
  let objective: ObjectiveConfiguration
  let sampleCount: Int

  var text: String {
    var parts = [heading]
    if let recorded {
      parts += [
        "code:\n" + Self.numbered(recorded.text), "tokens, F and F★:\n" + tokens(recorded).indented,
        "fixations in their order:\n" + fixations(recorded).indented,
      ]
    }
    if objective.control != .none {
      parts.append(
        "objective.control is \(objective.control.rawValue): it takes the place of the attention above on the subwords below"
      )
    }
    parts += [
      "subwords of the source:\n" + subwords.indented, "target: \(DisplayText.line(sample.reference))\n" + target,
    ]
    return parts.joined(separator: "\n\n")
  }

  private var heading: String {
    var text = "gaze-annotated sample 1 of \(sampleCount): \(sample.participant) on \(sample.method)"
    if recorded == nil {
      text += ", a pseudo-scanpath: nobody was recorded reading this method"
    } else if recorded?.scanpath.isSimulated == true {
      text += "\nthe reader is SIMULATED: the gaze below is made up and says nothing of people"
    }
    return text
  }

  private static func numbered(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .map { String(format: "%4d  ", $0 + 1) + DisplayText.line(String($1)) }.joined(separator: "\n")
  }

  private func tokens(_ recorded: RecordedSample) -> TextTable {
    var table = TextTable(header: ["#", "line", "token", "label", "ms", "visits", "F★", "order", "weight", "pattern"])
    var dwell = [Double](repeating: 0, count: recorded.code.tokens.count)
    var visits = [[Int]](repeating: [], count: dwell.count)
    for (turn, visit) in recorded.scanpath.visits.enumerated() {
      dwell[visit.token] += visit.durationMilliseconds
      visits[visit.token].append(turn + 1)
    }
    for (place, (token, gaze)) in zip(recorded.code.tokens, recorded.augmented.tokens).enumerated() {
      let kind = gaze.isFixated ? "fixated" : gaze.isIncluded ? "added" : "–"
      table.rows.append(
        [
          "\(place)", "\(token.line + 1)", DisplayText.line(token.text), token.label.rawValue,
          gaze.isFixated ? Self.number(dwell[place]) : "", visits[place].map(String.init).joined(separator: ","), kind,
        ]
          + (gaze.isIncluded
            ? ["\(gaze.order)", Self.fraction(gaze.weight), gaze.pattern > 0 ? "\(gaze.pattern)" : ""] : ["", "", ""]))
    }
    return table
  }

  private func fixations(_ recorded: RecordedSample) -> TextTable {
    var table = TextTable(header: ["fixation", "ms", "token", "text", "line"])
    for (turn, fixation) in recorded.trial.fixations.enumerated() {
      let tokens = fixation.tokens.map { recorded.code.tokens[$0] }
      let place = fixation.tokens.map(String.init).joined(separator: ",")
      table.rows.append([
        "\(turn + 1)", Self.number(fixation.duration), place.isEmpty ? "on no token" : place,
        DisplayText.line(tokens.map(\.text).joined(separator: " ")), tokens.first.map { "\($0.line + 1)" } ?? "",
      ])
    }
    return table
  }

  /// The training input: the signal on the subwords, and what the objective makes of it.
  private var subwords: TextTable {
    let use = self.use
    var table = TextTable(header: ["#", "subword", "token", "label", "weight", "order", "pattern"])
    if let use { table.header.append(use.title) }
    for (place, id) in sample.sample.source.enumerated() {
      let signal = sample.signal
      let isIncluded = signal.weights[place] > 0
      var row = [
        "\(place)", piece(id), signal.tokens[place] >= 0 ? "\(signal.tokens[place])" : "",
        SemanticLabel(id: Int(signal.labels[place]))?.rawValue ?? "",
        isIncluded ? Self.fraction(Double(signal.weights[place])) : "",
        isIncluded ? Self.fraction(Double(signal.order[place])) : "",
        signal.patterns[place] > 0 ? "\(signal.patterns[place])" : "",
      ]
      if let use { row.append(use.ofSubword[place].map(Self.fraction) ?? "") }
      table.rows.append(row)
    }
    return table
  }

  /// The number that the objective uses for each subword, nil for those without one; nil if it uses none.
  private var use: (title: String, ofSubword: [Double?])? {
    let signal = sample.signal
    switch objective.kind {
    case .reward where objective.reward.estimator == .expected:
      let features = AttentionReward(objective.reward).features(of: signal)
      return (
        "counts in the reward",
        signal.weights.enumerated().map { place, weight in
          weight > 0 ? Double(features[place * AttentionReward.featureCount]) : nil
        }
      )
    case .align:
      guard let target = AlignmentTarget(signal) else { return nil }
      return ("looking time of its token", target.places.map { $0 < 0 ? nil : target.looking.shares[$0] })
    default: return nil
    }
  }

  private var target: String { "  " + sample.sample.target.map(piece).joined(separator: " ") }

  private func piece(_ id: Int32) -> String {
    DisplayText.line(tokenizer.token(for: id) ?? tokenizer.decode([id]))
  }

  private static func number(_ value: Double) -> String { String(format: "%.0f", value) }
  private static func fraction(_ value: Double) -> String { String(format: "%.3f", value) }
}

/// An ordinary sample's target with its gaze, as readable text.
struct TargetGazeText {
  let target: [Int32]
  let weights: [Float]
  let carriesGaze: [Bool]
  let tokenizer: Tokenizer

  /// The first sample with a target token that carries gaze; nil if there is none.
  init?(_ gaze: TargetGaze, _ corpus: EncodedCorpus, _ tokenizer: Tokenizer) {
    let carries = gaze.carriesGaze(of: corpus)
    guard let place = carries.firstIndex(where: { $0.contains(true) }) else { return nil }
    target = corpus.samples[place].target
    weights = gaze.weights(of: corpus)[place]
    carriesGaze = carries[place]
    self.tokenizer = tokenizer
  }

  var text: String {
    var table = TextTable(header: ["#", "subword", "gaze", "weight of its loss"])
    for (place, id) in target.enumerated() {
      table.rows.append([
        "\(place)", DisplayText.line(tokenizer.token(for: id) ?? ""), carriesGaze[place] ? "yes" : "",
        String(format: "%.3f", weights[place]),
      ])
    }
    return "subwords of the first training target that carries gaze:\n" + table.indented
  }
}

extension TextTable {
  /// The lines, each indented by two spaces. Long cells, such as a comment or a string literal, are truncated.
  fileprivate var indented: String {
    var table = self
    table.widestCell = 40
    return table.rendered(.table).split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
      .joined(separator: "\n")
  }
}
