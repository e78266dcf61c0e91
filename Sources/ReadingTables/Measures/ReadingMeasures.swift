import Recordings

/// The tokens of one fixation.
package struct TokenVisit: Sendable, Equatable {
  /// Indices in text order; several when a box covers several tokens.
  package var tokens: [Int]
  /// Milliseconds.
  package var duration: Double
  /// The division of the duration among `tokens`; nil divides it equally.
  package var shares: [Double]?

  package init(tokens: [Int], duration: Double, shares: [Double]? = nil) {
    self.tokens = tokens
    self.duration = duration
    self.shares = shares
  }
}

/// The standard eye-movement measures of reading, for one token. Durations are in milliseconds.
///
/// First pass is the time from first entering a token, with no later token fixated yet, until first leaving it. The
/// definitions are Rayner's ("Eye movements in reading and information processing: 20 years of research", Psychological
/// Bulletin 124, 1998), with tokens in text order; code is read less linearly than prose, so first-pass measures are
/// less informative than total time.
package struct TokenReading: Codable, Sendable, Equatable {
  package var fixations = 0
  /// The total duration of all fixations.
  package var totalTime = 0.0
  /// The duration of the first fixation of the first pass; 0 when the token was skipped.
  package var firstFixationDuration = 0.0
  /// The same if the first pass was a single fixation, else 0.
  package var singleFixationDuration = 0.0
  /// The total duration of the first pass's fixations.
  package var gazeDuration = 0.0
  /// From the start of the first pass until a later token is fixated, including regressions to earlier tokens.
  package var regressionPathDuration = 0.0
  /// Whether the token has no first pass.
  package var isSkipped = true
  /// Saccades that entered it from a later token, and that left it for an earlier one.
  package var regressionsIn = 0
  package var regressionsOut = 0

  package init() {}

  private enum CodingKeys: String, CodingKey {
    case fixations
    case totalTime = "total_time"
    case firstFixationDuration = "first_fixation_duration"
    case singleFixationDuration = "single_fixation_duration"
    case gazeDuration = "gaze_duration"
    case regressionPathDuration = "regression_path_duration"
    case isSkipped = "is_skipped"
    case regressionsIn = "regressions_in"
    case regressionsOut = "regressions_out"
  }
}

package enum ReadingMeasures {
  /// The measures of every token.
  ///
  /// A fixation on several tokens counts as one on each of them, with its share of the duration. A saccade between two
  /// fixations with a token in common neither enters nor leaves it. Numbers that name no token are ignored, and so are
  /// fixations on no token: looking away does not end a pass.
  ///
  /// - Complexity: O(fixations · (tokens of a fixation + tokens whose regression path is open)).
  package static func perToken(_ visits: [TokenVisit], tokenCount: Int) -> [TokenReading] {
    var readings = [TokenReading](repeating: TokenReading(), count: max(tokenCount, 0))
    var furthest = -1
    var previous: Set<Int> = []
    // Tokens in their first pass, and tokens with no later fixation since the start of their first pass.
    var firstPass: [Int: Int] = [:]
    var open: Set<Int> = []
    for visit in visits where visit.duration >= 0 && visit.duration.isFinite {
      let shares = shares(of: visit, tokenCount: readings.count)
      let tokens = Set(shares.keys)
      guard let last = tokens.max() else { continue }
      if let before = previous.min() {
        for token in tokens.subtracting(previous) where token < before { readings[token].regressionsIn += 1 }
        for token in previous.subtracting(tokens) {
          if last < token { readings[token].regressionsOut += 1 }
          firstPass[token] = nil
        }
      }
      for token in open.subtracting(tokens) where last > token { open.remove(token) }
      for token in tokens {
        let share = shares[token] ?? 0
        readings[token].fixations += 1
        readings[token].totalTime += share
        if readings[token].fixations == 1, token > furthest {
          firstPass[token] = 0
          open.insert(token)
          readings[token].isSkipped = false
          readings[token].firstFixationDuration = share
        }
        if let count = firstPass[token] {
          firstPass[token] = count + 1
          readings[token].gazeDuration += share
          readings[token].singleFixationDuration = count == 0 ? share : 0
        }
      }
      for token in open { readings[token].regressionPathDuration += shares[token] ?? visit.duration }
      furthest = max(furthest, last)
      previous = tokens
    }
    return readings
  }

  /// The measures of a trial's tokens; a fixation on several of them is divided by `TokenShare.byLength`.
  package static func perToken(_ trial: ReadingTrial) -> [TokenReading] {
    let visits = trial.fixations.map { fixation in
      let known = fixation.tokens.filter(trial.tokens.indices.contains)
      let shares = TokenShare.byLength(known) { trial.tokens[$0].text.utf8.count }
      return TokenVisit(tokens: known, duration: fixation.duration, shares: shares.map(\.share))
    }
    return perToken(visits, tokenCount: trial.tokens.count)
  }

  /// The duration on each existing token.
  private static func shares(of visit: TokenVisit, tokenCount: Int) -> [Int: Double] {
    let weights = visit.shares.flatMap { $0.count == visit.tokens.count ? $0 : nil }
    var shares: [Int: Double] = [:]
    var total = 0.0
    for (index, token) in visit.tokens.enumerated() where (0..<tokenCount).contains(token) {
      let weight = weights?[index] ?? 1
      let usable = weight.isFinite ? max(0, weight) : 0
      shares[token, default: 0] += usable
      total += usable
    }
    let count = Double(max(shares.count, 1))
    return shares.mapValues { total > 0 ? visit.duration * $0 / total : visit.duration / count }
  }
}
