import Scanpaths

/// Means over trials with their intervals; differences are paired, trial by trial.
struct AttentionSummary {
  var agreement: [AttentionStudyResult.Agreement] = []
  var massOnTokens: MeanInterval?
  var rows: [AttentionStudyResult.Row] = []
  var labels: [AttentionStudyResult.Label] = []
  var rankCorrelation: AttentionStudyResult.Correlation

  /// - Parameters:
  ///   - other: another model's readouts of the same trials; nil for none.
  ///   - references: the readouts of each reference, nil for trials of which it says nothing.
  init(
    _ readouts: [TrialReadout], against other: [TrialReadout?]?,
    references: [(source: String, readouts: [TrialReadout?])], intervals: ReadingIntervals
  ) {
    let compared = (other.map { [(source: "other_model", readouts: $0)] } ?? []) + references
    agreement =
      [Self.agreement("model", readouts, intervals)]
      + compared.map { source, others in
        var agreement = Self.agreement(source, others, intervals)
        agreement.modelAbove = Self.measures { value in
          intervals.difference(readouts.map { value($0.agreement) }, others.map { $0.flatMap { value($0.agreement) } })
        }
        return agreement
      }
    massOnTokens = intervals.mean(readouts.map(\.massOnTokens))
    rows = AttendedSet.all.indices.compactMap { Self.row($0, readouts, against: other, intervals) }
    labels = SemanticLabel.allCases.indices.compactMap { Self.label($0, readouts, intervals) }
    let (found, even) = (agreement, AttentionReference.evenOverSubwords.rawValue)
    rankCorrelation = .init(
      attention: found.first?.measures.rankCorrelation,
      evenAttention: found.first { $0.source == even }?.measures.rankCorrelation,
      aboveEven: found.first { $0.source == even }?.modelAbove?.rankCorrelation,
      aboveOther: found.first { $0.source == "other_model" }?.modelAbove?.rankCorrelation)
  }

  private static func measures(
    _ interval: ((AttentionAgreement) -> Double?) -> MeanInterval?
  ) -> AttentionStudyResult.Agreement.Measures {
    .init(
      aboveEven: interval(\.aboveEven), rankCorrelation: interval(\.rankCorrelation),
      crossEntropyBelowEven: interval(\.crossEntropyBelowEven))
  }

  private static func agreement(
    _ source: String, _ readouts: [TrialReadout?], _ intervals: ReadingIntervals
  ) -> AttentionStudyResult.Agreement {
    .init(
      source: source,
      measures: measures { value in intervals.mean(readouts.map { $0.flatMap { value($0.agreement) } }) },
      crossEntropy: intervals.mean(readouts.map { $0?.agreement.crossEntropy }))
  }

  private static func row(
    _ set: Int, _ readouts: [TrialReadout], against other: [TrialReadout?]?, _ intervals: ReadingIntervals
  ) -> AttentionStudyResult.Row? {
    let mass = readouts.map { $0.masses[set].mass }
    let among = readouts.map { $0.masses[set].massAmongTokens }
    let overSubwords = readouts.map { $0.masses[set].evenOverSubwords }
    let overTokens = readouts.map { $0.masses[set].evenOverTokens }
    guard let meanMass = intervals.mean(mass), let even = intervals.mean(overSubwords),
      let above = intervals.difference(mass, overSubwords)
    else { return nil }
    return .init(
      AttendedSet.all[set], mass: meanMass, evenOverSubwords: even, aboveSubwords: above,
      massAmongTokens: intervals.mean(among), evenOverTokens: intervals.mean(overTokens),
      aboveTokens: intervals.difference(among, overTokens),
      aboveOther: other.flatMap { intervals.difference(mass, $0.map { $0?.masses[set].mass }) },
      aboveOtherAmongTokens: other.flatMap { intervals.difference(among, $0.map { $0?.masses[set].massAmongTokens }) })
  }

  private static func label(
    _ label: Int, _ readouts: [TrialReadout], _ intervals: ReadingIntervals
  ) -> AttentionStudyResult.Label? {
    func mean(_ value: (TrialReadout.Label) -> Double?) -> MeanInterval? {
      intervals.mean(readouts.map { $0.labels[label].flatMap(value) })
    }
    guard let even = mean(\.even) else { return nil }
    return .init(
      label: SemanticLabel.allCases[label], attention: mean(\.attention), lookingTime: mean(\.lookingTime), even: even,
      aboveEven: mean(\.aboveEven))
  }
}

extension AttentionStudyResult.Row {
  fileprivate init(
    _ set: AttendedSet, mass: MeanInterval, evenOverSubwords: MeanInterval, aboveSubwords: MeanInterval,
    massAmongTokens: MeanInterval?, evenOverTokens: MeanInterval?, aboveTokens: MeanInterval?,
    aboveOther: MeanInterval?, aboveOtherAmongTokens: MeanInterval?
  ) {
    name = set.name
    switch set {
    case .fixated: (self.set, radius) = ("F", nil)
    case .augmented(let lines): (self.set, radius) = ("F★", lines)
    }
    self.mass = mass
    self.evenOverSubwords = evenOverSubwords
    self.aboveSubwords = aboveSubwords
    self.massAmongTokens = massAmongTokens
    self.evenOverTokens = evenOverTokens
    self.aboveTokens = aboveTokens
    self.aboveOther = aboveOther
    self.aboveOtherAmongTokens = aboveOtherAmongTokens
  }
}
