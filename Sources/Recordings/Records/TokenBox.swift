/// An area of interest: a piece of the text and its rectangle on the screen.
public struct TokenBox: Sendable, Hashable {
  /// The name of the box.
  public var reference: BoxReference
  /// The position and size of the box.
  public var rectangle: ScreenRectangle
  /// The box's identifier in the source; empty if it has none.
  public var identifier: String
  /// Indices in the trial's `tokens` that the box covers; empty until the box has been placed in the code, and if it
  /// covers no token there.
  public var tokens: [Int]

  /// Creates a box at this position.
  public init(reference: BoxReference, rectangle: ScreenRectangle, identifier: String = "", tokens: [Int] = []) {
    self.reference = reference
    self.rectangle = rectangle
    self.identifier = identifier
    self.tokens = tokens
  }

  /// Creates boxes in order, each named by its text and the number of earlier boxes with the same text.
  package static func numbered(
    _ boxes: some Sequence<(text: String, rectangle: ScreenRectangle, identifier: String)>
  ) -> [TokenBox] {
    var seen: [String: Int] = [:]
    return boxes.map { box in
      let occurrence = seen[box.text, default: 0]
      seen[box.text] = occurrence + 1
      return TokenBox(
        reference: BoxReference(text: box.text, occurrence: occurrence), rectangle: box.rectangle,
        identifier: box.identifier)
    }
  }
}
