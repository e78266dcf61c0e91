import Basics
import Recordings

/// Sentences about the trials that have a flag, one for each flag that occurs.
package struct QualityWarnings: Sendable, Equatable {
  package let sentences: [String]

  /// - Parameter flags: those to look for.
  package init(
    _ trials: [ReadingTrial], _ flags: [QualityFlag] = QualityFlag.allCases,
    thresholds: QualityThresholds = QualityThresholds()
  ) {
    let qualities = trials.map { TrialQuality($0) }
    sentences = flags.compactMap { flag in
      let flagged = trials.indices.filter { qualities[$0].has(flag, thresholds) == true }
      guard let first = flagged.first else { return nil }
      let trial = trials[first]
      let measured = qualities[first].text(of: flag, thresholds)
      let what = "\(flagged.count) of \(trials.count) trials: \(flag.rawValue.replacing("_", with: " "))"
      let example = "first \(trial.participant) on \(trial.method), \(measured)"
      return "\(what) (\(example)); \(flag.remedy)"
    }
  }
}

extension TrialQuality {
  /// What was measured, and the threshold that it is beyond.
  fileprivate func text(of flag: QualityFlag, _ limits: QualityThresholds) -> String {
    func percent(_ share: Double?) -> String { "\((100 * (share ?? 0)).decimals(0)) %" }
    return switch flag {
    case .fewFixations: "\(fixations) fixations, the limit is \(limits.minimumFixations)"
    case .lowValidShare: "\(percent(validShare)) of the samples, the limit is \(percent(limits.minimumValidShare))"
    case .lowSamplingRate:
      "\((samplingRate ?? 0).decimals(0)) Hz, the limit is \(limits.minimumSamplingRate.decimals(0)) Hz"
    case .longGap: "\((longestGap ?? 0).decimals(0)) ms, the limit is \(limits.maximumGap.decimals(0)) ms"
    case .lowPrecision: "\((precision ?? 0).decimals(1)) px, the limit is \(limits.maximumPrecision.decimals(1)) px"
    case .shortFixations:
      "median \((medianDuration ?? 0).decimals(0)) ms, the limit is \(limits.minimumMedianDuration.decimals(0)) ms"
    case .longFixations:
      "median \((medianDuration ?? 0).decimals(0)) ms, the limit is \(limits.maximumMedianDuration.decimals(0)) ms"
    case .lowOnScreenShare:
      "\(percent(onScreenShare)) on the screen, the limit is \(percent(limits.minimumOnScreenShare))"
    case .lowOnBoxShare:
      "\(percent(onBoxShare)) of \(fixations) fixations on a box, the limit is \(percent(limits.minimumOnBoxShare))"
    case .lowOnTokenShare:
      "\(percent(onTokenShare)) of \(fixations) fixations on a token, the limit is "
        + percent(limits.minimumOnTokenShare)
    }
  }
}

extension QualityFlag {
  /// What to look at or to try.
  fileprivate var remedy: String {
    switch self {
    case .fewFixations: "look whether the trial was broken off"
    case .lowValidShare, .longGap: "look whether the tracker lost the eyes; leave such trials out or say so"
    case .lowSamplingRate: "fixation times are only as fine as the samples; check the unit of time (--time-unit)"
    case .lowPrecision: "raise detection.dispersion or detection.velocity with the noise, or leave such trials out"
    case .shortFixations, .longFixations: "check the unit of time (--time-unit) and the detection settings"
    case .lowOnScreenShare: "check the screen's size (--screen) and the unit of coordinates (--coordinates)"
    case .lowOnBoxShare:
      "check that the layout is that of the stimulus and the screen's size (--screen), then try --drift, "
        + "--set filter.offset_y=PIXELS or --set box_radius=PIXELS"
    case .lowOnTokenShare: "check that the code is what was shown (--code), and what import says of unmapped fixations"
    }
  }
}
