import Foundation
import Synchronization

/// Counts the signals that request a graceful stop: SIGTERM, SIGUSR1 and SIGHUP.
///
/// mpirun forwards SIGUSR1 to every rank at once and kills none of them; schedulers send SIGTERM some time before
/// SIGKILL; SIGHUP comes when a terminal or connection closes.
package enum TerminationSignals {
  private static let received = Atomic<Int>(0)
  /// Whether work has begun that ends at a safe place of its own.
  private static let hasBegun = Atomic<Bool>(false)
  /// How long the start of the work may take after a signal, in seconds.
  private static let grace: UInt32 = 5

  /// From now on counts these signals instead of letting them end the process, on request also keyboard interrupts. An
  /// ignored SIGHUP, as under nohup, stays ignored.
  package static func catchAll(alsoInterrupts: Bool = false) {
    // Initialise what handlers read before any handler runs: that takes a lock, which a handler must not.
    _ = (count, hasBegun.load(ordering: .sequentiallyConsistent), grace)
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in TerminationSignals.receive() }
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

  /// Counts from now on the signals that ask to stop as requests to work that has begun and looks at `count`.
  ///
  /// Before, nothing is lost by an end: a second signal then ends the process at once, and so does the first if the
  /// start does not notice it within five seconds, as when a library waits for memory that it cannot get.
  package static func workBegins() {
    hasBegun.store(true, ordering: .sequentiallyConsistent)
    alarm(0)
  }

  /// Runs in a signal handler: only calls what is safe there.
  private static func receive() {
    let earlier = received.add(1, ordering: .sequentiallyConsistent).oldValue
    guard !hasBegun.load(ordering: .sequentiallyConsistent) else { return }
    if earlier > 0 { _exit(ExitCode.resumable.rawValue) }
    signal(SIGALRM) { _ in
      guard !TerminationSignals.hasBegun.load(ordering: .sequentiallyConsistent) else { return }
      _exit(ExitCode.resumable.rawValue)
    }
    alarm(grace)
  }

  private static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    sigaction(signal, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// The number of signals received since `catchAll()`.
  package static var count: Int { received.load(ordering: .sequentiallyConsistent) }
}
