import Basics

/// From where on a trial's quality is worth a second look. A flag justifies nothing by itself; it says where to look.
///
/// A measure that a trial does not have is not judged.
public struct QualityThresholds: ValidatedConfiguration, Equatable {
  /// Fewer fixations than this.
  public var minimumFixations = 10
  /// A smaller share of samples with an eye, from 0 to 1.
  public var minimumValidShare = 0.7
  /// Fewer samples per second.
  public var minimumSamplingRate = 50.0
  /// A longer loss of both eyes, in milliseconds.
  public var maximumGap = 5000.0
  /// A larger root mean square of the distances between successive samples, in pixels.
  public var maximumPrecision = 40.0
  /// A shorter median fixation, in milliseconds: often a wrong unit of time, or thresholds that break fixations.
  public var minimumMedianDuration = 80.0
  /// A longer median fixation, in milliseconds.
  public var maximumMedianDuration = 600.0
  /// A smaller share of fixations on the screen, from 0 to 1.
  public var minimumOnScreenShare = 0.8
  /// A smaller share of fixations on a box, from 0 to 1.
  public var minimumOnBoxShare = 0.5
  /// A smaller share of fixations on a token, from 0 to 1.
  public var minimumOnTokenShare = 0.5

  /// The defaults.
  public init() {}

  /// Throws `InvalidSetting` for a value that cannot be used.
  public func validate() throws {
    try require(minimumFixations >= 0, "minimumFixations", "\(minimumFixations) is negative", remedy: "at least 0")
    for (name, share) in [
      ("minimumValidShare", minimumValidShare), ("minimumOnScreenShare", minimumOnScreenShare),
      ("minimumOnBoxShare", minimumOnBoxShare), ("minimumOnTokenShare", minimumOnTokenShare),
    ] {
      try require((0...1).contains(share), name, "\(share) is no share", remedy: "from 0, which flags nothing, to 1")
    }
    for (name, value) in [
      ("minimumSamplingRate", minimumSamplingRate), ("maximumGap", maximumGap), ("maximumPrecision", maximumPrecision),
      ("minimumMedianDuration", minimumMedianDuration), ("maximumMedianDuration", maximumMedianDuration),
    ] {
      try require(value.isFinite && value >= 0, name, "\(value) is negative", remedy: "at least 0")
    }
    try require(
      minimumMedianDuration <= maximumMedianDuration, "maximumMedianDuration",
      "\(maximumMedianDuration) is below minimum_median_duration", remedy: "exchange them")
  }
}

/// What can be doubtful about a trial.
public enum QualityFlag: String, CaseIterable, Sendable, Codable {
  /// Fewer fixations than `QualityThresholds.minimumFixations`.
  case fewFixations = "few_fixations"
  /// The eyes were seen too rarely.
  case lowValidShare = "low_valid_share"
  /// Too few samples per second.
  case lowSamplingRate = "low_sampling_rate"
  /// A loss of the eyes that is too long.
  case longGap = "long_gap"
  /// Samples that are too noisy.
  case lowPrecision = "low_precision"
  /// A median fixation that is too short.
  case shortFixations = "short_fixations"
  /// A median fixation that is too long.
  case longFixations = "long_fixations"
  /// Too many fixations off the screen.
  case lowOnScreenShare = "low_on_screen_share"
  /// Too many fixations on no box.
  case lowOnBoxShare = "low_on_box_share"
  /// Too many fixations on no token.
  case lowOnTokenShare = "low_on_token_share"
}

extension TrialQuality {
  /// Whether a trial has a flag; nil if it lacks the measure.
  public func has(_ flag: QualityFlag, _ thresholds: QualityThresholds = QualityThresholds()) -> Bool? {
    switch flag {
    case .fewFixations: fixations < thresholds.minimumFixations
    case .lowValidShare: recording?.validShare.map { $0 < thresholds.minimumValidShare }
    case .lowSamplingRate: recording?.samplingRate.map { $0 < thresholds.minimumSamplingRate }
    case .longGap: recording.map { ($0.longestGap ?? 0) > thresholds.maximumGap }
    case .lowPrecision: recording?.precision.map { $0 > thresholds.maximumPrecision }
    case .shortFixations: medianDuration.map { $0 < thresholds.minimumMedianDuration }
    case .longFixations: medianDuration.map { $0 > thresholds.maximumMedianDuration }
    case .lowOnScreenShare: onScreenShare.map { $0 < thresholds.minimumOnScreenShare }
    case .lowOnBoxShare: onBoxShare.map { $0 < thresholds.minimumOnBoxShare }
    case .lowOnTokenShare: onTokenShare.map { $0 < thresholds.minimumOnTokenShare }
    }
  }
}
