import Basics

/// Settings for all steps between raw samples and the fixations of a trial; they are stored in the result.
public struct FixationSettings: ValidatedConfiguration, Equatable {
  /// The cleaning of samples.
  public var cleaning = CleaningSettings()
  /// The detection of fixations.
  public var detection = DetectionSettings()
  /// The filters for fixations.
  public var filter = FilterSettings()
  /// The vertical drift correction; nil leaves fixations where the tracker saw them.
  public var drift: DriftSettings?
  /// A fixation outside all boxes belongs to the nearest one within this distance, in pixels.
  public var boxRadius = 0.0

  /// The defaults.
  public init() {}

  /// Throws `InvalidSetting` for a value that cannot be used.
  public func validate() throws {
    try require(
      boxRadius.isFinite && boxRadius >= 0, "boxRadius", "\(boxRadius) is no radius", remedy: "pixels, at least 0")
  }
}

/// Settings for cleaning samples before fixations are detected. Times are in milliseconds.
public struct CleaningSettings: ValidatedConfiguration, Equatable {
  /// Shorter losses of the eyes are interpolated linearly; 75 ms is Olsen's default in Tobii's I-VT filter.
  public var maximumGap = 75.0
  /// Losses of at least this long count as blinks, in milliseconds.
  public var minimumBlink = 75.0
  /// Losses of at most this long count as blinks, in milliseconds.
  public var maximumBlink = 500.0
  /// Samples this close to a blink are dropped, because the half-closed lid shifts them.
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

/// The algorithm that detects fixations.
public enum DetectionAlgorithm: String, Codable, CaseIterable, Sendable {
  /// I-DT: windows whose samples stay close together (Salvucci and Goldberg, "Identifying fixations and saccades in
  /// eye-tracking protocols", ETRA 2000).
  case dispersion
  /// I-VT: runs of samples at low velocity (same paper).
  case velocity
}

/// The unit of the detection thresholds.
public enum ThresholdUnit: String, Codable, CaseIterable, Sendable {
  /// Pixels of the screen.
  case pixels
  /// Degrees of visual angle; needs `DetectionSettings.geometry`.
  case degrees
}

/// Settings for detecting fixations in samples.
public struct DetectionSettings: ValidatedConfiguration, Equatable {
  /// I-DT or I-VT.
  public var algorithm = DetectionAlgorithm.dispersion
  /// Milliseconds from the first to the last sample.
  public var minimumDuration = 100.0
  /// Samples further apart in time than this, in milliseconds, never share a fixation.
  public var maximumGap = 75.0
  /// The unit of the thresholds.
  public var unit = ThresholdUnit.pixels
  /// I-DT: maximum width plus height of the samples' bounding box, in `unit`.
  public var dispersion = 100.0
  /// I-VT: velocity from which a sample belongs to a saccade, in `unit` per second.
  public var velocity = 1000.0
  /// I-VT: window around the sample for measuring velocity, in milliseconds; 0 measures from the previous sample.
  public var velocityWindow = 20.0
  /// I-VT: neighbours at most this many milliseconds and `mergeDistance` apart are merged; 0 merges none.
  public var mergeGap = 0.0
  /// I-VT: the maximum distance, in `unit`, between merged neighbours; 0 merges none.
  public var mergeDistance = 0.0
  /// The reader's position; needed for thresholds in degrees.
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

/// Filters applied to fixations after detection, or after import if the source had fixations.
public struct FilterSettings: ValidatedConfiguration, Equatable {
  /// Added to x of every fixation, in pixels, before all other steps: a manual correction.
  public var offsetX = 0.0
  /// Added to y of every fixation, in pixels.
  public var offsetY = 0.0
  /// Excludes shorter fixations, in milliseconds; nil sets no limit.
  public var minimumDuration: Double?
  /// Excludes longer fixations, in milliseconds; nil sets no limit.
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
