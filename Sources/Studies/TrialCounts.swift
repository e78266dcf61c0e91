import Scanpaths

/// One trial's contribution to the learned tables. A training set's tables are the sum over its trials, so they cannot
/// contain anything from a held-out trial.
struct TrialCounts: Sendable {
  static let labels = StudyScanpaths.Method.labelCount
  /// Larger line shifts count as this one.
  static let furthestShift = 10
  static let shifts = 2 * furthestShift + 1

  /// Counts of attended tokens and of tokens shown, by label.
  var hits = [Double](repeating: 0, count: labels)
  var tokens = [Double](repeating: 0, count: labels)
  /// Gaze moves from label to label (row by row), and the number of tokens of the second label that could be reached.
  var moves = [Double](repeating: 0, count: labels * labels)
  var moveChoices = [Double](repeating: 0, count: labels * labels)
  /// Gaze moves by their shift in lines, and the number of tokens at that shift.
  var shifts = [Double](repeating: 0, count: shifts)
  var shiftChoices = [Double](repeating: 0, count: shifts)
  /// Label bigrams and trigrams of the scanpath, by `LabelPattern.key`.
  var patterns: [Int: Double] = [:]
  var share = 0.0

  init() {}

  init(_ trial: StudyScanpaths.Trial, in method: StudyScanpaths.Method) {
    share = Double(trial.attended.count) / Double(max(1, method.count))
    for label in method.labels { tokens[label] += 1 }
    for token in trial.attended { hits[method.labels[token]] += 1 }
    let path = trial.events.map(\.token)
    countMoves(along: path, in: method)
    let labels = path.map { method.labels[$0] }
    for length in LabelPattern.lengths where labels.count >= length {
      for start in 0...(labels.count - length) {
        patterns[LabelPattern.key(labels[start..<start + length]), default: 0] += 1
      }
    }
  }

  private mutating func countMoves(along path: [Int], in method: StudyScanpaths.Method) {
    var perShift = [[Double]?](repeating: nil, count: method.count)
    let perLabel = tokens
    // Without merged events a refixation is no move to another token.
    for (from, to) in zip(path, path.dropFirst()) where from != to {
      let label = method.labels[from]
      moves[label * Self.labels + method.labels[to]] += 1
      for other in 0..<Self.labels { moveChoices[label * Self.labels + other] += perLabel[other] }
      moveChoices[label * Self.labels + label] -= 1
      shifts[Self.shift(from: method.lines[from], to: method.lines[to])] += 1
      let choices = perShift[from] ?? Self.choices(from: from, in: method)
      perShift[from] = choices
      for place in choices.indices { shiftChoices[place] += choices[place] }
    }
  }

  /// The number of other tokens at each shift from a token.
  private static func choices(from token: Int, in method: StudyScanpaths.Method) -> [Double] {
    var counts = [Double](repeating: 0, count: shifts)
    for line in method.lines { counts[shift(from: method.lines[token], to: line)] += 1 }
    counts[furthestShift] -= 1
    return counts
  }

  static func shift(from: Int, to: Int) -> Int {
    min(max(to - from, -furthestShift), furthestShift) + furthestShift
  }

  mutating func add(_ other: TrialCounts) {
    func sum(_ total: inout [Double], _ added: [Double]) {
      for place in total.indices { total[place] += added[place] }
    }
    sum(&hits, other.hits)
    sum(&tokens, other.tokens)
    sum(&moves, other.moves)
    sum(&moveChoices, other.moveChoices)
    sum(&shifts, other.shifts)
    sum(&shiftChoices, other.shiftChoices)
    patterns.merge(other.patterns, uniquingKeysWith: +)
    share += other.share
  }

  /// The posterior mean of a label's share of attended tokens, α = hits + 1 and β = tokens − hits + 1 (EyeMulator).
  func salience(_ label: Int) -> Double { (hits[label] + 1) / (tokens[label] + 2) }

  /// The rate, up to a factor, of moving the gaze to a token, given its label and line: the product of the two rates.
  func moveRate(from label: Int, to other: Int) -> Double {
    let place = label * Self.labels + other
    return Self.rate(moves[place], of: moveChoices[place], total: moves, choices: moveChoices)
  }

  func shiftRate(_ shift: Int) -> Double {
    Self.rate(shifts[shift], of: shiftChoices[shift], total: shifts, choices: shiftChoices)
  }

  /// Moves per choice, shrunk towards the mean rate by one pseudo-move.
  private static func rate(_ count: Double, of choices: Double, total: [Double], choices all: [Double]) -> Double {
    let mean = (total.reduce(0, +) + 1) / (all.reduce(0, +) + 1)
    return (count + 1) / (choices + 1 / mean)
  }
}
