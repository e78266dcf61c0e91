import Pages
import Recordings

/// The screen layout that a participant saw: boxes and the part of the screen that contains them.
package struct ScreenView: Encodable, Sendable, Equatable {
  struct Box: Encodable, Sendable, Equatable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double
    var text: String
  }

  /// The picture of the screen behind the layout.
  struct Screenshot: Encodable, Sendable, Equatable {
    /// Index in the page's screenshots.
    var picture: Int
    /// The size that it is drawn in from the screen's upper left corner, in screen pixels.
    var width: Double
    var height: Double
  }

  /// The part that is shown, in screen pixels.
  var x: Double
  var y: Double
  var width: Double
  var height: Double
  var boxes: [Box]
  /// The number of fixations with a position outside that part.
  var outside: Int
  /// Nil without a picture of the screen.
  var screenshot: Screenshot?

  /// Returns nil if no fixation has a position.
  ///
  /// The part contains all boxes and the fixations, corrected and raw, that are on the screen or, if its size is unknown,
  /// within one width and height of the area of the boxes.
  init?(_ trial: ReadingTrial) {
    let positions = trial.fixations.compactMap(\.position)
    guard !positions.isEmpty else { return nil }
    let places = positions + trial.fixations.compactMap(\.rawPosition)
    let points = places.map { ScreenRectangle(x: $0.x, y: $0.y, width: 0, height: 0) }
    let boxes = trial.boxes.map(\.rectangle)
    func hull(_ rectangles: [ScreenRectangle]) -> ScreenRectangle? {
      rectangles.dropFirst().reduce(rectangles.first) { $0?.union($1) }
    }
    let reach =
      trial.screen.map { ScreenRectangle(x: 0, y: 0, width: $0.width, height: $0.height) }
      ?? hull(boxes).map {
        ScreenRectangle(x: $0.x - $0.width, y: $0.y - $0.height, width: 3 * $0.width, height: 3 * $0.height)
      }
    let near = zip(points, places).filter { reach?.contains($1) ?? true }.map(\.0)
    guard let hull = hull(boxes + near) ?? hull(points) else { return nil }
    let margin = 24.0
    (x, y) = (hull.x - margin, hull.y - margin)
    (width, height) = (hull.width + 2 * margin, hull.height + 2 * margin)
    self.boxes = trial.boxes.map {
      Box(
        x: $0.rectangle.x, y: $0.rectangle.y, width: $0.rectangle.width, height: $0.rectangle.height,
        text: DisplayText.line($0.reference.text))
    }
    let part = ScreenRectangle(x: x, y: y, width: width, height: height)
    outside = positions.count { !part.contains($0) }
  }
}
