import Basics
import Foundation

/// Notices on one rank that somebody wants the run to stop before its end, in a way that it can be continued from.
///
/// Ranks notice at different times, if at all; `Trainer` lets them agree on the step after which all of them stop.
package final class StopRequest {
  /// What asks for the stop; where several do, the greatest is reported.
  package enum Cause: Int64, Sendable, Comparable {
    /// The file `stop` in the run's folder.
    case file = 1
    /// SIGTERM or SIGUSR1.
    case signal = 2

    package static func < (first: Cause, second: Cause) -> Bool { first.rawValue < second.rawValue }
  }

  /// The file in a run's folder that asks for the stop; its content does not matter.
  package static let fileName = "stop"

  private let file: String?
  private let signalsBefore: Int

  /// - Parameters:
  ///   - folder: where to look for the file; nil for nowhere. One rank suffices to look.
  ///   - signalsBefore: how many signals had come before the run began. Those that come while it loads count.
  package init(folder: String?, signalsBefore: Int = TerminationSignals.count) {
    file = folder.map { "\($0)/\(Self.fileName)" }
    self.signalsBefore = signalsBefore
  }

  /// What asks for a stop now, nil for nothing; cheap enough for every step.
  package var cause: Cause? {
    if TerminationSignals.count > signalsBefore { return .signal }
    if let file, access(file, F_OK) == 0 { return .file }
    return nil
  }

  /// Takes back an earlier request by file, so that it does not stop the run's continuation too.
  package static func clear(folder: String) {
    unlink("\(folder)/\(fileName)")
  }
}
