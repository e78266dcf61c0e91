/// What the samples of a recording say about its quality. Fixations alone cannot say it, so a trial keeps it.
public struct RecordingQuality: Codable, Sendable, Equatable {
  /// Samples of the recording.
  public var samples: Int
  /// Share of samples that have at least one eye: the tracking ratio.
  public var validShare: Double?
  /// Share of samples that have both eyes.
  public var bothEyesShare: Double?
  /// Share of samples that were interpolated.
  public var interpolatedShare: Double?
  /// Samples per second, from the median interval.
  public var samplingRate: Double?
  /// Losses that are too long to fill.
  public var gaps: Int
  /// The longest loss in milliseconds; nil without losses.
  public var longestGap: Double?
  /// Losses that count as blinks.
  public var blinks: Int
  /// Root mean square of the distances between successive samples of a fixation, in pixels; the median over fixations
  /// (RMS-S2S; Holmqvist, Nyström and Mulvey, "Eye tracker data quality", ETRA 2012).
  public var precision: Double?

  /// Creates the quality of a recording with this many samples.
  public init(samples: Int, gaps: Int = 0, blinks: Int = 0) {
    self.samples = samples
    self.gaps = gaps
    self.blinks = blinks
  }

  private enum CodingKeys: String, CodingKey {
    case samples, gaps, blinks
    case validShare = "valid_share"
    case bothEyesShare = "both_eyes_share"
    case interpolatedShare = "interpolated_share"
    case samplingRate = "sampling_rate_hz"
    case longestGap = "longest_gap_ms"
    case precision = "precision_px"
  }
}
