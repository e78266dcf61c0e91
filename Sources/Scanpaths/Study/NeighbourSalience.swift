/// The salience of a label beside its neighbours' labels in the text, drawn towards the label's own salience.
///
/// A method's own readings are left out when its tokens are asked for: the regression is then fitted under the conditions
/// that hold for code that nobody has read.
struct NeighbourSalience {
  /// Which neighbours are looked at.
  enum Side: Int, CaseIterable {
    case before
    case after
    case both
  }

  private struct Tally {
    var hits = 0.0
    var trials = 0.0
  }

  private var all: [Int: Tally] = [:]
  /// What each method added, by its place.
  private var own: [Int: [Int: Tally]] = [:]
  private let salience: [Double]

  /// The label's salience counts as that many observations.
  private static let priorStrength = 20.0

  init(_ corpus: StudyScanpaths, _ readings: AttendedCounts, salience: (Int) -> Double) {
    self.salience = (0..<TrialCounts.labels).map(salience)
    for (place, methodHits) in readings.hits {
      let method = corpus.methods[place]
      let count = readings.trials[place] ?? 0
      var added: [Int: Tally] = [:]
      for token in methodHits.indices {
        for side in Side.allCases {
          let key = Self.key(token, side, in: method)
          added[key, default: Tally()].hits += methodHits[token]
          added[key, default: Tally()].trials += count
        }
      }
      for (key, tally) in added {
        all[key, default: Tally()].hits += tally.hits
        all[key, default: Tally()].trials += tally.trials
      }
      own[place] = added
    }
  }

  func salience(of token: Int, beside side: Side, in method: StudyScanpaths.Method, place: Int) -> Double {
    let key = Self.key(token, side, in: method)
    let (total, left) = (all[key] ?? Tally(), own[place]?[key] ?? Tally())
    let prior = Self.priorStrength * salience[method.labels[token]]
    return (total.hits - left.hits + prior) / (total.trials - left.trials + Self.priorStrength)
  }

  /// The labels of a token and its neighbours as one number; beyond the ends stands a label of its own.
  private static func key(_ token: Int, _ side: Side, in method: StudyScanpaths.Method) -> Int {
    let base = TrialCounts.labels + 1
    let before = side != .after && token > 0 ? method.labels[token - 1] + 1 : 0
    let after = side != .before && token + 1 < method.count ? method.labels[token + 1] + 1 : 0
    return ((before * base + method.labels[token] + 1) * base + after) * Side.allCases.count + side.rawValue
  }
}
