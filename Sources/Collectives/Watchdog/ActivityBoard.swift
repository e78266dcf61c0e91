import Synchronization

/// A rank's current activity, for those who monitor it.
struct Activity: Sendable, Equatable {
  /// The last announced training step.
  var step = 0
  /// The number of collectives started.
  var sequence = 0
  /// The collective being waited for; 0 while working.
  var awaited = 0
  /// The kind of that collective, or of the last one started.
  var call: CollectiveCall.Kind = .barrier
  /// The start of the current wait or work.
  var since: ContinuousClock.Instant = .now
  /// The maximum time to wait for others at this stage.
  var waitingLimit: Duration = .seconds(1800)
}

/// Shares the activity between the computing thread, which writes it, and the watchdog's thread, which reads it.
final class ActivityBoard: Sendable {
  private let activity = Mutex(Activity())

  var current: Activity { activity.withLock { $0 } }

  func announce(step: Int, waitingLimit: Duration) {
    activity.withLock {
      $0.step = step
      $0.waitingLimit = waitingLimit
    }
  }

  func begin(_ call: CollectiveCall.Kind, sequence: Int) {
    activity.withLock {
      $0.sequence = sequence
      $0.call = call
    }
  }

  func wait(for sequence: Int, _ call: CollectiveCall.Kind) {
    activity.withLock {
      $0.awaited = sequence
      $0.call = call
      $0.since = .now
    }
  }

  func work() {
    activity.withLock {
      $0.awaited = 0
      $0.since = .now
    }
  }
}
