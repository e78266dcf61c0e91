import Foundation

/// The processor time of this thread, which other processes hardly change.
package enum ProcessorTime {
  /// How much of it something takes on this thread.
  package static func measure(_ body: () throws -> Void) rethrows -> Duration {
    let before = now
    try body()
    return now - before
  }

  /// How many times the processor time of a small piece of work a large one takes: the least of up to five measurements,
  /// since other processes can only add to it.
  ///
  /// A limit on this number tells work that grows with its input from work that grows with its square, on a machine of any
  /// speed. Give both pieces some milliseconds of work.
  ///
  /// - Parameter limit: below this no further measurement is needed.
  package static func growth(
    below limit: Double, from small: () throws -> Void, to large: () throws -> Void
  ) rethrows -> Double {
    var least = Double.infinity
    for _ in 0..<5 where least >= limit {
      let time = try measure(small)
      least = min(least, try measure(large) / time)
    }
    return least
  }

  private static var now: Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
