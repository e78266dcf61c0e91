import Foundation

/// Waits until something is so.
///
/// The limit is there for what never comes about. It counts the pauses between two looks and not the time of the clock:
/// while this process is stopped or gets no processor, the limit does not come closer.
///
/// - Returns: whether it came about.
package func comesTrue(within seconds: Double = 600, _ condition: () throws -> Bool) rethrows -> Bool {
  var (waited, pause) = (0.0, 100.0)
  while try !condition() {
    guard waited < seconds * 1e6 else { return false }
    usleep(UInt32(pause))
    waited += pause
    pause = min(2 * pause, 20_000)
  }
  return true
}
