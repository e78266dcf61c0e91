/// The result of comparing a model's attention with that of people.
package struct AttentionStudyResult: Sendable, Equatable, Codable {
  /// Attention mass on one set of tokens: means over trials.
  package struct Row: Sendable, Equatable, Codable {
    /// `F` or `F★`.
    package var set: String
    /// The radius of F★ in lines; nil for F.
    package var radius: Int?
    /// The set's share of all attention; its share under attention spread evenly over subwords; the difference.
    package var mass: MeanInterval
    package var evenOverSubwords: MeanInterval
    package var aboveSubwords: MeanInterval
    /// The set's share of the attention to tokens; its share under attention spread evenly over tokens; the difference.
    package var massAmongTokens: MeanInterval?
    package var evenOverTokens: MeanInterval?
    package var aboveTokens: MeanInterval?
    /// The mass minus the other model's mass; nil without another model.
    package var aboveOther: MeanInterval?

    enum CodingKeys: String, CodingKey {
      case set, radius, mass
      case evenOverSubwords = "even_over_subwords"
      case aboveSubwords = "above_subwords"
      case massAmongTokens = "mass_among_tokens"
      case evenOverTokens = "even_over_tokens"
      case aboveTokens = "above_tokens"
      case aboveOther = "above_other"
    }
  }

  /// Spearman's rank correlation with dwell time per token: means over the trials that have one.
  package struct Correlation: Sendable, Equatable, Codable {
    package var attention: MeanInterval?
    /// The correlation of attention spread evenly over subwords.
    package var evenAttention: MeanInterval?
    package var aboveEven: MeanInterval?
    /// The correlation minus the other model's; nil without another model.
    package var aboveOther: MeanInterval?

    enum CodingKeys: String, CodingKey {
      case attention
      case evenAttention = "even_attention"
      case aboveEven = "above_even"
      case aboveOther = "above_other"
    }
  }

  /// The values of one trial, for your own statistics.
  package struct Reading: Sendable, Equatable, Codable {
    package var participant: String
    package var code: String
    /// The masses, in the order of `rows`.
    package var mass: [Double]
    package var rankCorrelation: Double?

    enum CodingKeys: String, CodingKey {
      case participant, code, mass
      case rankCorrelation = "rank_correlation"
    }
  }

  package var settings: AttentionStudy
  package var trials: Int
  /// The share of all attention that falls on tokens of the method.
  package var massOnTokens: MeanInterval?
  package var rows: [Row]
  package var rankCorrelation: Correlation
  package var readings: [Reading]

  enum CodingKeys: String, CodingKey {
    case settings, trials, rows, readings
    case massOnTokens = "mass_on_tokens"
    case rankCorrelation = "rank_correlation"
  }

  /// The result as Markdown tables.
  package var markdown: String {
    let hasOther = rows.contains { $0.aboveOther != nil }
    var text = "### Attention mass\n\n"
    text += "| tokens | mass | even over subwords | difference | mass among tokens | even over tokens | difference |"
    text += hasOther ? " mass − other model's |\n|---" : "\n"
    text += "|---|---|---|---|---|---|---|\n"
    for row in rows {
      let cells = [
        row.radius.map { "\(row.set), r = \($0)" } ?? row.set, row.mass.text, row.evenOverSubwords.text,
        row.aboveSubwords.text, row.massAmongTokens?.text ?? "–", row.evenOverTokens?.text ?? "–",
        row.aboveTokens?.text ?? "–",
      ]
      text += "| " + (cells + (hasOther ? [row.aboveOther?.text ?? "–"] : [])).joined(separator: " | ") + " |\n"
    }
    if let massOnTokens { text += "\nOn tokens of the method: \(massOnTokens.text) of the attention.\n" }
    text += "\n### Rank correlation of attention with dwell time\n\n| attention | mean | trials |\n|---|---|---|\n"
    for (name, interval) in [
      ("the model's", rankCorrelation.attention), ("even over subwords", rankCorrelation.evenAttention),
      ("difference", rankCorrelation.aboveEven), ("the model's − other model's", rankCorrelation.aboveOther),
    ] {
      if let interval { text += "| \(name) | \(interval.text) | \(interval.count) |\n" }
    }
    return text
  }
}

