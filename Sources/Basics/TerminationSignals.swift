import Foundation
import Synchronization

/// Counts the signals that request a graceful stop: SIGTERM, SIGUSR1 and SIGHUP.
///
/// mpirun forwards SIGUSR1 to every rank at once and kills none of them; schedulers send SIGTERM some time before
/// SIGKILL; SIGHUP comes when a terminal or connection closes.
package enum TerminationSignals {
  private static let received = Atomic<Int>(0)

  /// From now on counts these signals instead of letting them end the process, on request also keyboard interrupts. An
  /// ignored SIGHUP, as under nohup, stays ignored.
  package static func catchAll(alsoInterrupts: Bool = false) {
    // Initialise the count before any handler can read it: that takes a lock, which a handler must not.
    _ = count
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      TerminationSignals.received.add(1, ordering: .sequentiallyConsistent)
    }
    // Restarts system calls that a signal interrupts.
    action.sa_flags = SA_RESTART
    sigemptyset(&action.sa_mask)
    // The parent process may have blocked these signals, and a blocked mask is inherited.
    var caught = sigset_t()
    sigemptyset(&caught)
    for signal in [SIGTERM, SIGUSR1] + (isIgnored(SIGHUP) ? [] : [SIGHUP]) + (alsoInterrupts ? [SIGINT] : []) {
      sigaction(signal, &action, nil)
      sigaddset(&caught, signal)
    }
    pthread_sigmask(SIG_UNBLOCK, &caught, nil)
  }

  private static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    sigaction(signal, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// The number of signals received since `catchAll()`.
  package static var count: Int { received.load(ordering: .sequentiallyConsistent) }
}
