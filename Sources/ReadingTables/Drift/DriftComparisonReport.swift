import Basics
import Recordings

/// All drift algorithms on the same trials, as shares, for reading and for other programs.
package struct DriftComparisonReport: Encodable, Sendable {
  /// One algorithm on one trial or on all. Shares are between 0 and 1; nil where there is nothing to divide by.
  package struct Row: Encodable, Sendable {
    package var algorithm: String
    /// Fixations on a box after the correction.
    package var onBoxShare: Double?
    /// Of the fixations that were on a box before, those on the same box after.
    package var keptBoxShare: Double?
    /// The mean distance by which fixations move, in line spacings.
    package var meanShift: Double?
    /// The same with the sign; downwards is positive.
    package var signedMeanShift: Double?
    package var largestShift: Double
    /// Fixations near the text that are assigned to another line than the nearest.
    package var changedLineShare: Double?
    /// The mean of `agreement` over the other algorithms.
    package var agreementShare: Double?
    /// Fixations assigned to the same line as by the vote of all algorithms.
    package var consensusShare: Double?
    /// For each algorithm and the vote, the share of fixations assigned to the same line.
    package var agreement: [String: Double]
    /// Trials whose mean shift exceeds half a line.
    package var doubtfulTrials: Int

    enum CodingKeys: String, CodingKey {
      case algorithm, agreement
      case onBoxShare = "on_box_share"
      case keptBoxShare = "kept_box_share"
      case meanShift = "mean_shift_lines"
      case signedMeanShift = "signed_mean_shift_lines"
      case largestShift = "largest_shift_lines"
      case changedLineShare = "changed_line_share"
      case agreementShare = "agreement_share"
      case consensusShare = "consensus_share"
      case doubtfulTrials = "trials_over_half_a_line"
    }

    package init(_ candidate: DriftComparison.Candidate, in total: DriftComparison) {
      algorithm = candidate.name
      onBoxShare = DriftComparison.share(candidate.onBox, of: total.fixations)
      keptBoxShare = DriftComparison.share(candidate.kept, of: total.onBox)
      meanShift = candidate.shift.mean
      signedMeanShift = candidate.shift.signedMean
      largestShift = candidate.shift.largest
      changedLineShare = DriftComparison.share(candidate.changed, of: total.near)
      var agreement: [String: Double] = [:]
      for (other, same) in zip(total.candidates, candidate.same) {
        agreement[other.name] = DriftComparison.share(same, of: total.near)
      }
      self.agreement = agreement
      consensusShare = agreement["consensus"]
      let others = total.candidates.filter { $0.algorithm != nil && $0.algorithm != candidate.algorithm }
      let shares = others.compactMap { agreement[$0.name] }
      agreementShare = shares.isEmpty ? nil : shares.reduce(0, +) / Double(shares.count)
      doubtfulTrials = candidate.doubtfulTrials
    }
  }

  /// The algorithms on one trial.
  package struct Trial: Encodable, Sendable {
    package var participant: String
    package var method: String
    /// The trial's number in its recording.
    package var trial: Int
    package var counts: Counts
    package var algorithms: [Row]
  }

  package struct Counts: Encodable, Sendable {
    package var fixations: Int
    /// Near enough to the text to be assigned to lines.
    package var fixationsNearText: Int
    /// Before any correction.
    package var onBoxShare: Double?

    enum CodingKeys: String, CodingKey {
      case fixations
      case fixationsNearText = "fixations_near_text"
      case onBoxShare = "on_box_share"
    }

    init(_ comparison: DriftComparison) {
      fixations = comparison.fixations
      fixationsNearText = comparison.near
      onBoxShare = comparison.onBoxShare
    }
  }

  /// The trials compared.
  package var trials: Int
  /// Trials without boxes or positions.
  package var trialsNotCompared: Int
  /// The place of the first of these.
  package var firstNotCompared: String?
  package var counts: Counts
  package var algorithms: [Row]
  /// Nil unless asked for.
  package var byTrial: [Trial]?

  enum CodingKeys: String, CodingKey {
    case trials, counts, algorithms
    case trialsNotCompared = "trials_not_compared"
    case firstNotCompared = "first_not_compared"
    case byTrial = "by_trial"
  }

  /// - Parameter settings: thresholds of all algorithms.
  /// - Throws: `NothingToCorrect` if no trial has boxes and positions.
  package init(
    _ trials: [ReadingTrial], _ settings: DriftSettings, boxRadius: Double, isByTrial: Bool,
    progress: (Int) -> Void = { _ in }
  ) throws {
    var (total, numbers, rows) = (DriftComparison(), TrialNumbers(), [Trial]())
    (trialsNotCompared, firstNotCompared) = (0, nil)
    for (place, trial) in trials.enumerated() {
      let number = numbers.number(trial.provenance)
      guard let comparison = DriftComparison(trial, settings, radius: boxRadius) else {
        trialsNotCompared += 1
        firstNotCompared = firstNotCompared ?? trial.provenance.place
        continue
      }
      total.add(comparison)
      if isByTrial {
        rows.append(
          Trial(
            participant: trial.participant, method: trial.method, trial: number, counts: Counts(comparison),
            algorithms: comparison.candidates.map { Row($0, in: comparison) }))
      }
      progress(place + 1)
    }
    guard total.trials > 0 else {
      throw NothingToCorrect(trials: trials.count, place: trials.first?.provenance.place ?? "")
    }
    self.trials = total.trials
    counts = Counts(total)
    algorithms = total.candidates.map { Row($0, in: total) }
    byTrial = isByTrial ? rows : nil
  }

  /// A sentence on the algorithms that move fixations by more than half a line on average; nil if none does.
  package var warning: String? {
    let doubtful = algorithms.filter { $0.meanShift ?? 0 > DriftShift.doubtful }
    guard !doubtful.isEmpty else { return nil }
    let names = doubtful.map { "\($0.algorithm) (\(($0.meanShift ?? 0).decimals()))" }.joined(separator: ", ")
    return
      "by more than half a line on average, fixations are moved by \(names); more of them on boxes is no evidence that "
      + "those lines were read"
  }
}
