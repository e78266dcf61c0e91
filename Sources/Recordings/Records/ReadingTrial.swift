/// One participant reading one stimulus: the text, its layout on the screen, and the fixations in order.
///
/// Every importer that finds fixations produces values of this type, and all later steps read only it. What a source
/// does not record is absent, never invented: EyeTrans gives no coordinates, raw recordings no code.
public struct ReadingTrial: Sendable, Equatable {
  /// The reader.
  public var participant: String
  /// The stimulus: a method's identifier, a snippet's name, a source file.
  public var method: String
  /// `java`, `csharp`, `python`; nil when the source does not say.
  public var language: String?
  /// The text that was read; nil when the source does not contain it.
  public var code: String?
  /// The size of the screen; nil when the source does not say.
  public var screen: ScreenSize?
  /// The tokens that fixations refer to by index.
  public var tokens: [StimulusToken]
  /// The areas of interest; empty when the layout is unknown.
  public var boxes: [TokenBox]
  /// The fixations in chronological order.
  public var fixations: [Fixation]
  /// The file that the trial comes from.
  public var provenance: Provenance
  /// What the source contained and this trial does not, by reason.
  public var exclusions: Exclusions
  /// Notes for the user on what was inferred or computed: units, start times, corrections. Full sentences.
  public var notes: [String]
  /// The quality of the samples that the fixations were found in; nil when the source had fixations.
  public var quality: RecordingQuality?

  /// Creates a trial of one participant reading one stimulus.
  public init(
    participant: String, method: String, language: String? = nil, code: String? = nil, screen: ScreenSize? = nil,
    tokens: [StimulusToken] = [], boxes: [TokenBox] = [], fixations: [Fixation] = [], provenance: Provenance,
    exclusions: Exclusions = Exclusions(), notes: [String] = [], quality: RecordingQuality? = nil
  ) {
    self.participant = participant
    self.method = method
    self.language = language
    self.code = code
    self.screen = screen
    self.tokens = tokens
    self.boxes = boxes
    self.fixations = fixations
    self.provenance = provenance
    self.exclusions = exclusions
    self.notes = notes
    self.quality = quality
  }
}

/// A piece of the code that fixations are assigned to.
public struct StimulusToken: Sendable, Equatable {
  /// The token's text in the code.
  public var text: String
  /// The range of bytes in the code's UTF-8 that the token covers.
  public var byteRange: Range<Int>
  /// Counted from 1.
  public var line: Int
  /// The column of the first byte, in bytes, counted from 0.
  public var column: Int

  /// Creates a token at this position in the code.
  public init(text: String, byteRange: Range<Int>, line: Int, column: Int) {
    self.text = text
    self.byteRange = byteRange
    self.line = line
    self.column = column
  }
}
