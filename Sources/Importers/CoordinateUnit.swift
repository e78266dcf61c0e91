import Recordings

/// The unit of coordinates.
public enum CoordinateUnit: String, Codable, CaseIterable, Sendable {
  /// Shares of the screen's width and height, 0 to 1.
  case normalized
  /// Pixels of the screen.
  case pixels
}
