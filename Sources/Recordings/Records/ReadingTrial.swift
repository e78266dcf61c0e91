/// One participant reading one stimulus: the text, where it stood on the screen, and the fixations in order.
///
/// Every importer that finds fixations makes values of this type, and everything behind the importers reads only it.
/// What a source does not tell is absent, never invented: EyeTrans gives no coordinates, raw recordings no code.
package struct ReadingTrial: Sendable, Equatable {
  package var participant: String
  /// The stimulus that was read: a method's identifier, a snippet's name, a source file.
  package var method: String
  /// `java`, `csharp`, `python`; nil when the source does not tell.
  package var language: String?
  /// The text that was read; nil when the source does not hold it.
  package var code: String?
  package var screen: ScreenSize?
  package var tokens: [StimulusToken]
  /// The areas of interest; empty when the layout is unknown.
  package var boxes: [TokenBox]
  /// In the order in which they happened.
  package var fixations: [Fixation]
  package var provenance: Provenance
  /// What the source held and this trial does not, by reason.
  package var exclusions: Exclusions
  /// What was inferred or computed on the way here: units, start times, corrections. Sentences for a person.
  package var notes: [String]

  package init(
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
package struct StimulusToken: Sendable, Equatable {
  package var text: String
  /// The bytes of the code's UTF-8 that the token covers.
  package var byteRange: Range<Int>
  /// Counted from 1.
  package var line: Int
  /// The column of the first byte, in bytes, counted from 0.
  package var column: Int

  package init(text: String, byteRange: Range<Int>, line: Int, column: Int) {
    self.text = text
    self.byteRange = byteRange
    self.line = line
    self.column = column
  }
}
