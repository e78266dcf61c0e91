import Foundation
import Synchronization

/// Counts the signals that ask a process to stop in good order: SIGTERM, SIGUSR1 and SIGHUP.
///
/// mpirun passes SIGUSR1 on to every rank at once and kills nobody; schedulers send SIGTERM some time before SIGKILL; SIGHUP
/// comes when a terminal or a connection is closed.
package enum TerminationSignals {
  private static let received = Atomic<Int>(0)

  /// From now on the signals are counted instead of ending the process; if wanted, an interrupt from the keyboard too.
  /// A hang-up that is ignored, as nohup has it, stays so.
  package static func catchAll(alsoInterrupts: Bool = false) {
    // The count is made before a handler can ask for it: making it takes a lock, which a handler must not.
    _ = count
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      TerminationSignals.received.add(1, ordering: .sequentiallyConsistent)
    }
    // Calls that a signal interrupts begin again by themselves.
    action.sa_flags = SA_RESTART
    sigemptyset(&action.sa_mask)
    // Whoever started this process may have left them blocked, which processes inherit.
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

  /// How many have come since `catchAll()`.
  package static var count: Int { received.load(ordering: .sequentiallyConsistent) }
}
