/// Why something in a recording was left out of the result.
package enum ExclusionReason: String, CaseIterable, Sendable {
  // Rows of a file.
  case cutRow = "cut_row"
  case unreadableNumber = "unreadable_number"
  case unreadableRow = "unreadable_row"
  /// A name in an encoding other than UTF-8.
  case notUTF8 = "not_utf8"
  case noCoordinates = "no_coordinates"
  /// The tracker called the sample valid but gave no coordinates; the sample is kept as one that saw no eye.
  case validWithoutCoordinates = "valid_without_coordinates"
  case timeNotIncreasing = "time_not_increasing"
  case timeJump = "time_jump"
  case otherEye = "other_eye"
  case beforeFirstStimulus = "before_first_stimulus"
  case noStimulus = "no_stimulus"
  case impossibleDuration = "impossible_duration"
  /// A row of a key stroke, the mouse or a marker.
  case notGaze = "not_gaze"
  /// A row of an editor's plug-in without an event of its own in the recording, or a sample without such a row.
  case pluginUnmatched = "plugin_unmatched"
  /// On a source file other than the stimulus, or on one of several that cannot be told apart.
  case otherFile = "other_file"
  /// Of another run of a fixation filter over the same samples.
  case otherRun = "other_run"
  /// The same fixation as in another row of the trial: equal start, duration and position.
  case repeatedRow = "repeated_row"
  // Whole trials.
  case unknownMethod = "unknown_method"
  case noFixations = "no_fixations"
  /// The trial is kept as recorded, because drift correction needs boxes and positions.
  case driftNotCorrected = "drift_not_corrected"
  // Boxes.
  case boxOutsideScreen = "box_outside_screen"
  case emptyBox = "empty_box"
  // Fixations removed by a filter.
  case tooShort = "too_short"
  case tooLong = "too_long"
  case offScreen = "off_screen"
  // Fixations that are kept but have no box or token.
  case noLayout = "no_layout"
  case onNoBox = "on_no_box"
  case unknownBox = "unknown_box"

  /// The reason in words.
  package var words: String { rawValue.replacing("_", with: " ") }
}
