import Basics
import Scanpaths

/// Compares where a code model's decoder attends in methods with where people looked: among tokens, the share on
/// fixated ones above even, the rank correlation with looking time and the cross-entropy, beside references; attention
/// mass on F and F★; and by label. The formulas are in `docs/study.md`.
package struct AttentionStudy: ValidatedConfiguration, Equatable {
  package var confidence = 0.95

  package init() {}

  package func validate() throws {
    try require(
      confidence > 0 && confidence < 1, "confidence", "the confidence must lie between 0 and 1, not be \(confidence)")
  }

  /// Measures every trial whose method has a known attention.
  ///
  /// - Parameters:
  ///   - attention: the model's attention by method id.
  ///   - other: another model's attention, to compare trial by trial; nil for none.
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
    func readouts(_ attention: (Int) -> TokenAttention?) -> [TrialReadout?] {
      zip(trials, trials.indices).map { trial, place in
        let scanpath = corpus.trials[trial]
        return attention(trial).map {
          TrialReadout($0, scanpath, in: corpus.methods[scanpath.method], sets: sets.ofTrial[place])
        }
      }
    }
    let own = readouts { attention[corpus.id(ofTrial: $0)] }
    let references = AttentionReferences(corpus)
    let compared = AttentionReference.allCases.map { reference in
      (
        reference.rawValue,
        readouts { trial in
          attention[corpus.id(ofTrial: trial)].flatMap { references.attention(reference, trial: trial, model: $0) }
        }
      )
    }
    let summary = AttentionSummary(
      own.compactMap { $0 }, against: other.map { other in readouts { other[corpus.id(ofTrial: $0)] } },
      references: compared, intervals: ReadingIntervals(corpus, trials: trials, confidence: confidence))
    return AttentionStudyResult(
      settings: self, trials: trials.count, agreement: summary.agreement, massOnTokens: summary.massOnTokens,
      rows: summary.rows, labels: summary.labels, rankCorrelation: summary.rankCorrelation,
      readings: zip(trials, own).compactMap { trial, readout in
        readout.map { .init(corpus.trials[trial].participant, corpus.id(ofTrial: trial), $0) }
      })
  }
}

/// The sets of tokens whose attention mass is measured: F, and F★ at each radius.
package enum AttendedSet: Sendable, Equatable {
  case fixated
  case augmented(radius: Int)

  /// The set's name in files: `f`, `f_star_r3`.
  package var name: String {
    switch self {
    case .fixated: "f"
    case .augmented(let radius): "f_star_r\(radius)"
    }
  }

  static let all = [fixated] + AttentionReading.radii.map { augmented(radius: $0) }
}

/// Each trial's F and F★.
private struct AttendedSets {
  /// For each trial, the tokens of each set in `AttendedSet.all`.
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
      // Patterns group tokens but do not decide which tokens are in F★.
      settings.keptPatterns = 0
      return Augmenter(corpus: paths, settings: settings).augment(paths).map { path in
        path.tokens.indices.filter { path.tokens[$0].isIncluded }
      }
    }
    ofTrial = chosen.indices.map { trial in [chosen[trial].attended] + augmented.map { $0[trial] } }
  }
}
