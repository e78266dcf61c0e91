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
