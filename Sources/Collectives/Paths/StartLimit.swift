import Basics
import Foundation
import Synchronization

/// Ends the process if MPI does not start in time: it waits forever for hosts that it cannot reach.
final class StartLimit: Sendable {
  private let isLifted = Mutex(false)

  init(_ unreachable: RanksUnreachable) {
    OwnThread.require("start limit") {
      let begin = ContinuousClock.now
      while ContinuousClock.now - begin < .seconds(unreachable.seconds) {
        if self.isLifted.withLock({ $0 }) { return }
        usleep(100_000)
      }
      // Holding the lock to the end, so that a start in the last moment either counts or does not.
      self.isLifted.withLock { isLifted in
        guard !isLifted else { return }
        Console.standardError.write(unreachable.diagnosis)
        // Skip exit handlers: the other thread is still inside MPI.
        _exit(unreachable.exitCode.rawValue)
      }
    }
  }

  func lift() { isLifted.withLock { $0 = true } }
}
