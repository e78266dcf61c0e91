import Basics

/// Everything between raw samples and the fixations of a trial; it goes into the result as it was used.
public struct FixationSettings: ValidatedConfiguration, Equatable {
  /// How samples are cleaned.
  public var cleaning = CleaningSettings()
  /// How fixations are found in samples.
  public var detection = DetectionSettings()
  /// Which fixations are kept.
  public var filter = FilterSettings()
  /// How vertical drift is corrected; nil: fixations stay where the tracker saw them.
  public var drift: DriftSettings?
  /// A fixation inside no box belongs to the nearest one at most this many pixels away.
  public var boxRadius = 0.0

  /// The defaults.
  public init() {}

  /// Throws `InvalidSetting` for a value that cannot be used.
  public func validate() throws {
    try require(
      boxRadius.isFinite && boxRadius >= 0, "boxRadius", "\(boxRadius) is no radius", remedy: "pixels, at least 0")
  }
}

/// How samples are cleaned before fixations are looked for. Times are in milliseconds.
public struct CleaningSettings: ValidatedConfiguration, Equatable {
  /// Shorter losses of the eyes are filled by straight lines; 75 ms is Olsen's default in Tobii's I-VT filter.
  public var maximumGap = 75.0
  /// Losses of at least this are taken for blinks, in milliseconds.
  public var minimumBlink = 75.0
  /// Losses of at most this are taken for blinks, in milliseconds.
  public var maximumBlink = 500.0
  /// Samples this near to a blink are dropped: the half-closed lid shifts them.
  public var blinkMargin = 25.0

  /// The defaults.
  public init() {}

  /// Throws `InvalidSetting` for a value that cannot be used.
  public func validate() throws {
    let values = [("maximumGap", maximumGap), ("minimumBlink", minimumBlink), ("blinkMargin", blinkMargin)]
    for (name, value) in values {
      try require(value.isFinite && value >= 0, name, "\(value) is no time", remedy: "milliseconds, at least 0")
    }
    try require(
      maximumBlink.isFinite && maximumBlink >= minimumBlink, "maximumBlink",
      "\(maximumBlink) is below minimum_blink, \(minimumBlink)", remedy: "raise it, or lower minimum_blink")
  }
}

/// The algorithm that finds fixations.
public enum DetectionAlgorithm: String, Codable, CaseIterable, Sendable {
  /// I-DT: windows whose samples stay close together (Salvucci and Goldberg, "Identifying fixations and saccades in
  /// eye-tracking protocols", ETRA 2000).
  case dispersion
  /// I-VT: runs of samples at low velocity (same paper).
  case velocity
}

/// What the thresholds of detection are measured in.
public enum ThresholdUnit: String, Codable, CaseIterable, Sendable {
  /// Pixels of the screen.
  case pixels
  /// Degrees of visual angle; needs `DetectionSettings.geometry`.
  case degrees
}

/// How fixations are found in samples.
public struct DetectionSettings: ValidatedConfiguration, Equatable {
  /// I-DT or I-VT.
  public var algorithm = DetectionAlgorithm.dispersion
  /// Milliseconds from the first to the last sample.
  public var minimumDuration = 100.0
  /// Samples further apart in time, in milliseconds, are never of one fixation.
  public var maximumGap = 75.0
  /// What the thresholds are measured in.
  public var unit = ThresholdUnit.pixels
  /// I-DT: most that width plus height of the samples' bounding box may measure, in `unit`.
  public var dispersion = 100.0
  /// I-VT: velocity from which a sample belongs to a saccade, in `unit` a second.
  public var velocity = 1000.0
  /// I-VT: milliseconds over which velocity is measured, around the sample; 0 measures from the sample before.
  public var velocityWindow = 20.0
  /// I-VT: neighbours at most this many milliseconds and `mergeDistance` apart are one fixation; 0 joins none.
  public var mergeGap = 0.0
  /// I-VT: how far apart, in `unit`, neighbours may be that are one fixation; 0 joins none.
  public var mergeDistance = 0.0
  /// Where the reader sat; needed for thresholds in degrees.
  public var geometry: ViewingGeometry?

  /// The defaults.
  public init() {}

  /// Throws `InvalidSetting` for a value that cannot be used.
  public func validate() throws {
    for (name, value) in [
      ("minimumDuration", minimumDuration), ("maximumGap", maximumGap), ("dispersion", dispersion),
      ("velocity", velocity),
    ] {
      try require(value.isFinite && value > 0, name, "\(value) is not usable", remedy: "more than 0")
    }
    for (name, value) in [
      ("velocityWindow", velocityWindow), ("mergeGap", mergeGap), ("mergeDistance", mergeDistance),
    ] {
      try require(value.isFinite && value >= 0, name, "\(value) is negative", remedy: "0 switches it off")
    }
    try require(
      unit == .pixels || geometry != nil, "geometry", "thresholds in degrees need the viewing geometry",
      remedy: "set geometry, or unit: pixels")
  }

  /// Pixels of one `unit`.
  var pixelsPerUnit: Double {
    switch unit {
    case .pixels: 1
    case .degrees: geometry?.pixelsPerDegree ?? 1
    }
  }
}

/// What happens to fixations after detection, or after import where the source had fixations.
public struct FilterSettings: ValidatedConfiguration, Equatable {
  /// Added to x of every fixation, in pixels, before anything else: a correction by eye.
  public var offsetX = 0.0
  /// Added to y of every fixation, in pixels.
  public var offsetY = 0.0
  /// Excludes fixations that are shorter, in milliseconds; nil is no bound.
  public var minimumDuration: Double?
  /// Excludes fixations that are longer, in milliseconds; nil is no bound.
  public var maximumDuration: Double?
  /// Excludes fixations further than this from the screen, in pixels; nil keeps all of them.
  public var screenMargin: Double? = 0

  /// The defaults.
  public init() {}

  /// Throws `InvalidSetting` for a value that cannot be used.
  public func validate() throws {
    for (name, value) in [("offsetX", offsetX), ("offsetY", offsetY)] {
      try require(abs(value) < 1e5, name, "\(value) is no offset", remedy: "pixels")
    }
    for (name, value) in [
      ("minimumDuration", minimumDuration), ("maximumDuration", maximumDuration), ("screenMargin", screenMargin),
    ] {
      guard let value else { continue }
      try require(value.isFinite && value >= 0, name, "\(value) is negative", remedy: "at least 0")
    }
    if let minimumDuration, let maximumDuration {
      try require(
        minimumDuration <= maximumDuration, "maximumDuration", "\(maximumDuration) is below minimum_duration",
        remedy: "exchange them")
    }
  }
}
