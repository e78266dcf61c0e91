import Foundation
import Synchronization

/// Counts the signals that ask a process to stop in good order: SIGTERM and SIGUSR1.
///
/// mpirun passes SIGUSR1 on to every rank at once and kills nobody; schedulers send SIGTERM some time before SIGKILL.
package enum TerminationSignals {
  private static let received = Atomic<Int>(0)

  /// From now on the two signals are counted instead of ending the process; if wanted, an interrupt from the keyboard too.
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
    var both = sigset_t()
    sigemptyset(&both)
    for signal in [SIGTERM, SIGUSR1] + (alsoInterrupts ? [SIGINT] : []) {
      sigaction(signal, &action, nil)
      sigaddset(&both, signal)
    }
    pthread_sigmask(SIG_UNBLOCK, &both, nil)
  }

  /// How many have come since `catchAll()`.
  package static var count: Int { received.load(ordering: .sequentiallyConsistent) }
}
