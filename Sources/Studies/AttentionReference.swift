import Scanpaths

/// What a model's agreement with people is compared with.
package enum AttentionReference: String, CaseIterable, Sendable, Codable {
  /// Attention that is the same on every subword: what longer tokens alone explain.
  case evenOverSubwords = "even_over_subwords"
  /// Each token's salience by its label, learned from the readings of all other methods.
  case labelPrior = "label_prior"
  /// The mean of the other readers' looking times on the same method: about the most that anything can reach.
  case otherReaders = "other_readers"
  /// The looking time on another method, the nearest in length, stretched to this one: what has the form of gaze but is
  /// not this method's.
  case shuffled

  package var title: String {
    switch self {
    case .evenOverSubwords: "even over subwords"
    case .labelPrior: "label prior"
    case .otherReaders: "other readers"
    case .shuffled: "looking time on another method"
    }
  }

  /// Looking time instead of attention gives this share of itself to all tokens evenly, as a reader who did not
  /// look at a token does not show that nobody ever does.
  static let evenShare = 0.1
}

/// The references for the trials of a corpus.
struct AttentionReferences {
  private let corpus: StudyScanpaths
  /// The counts of all trials, and of those of each method.
  private let all: TrialCounts
  private let ofMethod: [Int: TrialCounts]
  private let looking: [LookingTime?]

  init(_ corpus: StudyScanpaths) {
    self.corpus = corpus
    var (all, ofMethod) = (TrialCounts(), [Int: TrialCounts]())
    for trial in corpus.trials {
      let counts = TrialCounts(trial, in: corpus.methods[trial.method])
      all.add(counts)
      ofMethod[trial.method, default: TrialCounts()].add(counts)
    }
    self.all = all
    self.ofMethod = ofMethod
    looking = corpus.trials.map { LookingTime($0.visits, tokenCount: corpus.methods[$0.method].count) }
  }

  /// What stands for the model's attention to a trial's method; nil where the reference says nothing.
  func attention(_ reference: AttentionReference, trial: Int, model: TokenAttention) -> TokenAttention? {
    let method = corpus.trials[trial].method
    let values: [Double]?
    switch reference {
    case .evenOverSubwords: values = model.evenMass
    case .labelPrior: values = corpus.methods[method].labels.map { salience($0, without: method) }
    case .otherReaders:
      let others = corpus.trials.indices.filter {
        corpus.trials[$0].method == method && corpus.trials[$0].participant != corpus.trials[trial].participant
      }
      values = LookingTime.consensus(others.compactMap { looking[$0] }).map { Self.softened($0.shares) }
    case .shuffled: values = donor(for: trial).map { Self.softened(Self.stretched($0, to: model.mass.count)) }
    }
    // Only the tokens that the model reads count for either.
    return values.map { values in
      TokenAttention(mass: zip(values, model.evenMass).map { $1 > 0 ? $0 : 0 }, evenMass: model.evenMass)
    }
  }

  private func salience(_ label: Int, without method: Int) -> Double {
    let own = ofMethod[method] ?? TrialCounts()
    return (all.hits[label] - own.hits[label] + 1) / (all.tokens[label] - own.tokens[label] + 2)
  }

  /// The looking time of a trial of another method, the nearest in length, by the same participant if there is one.
  private func donor(for trial: Int) -> [Double]? {
    let (method, participant) = (corpus.trials[trial].method, corpus.trials[trial].participant)
    func distance(_ other: Int) -> (Int, Int, Int) {
      let lengths = [method, corpus.trials[other].method].map { corpus.methods[$0].count }
      return (abs(lengths[0] - lengths[1]), corpus.trials[other].participant == participant ? 0 : 1, other)
    }
    return corpus.trials.indices.filter { corpus.trials[$0].method != method && looking[$0] != nil }
      .min { distance($0) < distance($1) }.flatMap { looking[$0]?.shares }
  }

  private static func stretched(_ shares: [Double], to count: Int) -> [Double] {
    (0..<count).map { shares[$0 * shares.count / count] }
  }

  private static func softened(_ shares: [Double]) -> [Double] {
    let whole = shares.reduce(0, +)
    let even = AttentionReference.evenShare / Double(max(shares.count, 1))
    return shares.map { even + (whole > 0 ? (1 - AttentionReference.evenShare) * $0 / whole : 0) }
  }
}
