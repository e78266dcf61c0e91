import Basics
import Statistics

/// The data you need to judge a trial and to justify excluding it.
///
/// Unknown values (the samples of an imported list of fixations, the screen) are nil.
public struct TrialQuality: Codable, Sendable, Equatable {
  /// Samples of the recording.
  public var samples: Int?
  /// Share of samples that have at least one eye.
  public var validShare: Double?
  /// Share of samples that have both eyes.
  public var bothEyesShare: Double?
  /// Share of samples that were interpolated.
  public var interpolatedShare: Double?
  /// Samples per second, from the median interval.
  public var samplingRate: Double?
  /// Losses that are too long to fill.
  public var gaps: Int?
  /// The longest loss in milliseconds.
  public var longestGap: Double?
  /// Losses that count as blinks.
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
  /// Share of fixations on the screen; those excluded for being off the screen count as off it.
  public var onScreenShare: Double?
  /// Share of the trial's fixations on a box.
  public var onBoxShare: Double?
  /// Counts of what was excluded from the trial, by reason.
  public var exclusions: Exclusions

  /// The quality of a trial that has only fixations.
  package init(_ trial: ReadingTrial) {
    fixations = trial.fixations.count
    exclusions = trial.exclusions
    let durations = trial.fixations.map(\.duration).sorted()
    guard !durations.isEmpty else { return }
    let count = Double(durations.count)
    meanDuration = durations.reduce(0, +) / count
    medianDuration = Descriptive.median(durations)
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
    samplingRate = Descriptive.median(intervals).flatMap { $0 > 0 ? 1000 / $0 : nil }
    precision = Descriptive.median(detected.compactMap { Self.precision(cleaned.samples[$0.samples]) })
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
