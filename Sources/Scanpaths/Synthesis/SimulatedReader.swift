import Basics

/// Settings for the simulated reader's movements **(ours)**.
package struct SimulatedReaderSettings: ValidatedConfiguration, Equatable {
  /// Visits per token that the label prior predicts the reader looks at; above 1 because readers come back.
  package var visitsPerAttendedToken = 2.5
  /// The chance of skipping one more token on the way to the next.
  package var skipProbability = 0.6
  /// The chance that a visit goes back in the code.
  package var regressionProbability = 0.25
  /// The maximum number of lines between two visits.
  package var reachLines = 3

  package init() {}

  package func validate() throws {
    try require(
      visitsPerAttendedToken > 0 && visitsPerAttendedToken <= 100, "visitsPerAttendedToken",
      "must be above 0 and at most 100, not \(visitsPerAttendedToken)")
    for (name, chance) in [
      ("skipProbability", skipProbability), ("regressionProbability", regressionProbability),
    ] {
      try require((0...1).contains(chance), name, "must be from 0 to 1, not \(chance)")
    }
    try require(reachLines >= 0, "reachLines", "must be 0 or more, not \(reachLines)")
  }
}

extension Scanpath {
  /// The prefix of the participant names in simulated scanpaths; a number follows.
  package static let simulatedPrefix = "simulated-"

  /// Whether this scanpath is simulated; results on such data say nothing about people.
  package var isSimulated: Bool { participant.hasPrefix(Self.simulatedPrefix) }
}

/// A reader simulated from priors, for demonstrations without recordings **(ours)**.
///
/// It begins at the method's first token. Each step goes forwards or, with the regression probability, backwards. Among
/// the tokens in that direction and within reach, it draws one in proportion to its label's salience, the probability
/// of that label after those of the last two visits, and the chance of skipping all tokens in between. Durations are
/// log-normal.
package struct SimulatedReader: Sendable {
  package let settings: SimulatedReaderSettings
  private let aggregate: (alpha: Int, beta: Int)
  private let means: [Double]
  private let transitions: TransitionModel
  private let durations: DurationModel

  package init(
    priors: LabelPriors, durations: DurationModel = .typical,
    settings: SimulatedReaderSettings = SimulatedReaderSettings()
  ) {
    self.settings = settings
    aggregate = priors.aggregate
    means = priors.meanOfID
    transitions = priors.transitions
    self.durations = durations
  }

  /// The scanpath of reader `number` on a method: a function of the seed, the number and the method.
  ///
  /// - Complexity: O(visits × tokens within reach).
  package func read(_ code: LabelledCode, reader number: Int, seed: UInt64) -> Scanpath {
    let participant = "\(Scanpath.simulatedPrefix)\(number)"
    var stream = RandomStream(seed: seed, purpose: .sampling, domain: "simulated reader", participant, code.id)
    var path = Scanpath(participant: participant, code: code.id, visits: [])
    guard !code.tokens.isEmpty else { return path }
    let ids = code.tokens.map { UInt8($0.label.id) }
    let density = stream.beta(Double(aggregate.alpha), Double(aggregate.beta))
    let wanted = density * Double(code.tokens.count) * settings.visitsPerAttendedToken
    var current = 0
    var recent: [UInt8] = []
    for _ in 0..<max(1, Int(wanted)) {
      let duration = durations.sample(for: code.tokens[current].label, from: &stream)
      path.visits.append(Scanpath.Visit(token: current, durationMilliseconds: duration))
      recent = recent.suffix(1) + [ids[current]]
      current = next(after: current, recent: recent, tokens: code.tokens, ids: ids, from: &stream)
    }
    return path
  }

  private func next(
    after current: Int, recent: [UInt8], tokens: [LabelledCode.Token], ids: [UInt8], from stream: inout RandomStream
  ) -> Int {
    let goesBack = stream.uniform() < settings.regressionProbability
    // At either end of the method, or if nothing else is within reach, try the other direction.
    for step in goesBack ? [-1, 1] : [1, -1] {
      let end = step > 0 ? tokens.count : -1
      let candidates = stride(from: current + step, to: end, by: step)
        .prefix { lineDistance(tokens[$0].line, tokens[current].line) <= settings.reachLines }
      var passing = 1.0
      let weights = candidates.map { token in
        defer { passing *= settings.skipProbability }
        let follows = transitions.probability(ofID: ids[token], afterIDs: recent) ?? 1
        // An unseen transition is rare, not impossible.
        return means[Int(ids[token])] * max(follows, 0.001) * passing
      }
      if let place = stream.place(weighted: weights) { return candidates[candidates.startIndex + place] }
    }
    return current
  }
}
