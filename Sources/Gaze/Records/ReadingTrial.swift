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

/// One fixation.
package struct Fixation: Sendable, Equatable {
  /// Milliseconds since the beginning of the trial; nil when the source gives only the order.
  package var start: Double?
  /// Milliseconds.
  package var duration: Double
  /// The centre in pixels of the screen, origin in its upper left corner; nil when the source names only what was read.
  package var position: ScreenPoint?
  /// The box that was hit; nil when none was, or when nobody has looked yet.
  package var box: BoxReference?
  /// Places in the trial's `tokens`; several when a box covers several tokens.
  package var tokens: [Int]
  /// Where in a source file the fixation fell, when the recorder knew it (iTrace).
  package var source: SourcePlace?

  package init(
    start: Double? = nil, duration: Double, position: ScreenPoint? = nil, box: BoxReference? = nil, tokens: [Int] = [],
    source: SourcePlace? = nil
  ) {
    self.start = start
    self.duration = duration
    self.position = position
    self.box = box
    self.tokens = tokens
    self.source = source
  }

  /// Whether a duration in milliseconds can be one: not negative, and at most a day.
  static func isPossible(duration: Double) -> Bool { (0...GazeRecording.longestPause).contains(duration) }
}

/// A place in a source file as an editor's plug-in reported it.
package struct SourcePlace: Codable, Sendable, Hashable {
  package var file: String
  /// Counted from 1.
  package var line: Int
  /// As the recorder counts it; iTrace counts from 1.
  package var column: Int

  package init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }
}

/// Where a trial comes from.
package struct Provenance: Codable, Sendable, Equatable {
  package var format: GazeFormat
  package var file: String
  /// The line of the trial's first row, counted from 1; 0 where a source has no lines (databases).
  package var line: Int

  package init(format: GazeFormat, file: String, line: Int) {
    self.format = format
    self.file = file
    self.line = line
  }

  /// `file:line`.
  package var place: String { line > 0 ? "\(file):\(line)" : file }
}

/// The formats of recordings that Fovea reads.
package enum GazeFormat: String, Codable, CaseIterable, Sendable {
  /// Fovea's own JSON lines.
  case fovea
  case tobiiSDK = "tobii-sdk"
  case tobiiProLab = "tobii-pro-lab"
  case eyeLinkReport = "eyelink-report"
  case eyeLinkASC = "eyelink-asc"
  case smi
  case iTraceXML = "itrace-xml"
  case iTraceDatabase = "itrace-database"
  case eyeTrans = "eyetrans"
  case eyeMulator = "eyemulator"
}
