import Basics

/// What you need to judge a trial, and to say why it was left out.
///
/// What cannot be known (samples of an imported list of fixations, the screen) is nil.
public struct TrialQuality: Codable, Sendable, Equatable {
  /// Samples of the recording.
  public var samples: Int?
  /// Share of samples that saw at least one eye.
  public var validShare: Double?
  /// Share of samples that saw both eyes.
  public var bothEyesShare: Double?
  /// Share of samples that were filled in between two others.
  public var interpolatedShare: Double?
  /// Samples a second, from the median interval.
  public var samplingRate: Double?
  /// Losses too long to be filled.
  public var gaps: Int?
  /// The longest loss in milliseconds.
  public var longestGap: Double?
  /// Losses that were taken for blinks.
  public var blinks: Int?
  /// Root mean square of the distances between successive samples of a fixation, in pixels; the median over fixations
  /// (RMS-S2S; Holmqvist, Nyström and Mulvey, "Eye tracker data quality", ETRA 2012).
  public var precision: Double?
  /// Fixations of the trial.
  public var fixations: Int
  /// The mean duration of a fixation in milliseconds.
  public var meanDuration: Double?
  /// The median duration of a fixation in milliseconds.
  public var medianDuration: Double?
  /// Share of fixations on the screen; those that were excluded for being off it count as off it.
  public var onScreenShare: Double?
  /// Share of the trial's fixations on a box.
  public var onBoxShare: Double?
  /// What is not in the trial, by reason.
  public var exclusions: Exclusions

  /// The quality of a trial's fixations alone.
  package init(_ trial: ReadingTrial) {
    fixations = trial.fixations.count
    exclusions = trial.exclusions
    let durations = trial.fixations.map(\.duration)
    guard !durations.isEmpty else { return }
    let count = Double(durations.count)
    meanDuration = durations.reduce(0, +) / count
    medianDuration = Statistics.median(durations)
    let positions = trial.fixations.compactMap(\.position)
    if let screen = trial.screen, !positions.isEmpty {
      let all = positions.count + trial.exclusions[.offScreen]
      onScreenShare = Double(positions.count(where: screen.contains)) / Double(all)
    }
    if !trial.boxes.isEmpty || trial.fixations.contains(where: { $0.box != nil }) {
      onBoxShare = Double(trial.fixations.count { $0.box != nil }) / count
    }
  }

  /// The quality of a recording and of the fixations found in it.
  package init(
    _ recording: GazeRecording, _ cleaned: CleanedSamples, _ detected: [DetectedFixation], _ trial: ReadingTrial
  ) {
    self.init(trial)
    samples = cleaned.total
    gaps = cleaned.gaps.count
    longestGap = cleaned.gaps.max()
    blinks = cleaned.blinks
    guard cleaned.total > 0 else { return }
    let total = Double(cleaned.total)
    validShare = Double(cleaned.valid) / total
    bothEyesShare = Double(cleaned.bothEyes) / total
    interpolatedShare = Double(cleaned.interpolated) / total
    let intervals = zip(recording.samples, recording.samples.dropFirst()).map { $1.time - $0.time }
    samplingRate = Statistics.median(intervals).flatMap { $0 > 0 ? 1000 / $0 : nil }
    precision = Statistics.median(detected.compactMap { Self.precision(cleaned.samples[$0.samples]) })
  }

  private static func precision(_ samples: ArraySlice<CleanSample>) -> Double? {
    let squares = zip(samples, samples.dropFirst()).compactMap { first, second -> Double? in
      guard !first.isInterpolated, !second.isInterpolated else { return nil }
      let distance = first.position.distance(to: second.position)
      return distance * distance
    }
    return squares.isEmpty ? nil : (squares.reduce(0, +) / Double(squares.count)).squareRoot()
  }
}
