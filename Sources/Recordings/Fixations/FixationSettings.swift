import Basics

/// Everything between raw samples and the fixations of a trial; it goes into the result as it was used.
package struct FixationSettings: ValidatedConfiguration, Equatable {
  package var cleaning = CleaningSettings()
  package var detection = DetectionSettings()
  package var filter = FilterSettings()
  /// nil: fixations stay where the tracker saw them.
  package var drift: DriftSettings?
  /// A fixation inside no box belongs to the nearest one at most this many pixels away.
  package var boxRadius = 0.0

  package init() {}

  package func validate() throws {
    try require(
      boxRadius.isFinite && boxRadius >= 0, "boxRadius", "\(boxRadius) is no radius", remedy: "pixels, at least 0")
  }
}

/// How samples are cleaned before fixations are looked for. Times are in milliseconds.
package struct CleaningSettings: ValidatedConfiguration, Equatable {
  /// Shorter losses of the eyes are filled by straight lines; 75 ms is Olsen's default in Tobii's I-VT filter.
  package var maximumGap = 75.0
  /// Losses between these two are taken for blinks.
  package var minimumBlink = 75.0
  package var maximumBlink = 500.0
  /// Samples this near to a blink are dropped: the half-closed lid shifts them.
  package var blinkMargin = 25.0

  package init() {}

  package func validate() throws {
    let values = [("maximumGap", maximumGap), ("minimumBlink", minimumBlink), ("blinkMargin", blinkMargin)]
    for (name, value) in values {
      try require(value.isFinite && value >= 0, name, "\(value) is no time", remedy: "milliseconds, at least 0")
    }
    try require(
      maximumBlink.isFinite && maximumBlink >= minimumBlink, "maximumBlink",
      "\(maximumBlink) is below minimum_blink, \(minimumBlink)", remedy: "raise it, or lower minimum_blink")
  }
}

/// How fixations are found in samples.
package enum DetectionAlgorithm: String, Codable, CaseIterable, Sendable {
  /// I-DT: windows whose samples stay close together (Salvucci and Goldberg, "Identifying fixations and saccades in
  /// eye-tracking protocols", ETRA 2000).
  case dispersion
  /// I-VT: runs of samples at low velocity (same paper).
  case velocity
}

/// What the thresholds of detection are measured in.
package enum ThresholdUnit: String, Codable, CaseIterable, Sendable {
  case pixels
  /// Degrees of visual angle; needs `DetectionSettings.geometry`.
  case degrees
}

package struct DetectionSettings: ValidatedConfiguration, Equatable {
  package var algorithm = DetectionAlgorithm.dispersion
  /// Milliseconds from the first to the last sample.
  package var minimumDuration = 100.0
  /// Samples further apart in time, in milliseconds, are never of one fixation.
  package var maximumGap = 75.0
  package var unit = ThresholdUnit.pixels
  /// I-DT: most that width plus height of the samples' bounding box may measure, in `unit`.
  package var dispersion = 100.0
  /// I-VT: velocity from which a sample belongs to a saccade, in `unit` a second.
  package var velocity = 1000.0
  /// I-VT: milliseconds over which velocity is measured, around the sample; 0 measures from the sample before.
  package var velocityWindow = 20.0
  /// I-VT: neighbours at most this many milliseconds and this far (in `unit`) apart are one fixation; 0 joins none.
  package var mergeGap = 0.0
  package var mergeDistance = 0.0
  package var geometry: ViewingGeometry?

  package init() {}

  package func validate() throws {
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
package struct FilterSettings: ValidatedConfiguration, Equatable {
  /// Added to every fixation, in pixels, before anything else: a correction by eye.
  package var offsetX = 0.0
  package var offsetY = 0.0
  /// Fixations outside these durations are excluded, in milliseconds; nil is no bound.
  package var minimumDuration: Double?
  package var maximumDuration: Double?
  /// Excludes fixations further than this from the screen, in pixels; nil keeps all of them.
  package var screenMargin: Double? = 0

  package init() {}

  package func validate() throws {
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
