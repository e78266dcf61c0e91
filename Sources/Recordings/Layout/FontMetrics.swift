import Basics

/// Where text stands on the screen when it is set in a font whose characters all have one width. Pixels.
package struct FontMetrics: ValidatedConfiguration, Equatable {
  package var cellWidth = 10.0
  package var lineHeight = 20.0
  /// The upper left corner of the first line.
  package var originX = 0.0
  package var originY = 0.0
  /// Cells between tab stops.
  package var tabWidth = 4

  package init() {}

  package func validate() throws {
    for (name, value) in [("cellWidth", cellWidth), ("lineHeight", lineHeight)] {
      try require(
        value.isFinite && value > 0 && value < 1e4, name, "\(value) is no size", remedy: "pixels, more than 0")
    }
    for (name, value) in [("originX", originX), ("originY", originY)] {
      try require(abs(value) < 1e5, name, "\(value) is no place on a screen", remedy: "pixels")
    }
    try require((1...64).contains(tabWidth), "tabWidth", "\(tabWidth) cells are no tab", remedy: "1 to 64")
  }
}
