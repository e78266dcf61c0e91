import Recordings

/// One eye's data in the file's units.
struct RawEye: Equatable {
  var x: Double?
  var y: Double?
  var pupil: Double?
  var isValid: Bool
  /// The fixation of this eye, from files that have fixations of each eye.
  var fixation: RawFixation?

  static let lost = RawEye(isValid: false)
}

/// A row of a recording, in the file's units.
struct RawGazeRow {
  var participant: String
  var stimulus: String
  /// Distinguishes repeated readings of one stimulus; empty when the file does not.
  var trial = ""
  var time: Double
  var left: RawEye
  var right: RawEye
  var source: SourcePlace?
  /// The fixation of both eyes together.
  var fixation: RawFixation?
}

/// The fixation that the tracker's own software assigns a row to.
struct RawFixation: Equatable {
  /// The same in all rows of the fixation; empty when the file has no numbers.
  var index: String
  /// In the file's unit of durations; nil when the row has none.
  var duration: Double?
  var x: Double?
  var y: Double?
}
