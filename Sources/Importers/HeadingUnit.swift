/// The units in the headings of tables.
enum HeadingUnit {
  /// The unit of times; nil for any other.
  static func time(_ unit: String) -> TimeUnit? { TimeUnit(heading: unit) }

  static func isPixels(_ unit: String) -> Bool { ["px", "pix", "pixel", "pixels"].contains(unit) }
}
