/// A tracker's data for one eye at one instant.
public struct EyeSample: Sendable, Equatable {
  /// Screen pixels; meaningless unless `isValid`.
  public var position: ScreenPoint
  /// The pupil's size in the tracker's unit (millimetres, or EyeLink's arbitrary unit); 0 if unknown.
  public var pupil: Double
  /// Whether the tracker saw the eye.
  public var isValid: Bool

  /// Creates a sample, which is not valid if its position is not finite.
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
  /// Index in the recording's `sources`, or −1.
  public var source: Int32 = -1

  /// Creates a sample of both eyes at one instant.
  public init(time: Double, left: EyeSample, right: EyeSample, source: Int32 = -1) {
    self.time = time
    self.left = left
    self.right = right
    self.source = source
  }
}

/// The raw samples of one participant reading one stimulus.
///
/// Importers produce one recording at a time, so the memory needed for a file is that of its longest trial.
public struct GazeRecording: Sendable, Equatable {
  /// The longest possible pause in milliseconds: after it, a sample's time is damaged or in another unit.
  package static let longestPause = 86_400_000.0

  /// The reader.
  public var participant: String
  /// The stimulus.
  public var method: String
  /// The size of the screen; nil when the source does not say.
  public var screen: ScreenSize?
  /// The samples, with strictly increasing times.
  public var samples: [GazeSample]
  /// The source positions that samples refer to by index.
  public var sources: [SourcePlace] = []
  /// The text that was read, if known.
  public var code: String?
  /// The programming language; nil when the source does not say.
  public var language: String?
  /// The areas of interest; empty when the layout is unknown.
  public var boxes: [TokenBox] = []
  /// The file that the recording comes from.
  public var provenance: Provenance
  /// Rows that did not become samples, by reason.
  public var exclusions = Exclusions()
  /// Notes for the user on what was inferred.
  public var notes: [String] = []

  /// Creates a recording of one participant reading one stimulus.
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
