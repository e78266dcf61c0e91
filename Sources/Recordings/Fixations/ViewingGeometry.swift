import Basics
import Foundation

/// The reader's position relative to the screen: converts degrees of visual angle to pixels.
public struct ViewingGeometry: ValidatedConfiguration, Equatable {
  /// The width of the visible screen in millimetres.
  public var screenWidthMillimeters = 531.0
  /// The same width in pixels.
  public var screenWidthPixels = 1920.0
  /// The distance from the eye to the screen in millimetres.
  public var distanceMillimeters = 650.0

  /// A 24-inch screen at 65 cm.
  public init() {}

  /// Throws `InvalidSetting` for lengths that are not positive.
  public func validate() throws {
    let values = [
      ("screenWidthMillimeters", screenWidthMillimeters), ("screenWidthPixels", screenWidthPixels),
      ("distanceMillimeters", distanceMillimeters),
    ]
    for (name, value) in values {
      try require(value.isFinite && value > 0, name, "\(value) is no length", remedy: "measure it: more than 0")
    }
  }

  /// Pixels of one degree of visual angle at the screen's centre.
  package var pixelsPerDegree: Double {
    2 * distanceMillimeters * tan(Double.pi / 360) * screenWidthPixels / screenWidthMillimeters
  }
}
