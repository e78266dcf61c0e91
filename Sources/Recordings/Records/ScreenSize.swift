/// The screen's size in pixels.
public struct ScreenSize: Codable, Sendable, Hashable {
  /// Pixels.
  public var width: Double
  /// Pixels.
  public var height: Double

  /// A screen of this size in pixels.
  public init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  package func contains(_ point: ScreenPoint) -> Bool {
    point.x >= 0 && point.x < width && point.y >= 0 && point.y < height
  }

  /// Whether any part of the rectangle is visible.
  package func intersects(_ rectangle: ScreenRectangle) -> Bool {
    rectangle.x < width && rectangle.y < height && rectangle.maximumX > 0 && rectangle.maximumY > 0
  }
}
