/// What a tracker saw of one eye at one instant.
public struct EyeSample: Sendable, Equatable {
  /// Pixels of the screen; meaningless unless `isValid`.
  public var position: ScreenPoint
  /// The pupil's size in the tracker's unit (millimetres, or EyeLink's arbitrary unit); 0 when it is unknown.
  public var pupil: Double
  /// Whether the tracker saw the eye.
  public var isValid: Bool

  /// A sample; one whose position is not finite is not valid.
  public init(position: ScreenPoint, pupil: Double = 0, isValid: Bool) {
    self.isValid = isValid && position.isFinite
    self.position = self.isValid ? position : ScreenPoint(x: 0, y: 0)
    self.pupil = pupil.isFinite ? pupil : 0
  }

  /// An eye that was not seen.
  public static let lost = EyeSample(position: ScreenPoint(x: 0, y: 0), isValid: false)
}

/// One sample of a recording.
public struct GazeSample: Sendable, Equatable {
  /// Milliseconds since the recording's first sample.
  public var time: Double
  /// The left eye.
  public var left: EyeSample
  /// The right eye.
  public var right: EyeSample
  /// Place in the recording's `sources`, or −1.
  public var source: Int32 = -1

  /// What both eyes saw at one instant.
  public init(time: Double, left: EyeSample, right: EyeSample, source: Int32 = -1) {
    self.time = time
    self.left = left
    self.right = right
    self.source = source
  }
}

/// The raw samples of one participant and one stimulus.
///
/// Importers hand over one recording at a time, so that a file of any size needs the memory of its longest trial.
public struct GazeRecording: Sendable, Equatable {
  /// No recording pauses for longer, in milliseconds: a later sample's time is damaged, or in another unit.
  static let longestPause = 86_400_000.0

  /// Who read.
  public var participant: String
  /// The stimulus that was read.
  public var method: String
  /// The size of the screen; nil when the source does not say.
  public var screen: ScreenSize?
  /// With strictly increasing times.
  public var samples: [GazeSample]
  /// The places in source files that samples name by number.
  public var sources: [SourcePlace] = []
  /// The text that was read, where it is known.
  public var code: String?
  /// The programming language; nil when the source does not say.
  public var language: String?
  /// The areas of interest; empty when the layout is unknown.
  public var boxes: [TokenBox] = []
  /// Which file the recording is from.
  public var provenance: Provenance
  /// Rows that made no sample, by reason.
  public var exclusions = Exclusions()
  /// What was inferred, for a person.
  public var notes: [String] = []

  /// A recording of one participant and one stimulus.
  public init(
    participant: String, method: String, screen: ScreenSize?, samples: [GazeSample] = [], provenance: Provenance
  ) {
    self.participant = participant
    self.method = method
    self.screen = screen
    self.samples = samples
    self.provenance = provenance
  }
}
