import Basics
import Foundation

/// Detects on one rank that the run should stop early, in a state from which it can continue.
///
/// Ranks may detect it at different times or not at all; in `Trainer`, they agree on the step after which all of them
/// stop.
package final class StopRequest {
  /// The cause of the request; if there are several, the greatest is reported.
  package enum Cause: Int64, Sendable, Comparable {
    /// The file `stop` in the run's folder.
    case file = 1
    /// SIGTERM or SIGUSR1.
    case signal = 2
    /// The run's folder was moved, removed or replaced.
    case folderMoved = 3

    package static func < (first: Cause, second: Cause) -> Bool { first.rawValue < second.rawValue }
  }

  /// The file in a run's folder that requests a stop; its content does not matter.
  package static let fileName = "stop"

  private let file: String?
  private let signalsBefore: Int
  private let lock: RunLock?

  /// - Parameters:
  ///   - folder: the folder to check for the file; nil for none. It is enough if one rank checks.
  ///   - signalsBefore: how many signals arrived before the run began. Signals that arrive during loading count.
  ///   - lock: the lock of the run's folder, on the rank that holds it.
  package init(folder: String?, signalsBefore: Int = TerminationSignals.count, lock: RunLock? = nil) {
    self.lock = lock
    file = folder.map { "\($0)/\(Self.fileName)" }
    self.signalsBefore = signalsBefore
  }

  /// The current request's cause; nil for none. Cheap enough to check at every step.
  package var cause: Cause? {
    if lock?.isInPlace == false { return .folderMoved }
    if TerminationSignals.count > signalsBefore { return .signal }
    if let file, access(file, F_OK) == 0 { return .file }
    return nil
  }

  /// Removes the file of an earlier request, so it does not stop the run's continuation too.
  package static func clear(folder: String) {
    unlink("\(folder)/\(fileName)")
  }
}
