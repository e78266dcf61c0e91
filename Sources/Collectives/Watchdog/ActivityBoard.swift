import Synchronization

/// What a rank is doing, for those who watch over it.
struct Activity: Sendable, Equatable {
  /// The training step it announced last.
  var step = 0
  /// Collectives that it has begun.
  var sequence = 0
  /// The collective that it waits for, 0 while it works.
  var awaited = 0
  /// What that collective is, or what it began last.
  var call: CollectiveCall.Kind = .barrier
  /// When it began to wait or to work.
  var since: ContinuousClock.Instant = .now
  /// How long it may wait for others at this stage.
  var waitingLimit: Duration = .seconds(1800)
}

/// Where the thread that computes writes its activity, and the watchdog's thread reads it.
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
