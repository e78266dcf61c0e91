import Basics

/// Where a code model's decoder looks in methods, against where people looked: attention mass on F and F★, and the rank
/// correlation with how long tokens were looked at. The formulas are in `docs/study.md`.
package struct AttentionStudy: ValidatedConfiguration, Equatable {
  package var seed: UInt64 = 0
  package var bootstrapRounds = 1_000
  package var confidence = 0.95

  package init() {}

  package func validate() throws {
    try require(
      bootstrapRounds > 0, "bootstrapRounds", "the number of rounds must be positive, not \(bootstrapRounds)")
    try require(
      confidence > 0 && confidence < 1, "confidence", "the confidence must lie between 0 and 1, not be \(confidence)")
  }

  /// Measures every trial whose method the attention is known of.
  ///
  /// - Parameters:
  ///   - attention: by the methods' ids.
  ///   - other: another model's, to be compared trial by trial; nil for none.
  /// - Throws: `InvalidSetting`.
  package func run(
    _ corpus: StudyScanpaths, attention: [String: TokenAttention], against other: [String: TokenAttention]? = nil
  ) throws -> AttentionStudyResult {
    try validate()
    let trials = corpus.trials.indices.filter { trial in
      let id = corpus.id(ofTrial: trial)
      return attention[id] != nil && (other.map { $0[id] != nil } ?? true)
    }
    let sets = try AttendedSets(corpus, trials: trials)
    func readouts(_ attention: [String: TokenAttention]) -> [TrialReadout] {
      zip(trials, trials.indices).compactMap { trial, place in
        attention[corpus.id(ofTrial: trial)].map {
          TrialReadout($0, corpus.trials[trial], sets: sets.ofTrial[place])
        }
      }
    }
    let own = readouts(attention)
    let summary = AttentionSummary(
      own, against: other.map(readouts),
      resampling: Resampling(rounds: bootstrapRounds, confidence: confidence, seed: seed))
    return AttentionStudyResult(
      settings: self, trials: trials.count, massOnTokens: summary.massOnTokens, rows: summary.rows,
      rankCorrelation: summary.rankCorrelation,
      readings: zip(trials, own).map { trial, readout in
        .init(
          participant: corpus.trials[trial].participant, code: corpus.id(ofTrial: trial),
          mass: readout.masses.map(\.mass), rankCorrelation: readout.rankCorrelation)
      })
  }
}

/// The sets of tokens whose attention mass is measured: F, and F★ at each radius.
package enum AttendedSet: Sendable, Equatable {
  case fixated
  case augmented(radius: Int)

  static let all = [fixated] + AttentionReading.radii.map { augmented(radius: $0) }
}

/// Each trial's F and F★.
private struct AttendedSets {
  /// For each trial the tokens of each of `AttendedSet.all`.
  let ofTrial: [[[Int]]]

  init(_ corpus: StudyScanpaths, trials: [Int]) throws {
    let chosen = trials.map { corpus.trials[$0] }
    let paths = try ScanpathSet(
      codes: corpus.methods.map(\.code),
      scanpaths: chosen.map {
        Scanpath(participant: $0.participant, code: corpus.methods[$0.method].code.id, visits: $0.visits)
      })
    let augmented = AttentionReading.radii.map { radius -> [[Int]] in
      var settings = AugmentationSettings()
      settings.adjacencyLines = radius
      // Patterns say how tokens belong together, not which of them are in F★.
      settings.keptPatterns = 0
      return Augmenter(corpus: paths, settings: settings).augment(paths).map { path in
        path.tokens.indices.filter { path.tokens[$0].isIncluded }
      }
    }
    ofTrial = chosen.indices.map { trial in [chosen[trial].attended] + augmented.map { $0[trial] } }
  }
}
