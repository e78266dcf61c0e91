/// What a tracker saw of one eye at one instant.
package struct EyeSample: Sendable, Equatable {
  /// Pixels of the screen; meaningless unless `isValid`.
  package var position: ScreenPoint
  /// The pupil's size in the tracker's unit (millimetres, or EyeLink's arbitrary unit); 0 when it is unknown.
  package var pupil: Double
  package var isValid: Bool

  package init(position: ScreenPoint, pupil: Double = 0, isValid: Bool) {
    self.isValid = isValid && position.isFinite
    self.position = self.isValid ? position : ScreenPoint(x: 0, y: 0)
    self.pupil = pupil.isFinite ? pupil : 0
  }

  /// An eye that was not seen.
  package static let lost = EyeSample(position: ScreenPoint(x: 0, y: 0), isValid: false)
}

/// One sample of a recording.
package struct GazeSample: Sendable, Equatable {
  /// Milliseconds since the recording's first sample.
  package var time: Double
  package var left: EyeSample
  package var right: EyeSample
  /// Place in the recording's `sources`, or −1.
  package var source: Int32 = -1

  package init(time: Double, left: EyeSample, right: EyeSample, source: Int32 = -1) {
    self.time = time
    self.left = left
    self.right = right
    self.source = source
  }
}

/// The raw samples of one participant and one stimulus.
///
/// Importers hand over one recording at a time, so that a file of any size needs the memory of its longest trial.
package struct GazeRecording: Sendable, Equatable {
  /// No recording pauses for longer, in milliseconds: a later sample's time is damaged, or in another unit.
  static let longestPause = 86_400_000.0

  package var participant: String
  package var method: String
  package var screen: ScreenSize?
  /// With strictly increasing times.
  package var samples: [GazeSample]
  /// The places in source files that samples name by number.
  package var sources: [SourcePlace] = []
  /// The text that was read, where it is known.
  package var code: String?
  package var language: String?
  /// The areas of interest; empty when the layout is unknown.
  package var boxes: [TokenBox] = []
  package var provenance: Provenance
  /// Rows that made no sample, by reason.
  package var exclusions = Exclusions()
  /// What was inferred, for a person.
  package var notes: [String] = []

  package init(
    participant: String, method: String, screen: ScreenSize?, samples: [GazeSample] = [], provenance: Provenance
  ) {
    self.participant = participant
    self.method = method
    self.screen = screen
    self.samples = samples
    self.provenance = provenance
  }
}