extension AttentionStudyResult.Row {
  init(
    _ set: AttendedSet, mass: MeanInterval, evenOverSubwords: MeanInterval, aboveSubwords: MeanInterval,
    massAmongTokens: MeanInterval?, evenOverTokens: MeanInterval?, aboveTokens: MeanInterval?,
    aboveOther: MeanInterval?
  ) {
    let radius: Int?
    (self.set, radius) =
      switch set {
      case .fixated: ("F", nil)
      case .augmented(let lines): ("F★", lines)
      }
    self.radius = radius
    self.mass = mass
    self.evenOverSubwords = evenOverSubwords
    self.aboveSubwords = aboveSubwords
    self.massAmongTokens = massAmongTokens
    self.evenOverTokens = evenOverTokens
    self.aboveTokens = aboveTokens
    self.aboveOther = aboveOther
  }
}

/// Means over trials with their intervals, all resampled alike to keep differences paired.
struct AttentionSummary {
  var massOnTokens: MeanInterval?
  var rows: [AttentionStudyResult.Row] = []
  var rankCorrelation: AttentionStudyResult.Correlation

  /// - Parameter other: another model's readouts of the same trials.
  init(_ readouts: [TrialReadout], against other: [TrialReadout]?, resampling: Resampling) {
    var columns: [[Double?]] = []
    func add(_ column: [Double?]) -> Int {
      columns.append(column)
      return columns.count - 1
    }
    func column(_ value: (TrialReadout) -> Double?) -> [Double?] { readouts.map(value) }
    func difference(_ first: [Double?], _ second: [Double?]) -> [Double?] {
      zip(first, second).map { if let first = $0, let second = $1 { first - second } else { nil } }
    }

    let onTokens = add(column(\.massOnTokens))
    let sets = AttendedSet.all.indices.map { set in
      let mass = column { $0.masses[set].mass }
      let among = column { $0.masses[set].massAmongTokens }
      let overSubwords = column { $0.masses[set].evenOverSubwords }
      let overTokens = column { $0.masses[set].evenOverTokens }
      let compared = other.map { difference(mass, $0.map { $0.masses[set].mass }) } ?? []
      let figures: [[Double?]] = [
        mass, overSubwords, difference(mass, overSubwords), among, overTokens, difference(among, overTokens), compared,
      ]
      return figures.map(add)
    }
    let correlation = column(\.rankCorrelation)
    let ofEven = column(\.rankCorrelationOfEven)
    let comparedCorrelation = other.map { difference(correlation, $0.map(\.rankCorrelation)) } ?? []
    let correlations = [correlation, ofEven, difference(correlation, ofEven), comparedCorrelation].map(add)

    // A comparison that is not made has a column without values and therefore no interval.
    let padded = columns.map { $0.isEmpty ? [Double?](repeating: nil, count: readouts.count) : $0 }
    let intervals = resampling.intervals(padded, things: readouts.count)
    massOnTokens = intervals[onTokens]
    rankCorrelation = .init(
      attention: intervals[correlations[0]], evenAttention: intervals[correlations[1]],
      aboveEven: intervals[correlations[2]], aboveOther: intervals[correlations[3]])
    for (set, places) in zip(AttendedSet.all, sets) {
      guard let mass = intervals[places[0]], let overSubwords = intervals[places[1]], let above = intervals[places[2]]
      else { continue }
      rows.append(
        .init(
          set, mass: mass, evenOverSubwords: overSubwords, aboveSubwords: above, massAmongTokens: intervals[places[3]],
          evenOverTokens: intervals[places[4]], aboveTokens: intervals[places[5]], aboveOther: intervals[places[6]]))
    }
  }
}
