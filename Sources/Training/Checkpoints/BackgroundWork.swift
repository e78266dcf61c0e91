import Foundation
import Synchronization

/// A piece of work on a thread of its own.
final class BackgroundWork<Value: Sendable>: Sendable {
  private let outcome = Mutex<Result<Value, any Error>?>(nil)
  private let running = DispatchGroup()

  init(_ body: @escaping @Sendable () throws -> Value) {
    running.enter()
    let thread = Thread {
      let result = Result { try body() }
      self.outcome.withLock { $0 = result }
      self.running.leave()
    }
    thread.name = "checkpoint"
    thread.start()
  }

  var hasEnded: Bool { outcome.withLock { $0 != nil } }

  /// Returns when the work has ended: with its value, or throwing what it threw.
  func wait() throws -> Value? {
    running.wait()
    return try outcome.withLock { $0 }?.get()
  }
}
