import Basics
import Statistics

/// The data you need to judge a trial and to justify excluding it.
///
/// Unknown values (the samples of an imported list of fixations, the screen) are nil.
public struct TrialQuality: Codable, Sendable, Equatable {
  /// What the samples say; nil if the trial comes from a list of fixations.
  public var recording: RecordingQuality?
  /// Fixations of the trial.
  public var fixations: Int
  /// The mean duration of a fixation in milliseconds.
  public var meanDuration: Double?
  /// The median duration of a fixation in milliseconds.
  public var medianDuration: Double?
  /// Share of fixations on the screen; those excluded for being off the screen count as off it.
  public var onScreenShare: Double?
  /// Share of the trial's fixations on a box; nil if no box is known.
  public var onBoxShare: Double?
  /// Share of the trial's fixations on a token; nil if no token is known.
  public var onTokenShare: Double?
  /// Counts of what was excluded from the trial, by reason.
  public var exclusions: Exclusions

  /// The quality of a trial and of the recording that it comes from.
  package init(_ trial: ReadingTrial) {
    recording = trial.quality
    fixations = trial.fixations.count
    exclusions = trial.exclusions
    let durations = trial.fixations.map(\.duration)
    guard !durations.isEmpty else { return }
    let count = Double(durations.count)
    meanDuration = Descriptive.mean(durations)
    medianDuration = Descriptive.median(durations)
    let positions = trial.fixations.compactMap(\.position)
    if let screen = trial.screen, !positions.isEmpty {
      let all = positions.count + trial.exclusions[.offScreen]
      onScreenShare = Double(positions.count(where: screen.contains)) / Double(all)
    }
    if !trial.boxes.isEmpty || trial.fixations.contains(where: { $0.box != nil }) {
      onBoxShare = Double(trial.fixations.count { $0.box != nil }) / count
    }
    if !trial.tokens.isEmpty { onTokenShare = Double(trial.fixations.count { !$0.tokens.isEmpty }) / count }
  }
}

extension TrialQuality {
  /// Samples of the recording.
  public var samples: Int? { recording?.samples }
  /// Share of samples that have at least one eye.
  public var validShare: Double? { recording?.validShare }
  /// Share of samples that have both eyes.
  public var bothEyesShare: Double? { recording?.bothEyesShare }
  /// Share of samples that were interpolated.
  public var interpolatedShare: Double? { recording?.interpolatedShare }
  /// Samples per second, from the median interval.
  public var samplingRate: Double? { recording?.samplingRate }
  /// Losses that are too long to fill.
  public var gaps: Int? { recording?.gaps }
  /// The longest loss in milliseconds.
  public var longestGap: Double? { recording?.longestGap }
  /// Losses that count as blinks.
  public var blinks: Int? { recording?.blinks }
  /// The precision in pixels (`RecordingQuality.precision`).
  public var precision: Double? { recording?.precision }

  private enum CodingKeys: String, CodingKey {
    case recording, fixations, exclusions
    case meanDuration = "mean_duration_ms"
    case medianDuration = "median_duration_ms"
    case onScreenShare = "on_screen_share"
    case onBoxShare = "on_box_share"
    case onTokenShare = "on_token_share"
  }
}

extension RecordingQuality {
  /// The quality of a recording, of its samples after cleaning and of the fixations found in them.
  init(_ recording: GazeRecording, _ cleaned: CleanedSamples, _ detected: [DetectedFixation]) {
    self.init(samples: cleaned.total, gaps: cleaned.gaps.count, blinks: cleaned.blinks)
    longestGap = cleaned.gaps.max()
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
