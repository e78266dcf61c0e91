/// A point on the screen in pixels, with the origin in the upper left corner; x increases to the right, y downwards.
public struct ScreenPoint: Sendable, Hashable {
  /// Pixels from the left edge.
  public var x: Double
  /// Pixels from the upper edge.
  public var y: Double

  /// A point at these pixels.
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }

  package var isFinite: Bool { x.isFinite && y.isFinite }

  /// Whether the coordinates are plausible pixels. Trackers write huge numbers for points they did not see.
  package var isOnAnyScreen: Bool { abs(x) < 1e5 && abs(y) < 1e5 }
}
