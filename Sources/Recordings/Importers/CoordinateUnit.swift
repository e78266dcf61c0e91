/// What coordinates are measured in.
package enum CoordinateUnit: String, Codable, CaseIterable, Sendable {
  /// Shares of the screen's width and height, 0 to 1.
  case normalized
  case pixels
}
