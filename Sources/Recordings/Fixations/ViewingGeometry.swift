import Basics
import Foundation

/// Where the reader sat: what turns degrees of visual angle into pixels.
package struct ViewingGeometry: ValidatedConfiguration, Equatable {
  /// Width of the screen's picture in millimetres.
  package var screenWidthMillimeters = 531.0
  /// The same width in pixels.
  package var screenWidthPixels = 1920.0
  /// From the eye to the screen in millimetres.
  package var distanceMillimeters = 650.0

  package init() {}

  package func validate() throws {
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
