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
