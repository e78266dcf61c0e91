/// A point on the screen in pixels; x grows to the right, y downwards, the origin is the upper left corner.
package struct ScreenPoint: Sendable, Hashable {
  package var x: Double
  package var y: Double

  package init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }

  package var isFinite: Bool { x.isFinite && y.isFinite }

  /// Whether the coordinates can be pixels at all. Trackers write huge numbers for what they did not see.
  package var isOnAnyScreen: Bool { abs(x) < 1e5 && abs(y) < 1e5 }
}

/// The screen's size in pixels.
package struct ScreenSize: Codable, Sendable, Hashable {
  package var width: Double
  package var height: Double

  package init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  package func contains(_ point: ScreenPoint) -> Bool {
    point.x >= 0 && point.x < width && point.y >= 0 && point.y < height
  }

  /// Whether any part of the rectangle can be seen.
  package func intersects(_ rectangle: ScreenRectangle) -> Bool {
    rectangle.x < width && rectangle.y < height && rectangle.maximumX > 0 && rectangle.maximumY > 0
  }
}

/// An upright rectangle in pixels. Its left and upper edges belong to it, its right and lower edges do not, so that
/// rectangles that touch share no point.
package struct ScreenRectangle: Sendable, Hashable {
  package var x: Double
  package var y: Double
  package var width: Double
  package var height: Double

  package init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// Whether all four numbers can be pixels.
  package var isOnAnyScreen: Bool { [x, y, width, height].allSatisfy { abs($0) < 1e5 } }

  package var maximumX: Double { x + width }
  package var maximumY: Double { y + height }
  package var area: Double { width * height }
  package var center: ScreenPoint { ScreenPoint(x: x + width / 2, y: y + height / 2) }

  package func contains(_ point: ScreenPoint) -> Bool {
    point.x >= x && point.x < maximumX && point.y >= y && point.y < maximumY
  }

  /// The Euclidean distance to the nearest point of the closed rectangle, in pixels; 0 inside.
  package func distance(to point: ScreenPoint) -> Double {
    let horizontal = max(x - point.x, 0, point.x - maximumX)
    let vertical = max(y - point.y, 0, point.y - maximumY)
    return (horizontal * horizontal + vertical * vertical).squareRoot()
  }

  /// The smallest rectangle that holds both.
  package func union(_ other: ScreenRectangle) -> ScreenRectangle {
    let left = min(x, other.x)
    let top = min(y, other.y)
    return ScreenRectangle(
      x: left, y: top, width: max(maximumX, other.maximumX) - left, height: max(maximumY, other.maximumY) - top)
  }
}

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
