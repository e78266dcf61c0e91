/// The units in the headings of tables.
enum HeadingUnit {
  /// The unit of times; nil for any other.
  static func time(_ unit: String) -> TimeUnit? {
    switch unit {
    case "ms", "msec", "millisecond", "milliseconds": .milliseconds
    case "s", "sec", "second", "seconds": .seconds
    case "ns": .nanoseconds
    // The micro sign, the Greek mu, and the letter that replaces them.
    case "µs", "μs", "us", "microsecond", "microseconds": .microseconds
    default: nil
    }
  }

  static func isPixels(_ unit: String) -> Bool { ["px", "pix", "pixel", "pixels"].contains(unit) }
}
