import Foundation

/// The processor time of this thread, which does not depend on what else the machine does.
package enum ProcessorTime {
  /// How much of it something takes on this thread.
  package static func measure(_ body: () throws -> Void) rethrows -> Duration {
    let before = now
    try body()
    return now - before
  }

  private static var now: Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
