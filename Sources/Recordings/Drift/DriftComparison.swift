/// What each drift algorithm does to the same fixations, counted so that trials can be added up.
///
/// Beside the algorithms it counts their vote: each fixation's line is the one that most of them choose, of equals the
/// nearest to the fixation.
package struct DriftComparison: Sendable {
  /// The counts of one algorithm, or of the vote.
  package struct Candidate: Sendable {
    /// Nil for the vote.
    package var algorithm: DriftAlgorithm?
    /// Fixations on a box after the correction.
    package var onBox = 0
    /// Fixations that were on a box before and are on the same one after.
    package var kept = 0
    /// Fixations assigned to another line than the nearest.
    package var changed = 0
    package var shift = DriftShift()
    /// Trials whose mean shift exceeds half a line.
    package var doubtfulTrials = 0
    /// For each candidate, the number of fixations that it assigns to the same line.
    package var same: [Int]

    /// The algorithm's name, or `consensus`.
    package var name: String { algorithm?.rawValue ?? "consensus" }
  }

  /// The trials compared.
  package private(set) var trials = 0
  /// Fixations of these trials that have a position.
  package private(set) var fixations = 0
  /// Those of them that are near enough to the text to be assigned to lines.
  package private(set) var near = 0
  /// Fixations that are on a box before any correction.
  package private(set) var onBox = 0
  /// The algorithms in alphabetical order, then the vote.
  package private(set) var candidates: [Candidate]

  package init(of algorithms: [DriftAlgorithm] = DriftAlgorithm.allCases) {
    let all: [DriftAlgorithm?] = algorithms.sorted { $0.rawValue < $1.rawValue } + [nil]
    candidates = all.map { Candidate(algorithm: $0, same: all.map { _ in 0 }) }
  }

  /// Compares the algorithms on one trial, starting from where the fixations were before any earlier drift correction.
  /// Nil when the trial has no boxes or no positions.
  ///
  /// - Parameters:
  ///   - settings: thresholds of all algorithms; which one they name does not matter.
  ///   - radius: as in `BoxHitTest`, in pixels.
  package init?(
    _ trial: ReadingTrial, of algorithms: [DriftAlgorithm] = DriftAlgorithm.allCases,
    _ settings: DriftSettings = DriftSettings(), radius: Double = 0
  ) {
    self.init(of: algorithms)
    var trial = trial
    trial.undoDriftCorrection()
    let text = TextLines(boxes: trial.boxes)
    guard let reading = NearFixations(trial, text, margin: settings.textMargin) else { return nil }
    let hits = BoxHitTest(boxes: trial.boxes, radius: radius)
    let points = reading.fixations.map(\.point)
    let before = points.map(hits.box)
    let nearby = Set(reading.fixations.map(\.index))
    let others = trial.fixations.indices.filter { !nearby.contains($0) }.compactMap { trial.fixations[$0].position }
    // Fixations too far from the text do not move, and can be on a box only by the radius.
    let far = others.count { hits.box(at: $0) != nil }
    trials = 1
    fixations = points.count + others.count
    near = points.count
    onBox = before.count { $0 != nil } + far
    let lines = Self.lines(of: points, in: text, settings, candidates.compactMap(\.algorithm))
    for (place, chosen) in lines.enumerated() {
      candidates[place].onBox = far
      candidates[place].kept = far
      for (index, line) in chosen.enumerated() {
        let height = text.lines[line].y
        candidates[place].shift.add((height - points[index].y) / text.spacing)
        if line != text.nearest(to: points[index].y) { candidates[place].changed += 1 }
        let after = hits.box(at: ScreenPoint(x: points[index].x, y: height))
        if after != nil { candidates[place].onBox += 1 }
        if after != nil, after == before[index] { candidates[place].kept += 1 }
      }
      candidates[place].same = lines.map { other in zip(chosen, other).count { $0 == $1 } }
      if candidates[place].shift.isDoubtful { candidates[place].doubtfulTrials = 1 }
    }
  }

  /// The lines that each algorithm assigns, and then those of the vote.
  private static func lines(
    of points: [ScreenPoint], in text: TextLines, _ settings: DriftSettings, _ algorithms: [DriftAlgorithm]
  ) -> [[Int]] {
    let lines = algorithms.map { algorithm in
      var settings = settings
      settings.algorithm = algorithm
      return DriftCorrection(settings).lines(of: points, in: text)
    }
    return lines + [points.indices.map { index in vote(lines.map { $0[index] }, at: points[index].y, text) }]
  }

  /// The line with most votes; of equals the nearest to `height`, then the upper.
  static func vote(_ votes: [Int], at height: Double, _ text: TextLines) -> Int {
    let counts = votes.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
    let best = counts.min { first, second in
      (-first.value, abs(text.lines[first.key].y - height), first.key)
        < (-second.value, abs(text.lines[second.key].y - height), second.key)
    }
    return best?.key ?? 0
  }

  /// Adds the counts of other trials.
  package mutating func add(_ other: DriftComparison) {
    trials += other.trials
    fixations += other.fixations
    near += other.near
    onBox += other.onBox
    for place in candidates.indices {
      let more = other.candidates[place]
      candidates[place].onBox += more.onBox
      candidates[place].kept += more.kept
      candidates[place].changed += more.changed
      candidates[place].shift.add(more.shift)
      candidates[place].doubtfulTrials += more.doubtfulTrials
      for pair in more.same.indices { candidates[place].same[pair] += more.same[pair] }
    }
  }

  /// The share of fixations that are on a box before any correction; nil without fixations.
  package var onBoxShare: Double? { Self.share(onBox, of: fixations) }

  package static func share(_ part: Int, of whole: Int) -> Double? {
    whole > 0 ? Double(part) / Double(whole) : nil
  }
}
