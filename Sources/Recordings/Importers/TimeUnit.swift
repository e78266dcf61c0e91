/// How many milliseconds a unit of time has.
package enum TimeUnit: String, Codable, CaseIterable, Sendable {
  case seconds, milliseconds, microseconds, nanoseconds

  package var milliseconds: Double {
    switch self {
    case .seconds: 1000
    case .milliseconds: 1
    case .microseconds: 1e-3
    case .nanoseconds: 1e-6
    }
  }
}
