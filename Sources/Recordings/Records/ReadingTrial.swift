/// One participant reading one stimulus: the text, where it stood on the screen, and the fixations in order.
///
/// Every importer that finds fixations makes values of this type, and everything after the importers reads only it.
/// What a source does not record is absent, never invented: EyeTrans gives no coordinates, raw recordings no code.
public struct ReadingTrial: Sendable, Equatable {
  /// Who read.
  public var participant: String
  /// The stimulus that was read: a method's identifier, a snippet's name, a source file.
  public var method: String
  /// `java`, `csharp`, `python`; nil when the source does not say.
  public var language: String?
  /// The text that was read; nil when the source does not hold it.
  public var code: String?
  /// The size of the screen; nil when the source does not say.
  public var screen: ScreenSize?
  /// The tokens that fixations name by their place.
  public var tokens: [StimulusToken]
  /// The areas of interest; empty when the layout is unknown.
  public var boxes: [TokenBox]
  /// In the order in which they happened.
  public var fixations: [Fixation]
  /// Which file the trial is from.
  public var provenance: Provenance
  /// What the source held and this trial does not, by reason.
  public var exclusions: Exclusions
  /// What was inferred or computed on the way here: units, start times, corrections. Sentences for a person.
  public var notes: [String]

  /// A trial of one participant and one stimulus.
  public init(
    participant: String, method: String, language: String? = nil, code: String? = nil, screen: ScreenSize? = nil,
    tokens: [StimulusToken] = [], boxes: [TokenBox] = [], fixations: [Fixation] = [], provenance: Provenance,
    exclusions: Exclusions = Exclusions(), notes: [String] = []
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
  }
}

/// A piece of the code that fixations are assigned to.
public struct StimulusToken: Sendable, Equatable {
  /// The token as it stands in the code.
  public var text: String
  /// The bytes of the code's UTF-8 that the token covers.
  public var byteRange: Range<Int>
  /// Counted from 1.
  public var line: Int
  /// The column of the first byte, in bytes, counted from 0.
  public var column: Int

  /// A token at this place of the code.
  public init(text: String, byteRange: Range<Int>, line: Int, column: Int) {
    self.text = text
    self.byteRange = byteRange
    self.line = line
    self.column = column
  }
}
