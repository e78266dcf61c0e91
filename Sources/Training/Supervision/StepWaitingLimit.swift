/// How long a rank waits for others in a step: a multiple of the recent median duration of a step.
struct StepWaitingLimit {
  private let settings: WatchdogConfiguration
  private var latest: [Double] = []

  /// The number of steps for the median, and the number before the limit applies, because the first steps take longer.
  private static let window = 31
  private static let leastSteps = 5

  init(_ settings: WatchdogConfiguration) {
    self.settings = settings
  }

  mutating func note(seconds: Double) {
    latest.append(seconds)
    if latest.count > Self.window { latest.removeFirst() }
  }

  var duration: Duration {
    guard latest.count >= Self.leastSteps else { return .seconds(settings.validationSeconds) }
    let median = latest.sorted()[latest.count / 2]
    return .seconds(max(settings.stallSeconds, settings.stallSteps * median))
  }
}
