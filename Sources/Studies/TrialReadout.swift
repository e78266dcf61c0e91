import Scanpaths

/// A model's attention, or something in its place, compared with one trial.
struct TrialReadout {
  /// The attention mass on one set of tokens.
  struct Mass: Equatable {
    /// The set's share of all attention, and of the attention to tokens; nil if no token has any.
    var mass: Double
    var massAmongTokens: Double?
    /// The same for attention spread evenly over all subwords, and over all tokens that the model reads.
    var evenOverSubwords: Double
    var evenOverTokens: Double?
  }

  /// The tokens of one label.
  struct Label: Equatable {
    /// The label's share of the attention to tokens, of the looking time, and of the tokens that the model reads.
    var attention: Double?
    var lookingTime: Double?
    var even: Double
    /// Among the tokens of the label alone, the share of attention on fixated ones above even; nil where all or none of
    /// them were fixated, which says nothing.
    var aboveEven: Double?
  }

  /// The masses, one for each set.
  var masses: [Mass]
  /// The share of all attention that falls on tokens.
  var massOnTokens: Double
  /// The agreement among the tokens that the model reads.
  var agreement: AttentionAgreement
  /// The labels of the tokens that the model reads, by their index in `SemanticLabel.allCases`.
  var labels: [Int: Label]

  /// - Parameter sets: sets of tokens of the trial's method.
  init(_ attention: TokenAttention, _ trial: StudyScanpaths.Trial, in method: StudyScanpaths.Method, sets: [[Int]]) {
    let read = attention.tokensRead
    let isRead = Set(read)
    let onTokens = attention.mass.reduce(0, +)
    massOnTokens = onTokens
    masses = sets.map { set in
      let mass = set.reduce(0) { $0 + attention.mass[$1] }
      return Mass(
        mass: mass, massAmongTokens: onTokens > 0 ? mass / onTokens : nil,
        evenOverSubwords: set.reduce(0) { $0 + attention.evenMass[$1] },
        evenOverTokens: read.isEmpty ? nil : Double(set.count(where: isRead.contains)) / Double(read.count))
    }
    var times = [Double](repeating: 0, count: attention.mass.count)
    for visit in trial.visits { times[visit.token] += visit.durationMilliseconds }
    let attended = Set(trial.attended)
    let looks = read.map { times[$0] }
    let isFixated = read.map(attended.contains)
    agreement = AttentionAgreement(
      attention: read.map { attention.mass[$0] }, milliseconds: looks, isFixated: isFixated)
    let looking = LookingTime(milliseconds: looks)?.shares
    labels = Dictionary(grouping: read.indices) { method.labels[read[$0]] }.mapValues { places in
      let mass = places.map { attention.mass[read[$0]] }
      let fixated = places.map { isFixated[$0] }
      let isMixed = fixated.contains(true) && fixated.contains(false)
      return Label(
        attention: onTokens > 0 ? mass.reduce(0, +) / onTokens : nil,
        lookingTime: looking.map { shares in places.reduce(0) { $0 + shares[$1] } },
        even: Double(places.count) / Double(read.count),
        aboveEven: isMixed ? AttentionAgreement.aboveEven(mass, on: fixated) : nil)
    }
  }
}
