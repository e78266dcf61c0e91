import Basics

/// A model's attention measured against one trial.
struct TrialReadout {
  /// On one set of tokens.
  struct Mass: Equatable {
    /// The set's share of all the attention, and of the attention to tokens; nil where no token has any.
    var mass: Double
    var massAmongTokens: Double?
    /// The same of attention that is spread evenly over all subwords, and over all tokens that the model reads.
    var evenOverSubwords: Double
    var evenOverTokens: Double?
  }

  /// For each of the sets.
  var masses: [Mass]
  /// The share of all the attention that is on tokens.
  var massOnTokens: Double
  /// Spearman's, of attention and dwell time over the tokens that the model reads; nil where one of them is the same on
  /// all.
  var rankCorrelation: Double?
  /// The same of attention that is spread evenly over all subwords: what longer words alone would give.
  var rankCorrelationOfEven: Double?

  /// - Parameter sets: of tokens of the trial's method.
  init(_ attention: TokenAttention, _ trial: StudyScanpaths.Trial, sets: [[Int]]) {
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
    var dwell = [Double](repeating: 0, count: attention.mass.count)
    for visit in trial.visits { dwell[visit.token] += visit.durationMilliseconds }
    let looks = read.map { dwell[$0] }
    rankCorrelation = RankCorrelation.spearman(read.map { attention.mass[$0] }, looks)
    rankCorrelationOfEven = RankCorrelation.spearman(read.map { attention.evenMass[$0] }, looks)
  }
}
