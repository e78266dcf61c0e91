import Recordings

/// One eye's data in the file's units.
struct RawEye: Equatable {
  var x: Double?
  var y: Double?
  var pupil: Double?
  var isValid: Bool

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
  var event: RawFixation?
}

/// The fixation that the tracker's own software assigns a row to.
struct RawFixation: Equatable {
  var index: String
  /// Milliseconds.
  var duration: Double
  var x: Double?
  var y: Double?
}
