import Basics
import Foundation
import Synchronization

/// Runs a closure on its own thread; at once, on the caller's, if the system refuses one.
final class BackgroundWork<Value: Sendable>: Sendable {
  private let outcome = Mutex<Result<Value, any Error>?>(nil)
  private let running = DispatchGroup()

  init(_ body: @escaping @Sendable () throws -> Value) {
    running.enter()
    let work: @Sendable () -> Void = {
      let result = Result { try body() }
      self.outcome.withLock { $0 = result }
      self.running.leave()
    }
    if OwnThread.start("checkpoint", work) != 0 { work() }
  }

  var hasEnded: Bool { outcome.withLock { $0 != nil } }

  /// Waits for the work to end, and returns its value or throws its error.
  func wait() throws -> Value? {
    running.wait()
    return try outcome.withLock { $0 }?.get()
  }
}
