import Scanpaths

/// The salience of a label given its neighbours' labels in the text, shrunk towards the label's own salience.
///
/// The salience of a method's tokens ignores the method's own readings, so the regression is fitted under the same
/// conditions as code that nobody has read.
struct NeighbourSalience {
  /// The neighbours to consider.
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
  /// What each method added, by its index.
  private var own: [Int: [Int: Tally]] = [:]
  private let salience: [Double]

  /// The label's salience counts as this many observations.
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

  /// The labels of a token and its neighbours as one number; positions beyond the ends have their own label.
  private static func key(_ token: Int, _ side: Side, in method: StudyScanpaths.Method) -> Int {
    let base = TrialCounts.labels + 1
    let before = side != .after && token > 0 ? method.labels[token - 1] + 1 : 0
    let after = side != .before && token + 1 < method.count ? method.labels[token + 1] + 1 : 0
    return ((before * base + method.labels[token] + 1) * base + after) * Side.allCases.count + side.rawValue
  }
}

/// A reader as a random walk over a method's tokens: the next token depends on the labels of both tokens and on the
/// lines between them.
struct ReaderWalk {
  /// The length of the walk. Its start, all tokens in proportion to their salience, is forgotten within a few steps.
  static let steps = 24

  /// Move rates from label to label, and by line shift; computed once for all methods.
  private let moves: [Double]
  private let shifts: [Double]
  private let salience: [Double]

  init(_ counts: TrialCounts) {
    let labels = 0..<TrialCounts.labels
    moves = labels.flatMap { from in labels.map { counts.moveRate(from: from, to: $0) } }
    shifts = (0..<TrialCounts.shifts).map { counts.shiftRate($0) }
    salience = labels.map { counts.salience($0) }
  }

  /// How often each token is visited, in multiples of the method's mean.
  ///
  /// - Complexity: O(steps · tokens²).
  func visits(in method: StudyScanpaths.Method) -> [Double] {
    let count = method.count
    guard count > 1 else { return [Double](repeating: 1, count: count) }
    var weights = [Double](repeating: 0, count: count * count)
    for from in 0..<count {
      var total = 0.0
      for to in 0..<count where to != from {
        let weight =
          moves[method.labels[from] * TrialCounts.labels + method.labels[to]]
          * shifts[TrialCounts.shift(from: method.lines[from], to: method.lines[to])]
        weights[from * count + to] = weight
        total += weight
      }
      for to in 0..<count { weights[from * count + to] /= total }
    }
    let start = method.labels.map { salience[$0] }
    let sum = start.reduce(0, +)
    var present = start.map { $0 / sum }
    var visits = [Double](repeating: 0, count: count)
    for _ in 0..<Self.steps {
      present = Self.step(present, weights)
      for token in 0..<count { visits[token] += present[token] * Double(count) / Double(Self.steps) }
    }
    return visits
  }

  private static func step(_ present: [Double], _ weights: [Double]) -> [Double] {
    var next = [Double](repeating: 0, count: present.count)
    weights.withUnsafeBufferPointer { weights in
      next.withUnsafeMutableBufferPointer { next in
        for from in 0..<next.count {
          let mass = present[from]
          let row = from * next.count
          for to in 0..<next.count { next[to] += mass * weights[row + to] }
        }
      }
    }
    return next
  }
}
