import Recordings

/// The unit of times.
public enum TimeUnit: String, Codable, CaseIterable, Sendable {
  /// 1,000 ms.
  case seconds
  /// 1 ms.
  case milliseconds
  /// 0.001 ms.
  case microseconds
  /// 0.000001 ms.
  case nanoseconds

  /// The milliseconds of one unit.
  public var milliseconds: Double {
    switch self {
    case .seconds: 1000
    case .milliseconds: 1
    case .microseconds: 1e-3
    case .nanoseconds: 1e-6
    }
  }
}
