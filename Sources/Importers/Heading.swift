/// A column's heading: what the column holds and in which unit.
///
/// `Gaze point left X [DACS px]`, `GazePointLeftX (ADCSpx)` and `gaze_point_left_x_px` name the same quantity, each with
/// its unit.
struct Heading: Equatable {
  var index: Int
  /// In lower case, without blanks, underscores and hyphens.
  var name: String
  /// Likewise; empty when the heading has none.
  var unit: String
  /// The heading as the file has it, for messages.
  var text: String

  private static let unitWords: Set<String> = [
    "ms", "us", "µs", "μs", "s", "sec", "ns", "msec", "usec", "seconds", "milliseconds", "microseconds", "nanoseconds",
    "px", "pixels", "mm", "norm", "deg", "dacspx", "adcspx", "mcspx", "dacsmm", "adcsmm", "mcsnorm",
  ]
  private static let coordinateSystems: Set<String> = ["dacs", "adcs", "mcs", "rcs", "ucs", "hucs"]

  init(_ text: String, index: Int) {
    self.index = index
    self.text = text
    (name, unit) = HeaderColumns.normalized(text)
    guard unit.isEmpty else { return }
    var words = text.lowercased().split { " _,\u{A0}".contains($0) }
    guard words.count > 1, let last = words.last, Self.unitWords.contains(String(last)) else { return }
    words.removeLast()
    unit = String(last)
    if words.count > 1, let system = words.last, Self.coordinateSystems.contains(String(system)) {
      words.removeLast()
      unit = system + unit
    }
    name = HeaderColumns.normalized(words.joined()).name
  }
}

extension TimeUnit {
  /// The unit that a heading names, in lower case; nil for another or none.
  init?(heading unit: String) {
    switch unit {
    case "s", "sec", "secs", "second", "seconds": self = .seconds
    case "ms", "msec", "msecs", "millisecond", "milliseconds": self = .milliseconds
    // The micro sign, the Greek mu, and what remains of them in a wrong encoding.
    case "µs", "μs", "us", "usec", "usecs", "mus", "microsecond", "microseconds", "\u{FFFD}s", "\u{FFFD}\u{FFFD}s",
      "âµs", "î¼s", "?s":
      self = .microseconds
    case "ns", "nsec", "nanosecond", "nanoseconds": self = .nanoseconds
    default: return nil
    }
  }
}
