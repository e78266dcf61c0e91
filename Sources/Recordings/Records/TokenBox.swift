/// Names a box within its trial: the `occurrence`-th box, counted from 0, that has this text.
package struct BoxReference: Codable, Sendable, Hashable {
  package var text: String
  package var occurrence: Int

  package init(text: String, occurrence: Int) {
    self.text = text
    self.occurrence = occurrence
  }
}

/// An area of interest: a piece of the text and its rectangle on the screen.
package struct TokenBox: Sendable, Equatable {
  package var reference: BoxReference
  package var rectangle: ScreenRectangle
  /// The identifier that the source gives it; empty when it gives none.
  package var identifier: String
  /// Places in the trial's `tokens` that the box covers; empty until somebody has matched text and tokens.
  package var tokens: [Int]

  package init(reference: BoxReference, rectangle: ScreenRectangle, identifier: String = "", tokens: [Int] = []) {
    self.reference = reference
    self.rectangle = rectangle
    self.identifier = identifier
    self.tokens = tokens
  }

  /// Boxes in order, each named by its text and the number of earlier boxes with the same text.
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
