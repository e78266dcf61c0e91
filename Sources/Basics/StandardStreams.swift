import Foundation

/// The descriptors 0, 1 and 2.
package enum StandardStreams {
  /// Opens `/dev/null` in place of standard streams that are closed.
  ///
  /// Otherwise the next files to be opened would get their numbers, and what is meant for people would end up in a run's
  /// files. Call it first, before anything opens a file.
  package static func takeClosed() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
      // The lowest free number is the closed one, because all below it are open now.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_RDONLY : O_WRONLY)
    }
  }

  /// Lets writes fail with an error where they would otherwise end the process with a signal: SIGPIPE if the reader of a
  /// pipe is gone, SIGXFSZ if a file would exceed `ulimit -f`.
  package static func keepFailedWritesFromKilling() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }
}
