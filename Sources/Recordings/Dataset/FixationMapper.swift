import Scanpaths

/// Maps fixations to the tokens of a method, by whatever position the recording gives.
///
/// Each fixation is mapped once. Trials imported with their code already have the tokens of each fixation; only
/// fixations without tokens are looked up, by their box or by their position in the source file. Boxes are placed in the
/// code by their layout; where no layout is known, they are found by text and occurrence.
package struct FixationMapper {
  /// The method's tokens in the form that trials store.
  let tokens: [StimulusToken]
  private let code: LabelledCode
  private let source: String
  private let boxTexts: Set<String>
  private lazy var boxes = BoxMapping(code: code, source: source, boxes: boxTexts)
  private lazy var positions = PositionMapping(code: code, source: source)
  /// The places of the boxes of each layout, whose tokens do not matter.
  private var placements: [[TokenBox]: BoxPlacement] = [:]

  /// - Parameter texts: the texts of all boxes in trials of this method whose layout is not known.
  init(_ code: LabelledCode, source: String, boxes texts: Set<String>) {
    self.code = code
    self.source = source
    boxTexts = texts
    tokens = Self.trialTokens(of: code, source: source)
  }

  /// The method's tokens in the form that trials store.
  package static func trialTokens(of code: LabelledCode, source: String) -> [StimulusToken] {
    let bytes = Array(source.utf8)
    return code.tokens.map { token in
      let before = bytes[..<token.bytes.lowerBound]
      let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
      return StimulusToken(
        text: token.text, byteRange: token.bytes, line: token.line + 1, column: token.bytes.lowerBound - lineStart)
    }
  }

  /// The tokens of a trial's boxes by their places; nil if the layout is not known.
  ///
  /// Depends only on this trial. Places are found once for each layout.
  mutating func placed(_ trial: ReadingTrial) -> PlacedBoxes? {
    guard trial.hasLayout else { return nil }
    let layout = trial.boxes.map {
      TokenBox(reference: $0.reference, rectangle: $0.rectangle, identifier: $0.identifier)
    }
    let placement = placements[layout] ?? BoxPlacement(layout, in: source)
    placements[layout] = placement
    return PlacedBoxes(trial.boxes, given: trial.tokens, placement, boxes)
  }

  /// The tokens of one fixation: those assigned by the recording, else those of its box, else the nearest to its
  /// position in the source file.
  ///
  /// - Parameters:
  ///   - given: the tokens that the recording itself has.
  ///   - placed: the boxes of the trial's layout, if that is known.
  mutating func tokens(
    of fixation: Fixation, among given: [StimulusToken], _ placed: PlacedBoxes?
  ) -> Result<[TokenShare], UnmappedReason> {
    let assigned = fixation.tokens.filter(given.indices.contains)
    if !assigned.isEmpty {
      let shares = boxes.shares(amongTokensOf: assigned.map { given[$0].byteRange })
      return shares.isEmpty ? .failure(.punctuationOnly) : .success(shares)
    }
    if let box = fixation.box, let placed { return placed.tokens(of: box) }
    if let box = fixation.box { return boxes.tokens(of: box.text, occurrence: box.occurrence) }
    if let place = fixation.source {
      return positions.nearest(line: place.line - 1, column: max(0, place.column - 1)).map {
        [TokenShare(token: $0.token, share: 1)]
      }
    }
    return .failure(.noPlace)
  }
}

extension ReadingTrial {
  /// Whether it is known where on the screen boxes were.
  var hasLayout: Bool { boxes.contains { $0.rectangle.area > 0 } }
}
