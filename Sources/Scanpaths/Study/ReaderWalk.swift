/// A reader as a random walk over a method's tokens: where the gaze goes next depends on the labels of both tokens and on
/// the lines between them.
struct ReaderWalk {
  /// Steps of the walk. Its start, all tokens in proportion to their salience, is forgotten within a few.
  static let steps = 24

  /// From label to label, and by line shift; computed once for all methods.
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
