/// An axis-aligned rectangle in pixels. It includes its left and upper edges but not its right and lower edges, so
/// adjacent rectangles have no point in common.
public struct ScreenRectangle: Sendable, Hashable {
  /// The left edge.
  public var x: Double
  /// The upper edge.
  public var y: Double
  /// Pixels.
  public var width: Double
  /// Pixels.
  public var height: Double

  /// A rectangle with this upper left corner and size.
  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// Whether all four numbers are plausible pixels.
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

  /// The smallest rectangle that contains both.
  package func union(_ other: ScreenRectangle) -> ScreenRectangle {
    let left = min(x, other.x)
    let top = min(y, other.y)
    return ScreenRectangle(
      x: left, y: top, width: max(maximumX, other.maximumX) - left, height: max(maximumY, other.maximumY) - top)
  }
}
