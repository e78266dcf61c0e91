import Foundation

/// Waits until something is so. The limit is there for what never comes about: even a very busy machine is much faster.
///
/// - Returns: whether it came about.
package func comesTrue(within seconds: Double = 300, _ condition: () throws -> Bool) rethrows -> Bool {
  let begin = ContinuousClock.now
  var pause: UInt32 = 100
  while try !condition() {
    guard ContinuousClock.now - begin < .seconds(seconds) else { return try condition() }
    usleep(pause)
    pause = min(2 * pause, 20_000)
  }
  return true
}
