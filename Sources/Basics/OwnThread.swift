import Foundation

/// Threads of the program's own. Foundation's `Thread` says nothing when the system refuses one, and whoever waits for its
/// work waits for ever.
package enum OwnThread {
  private static let stackBytes = 8 << 20

  /// Runs a closure on a new thread.
  ///
  /// - Parameter name: at most 15 characters are shown by the system.
  /// - Returns: the system's error number, 0 if the thread runs.
  package static func start(_ name: String, _ body: @escaping @Sendable () -> Void) -> Int32 {
    var attributes = pthread_attr_t()
    guard pthread_attr_init(&attributes) == 0 else { return ENOMEM }
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackBytes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    let work = Unmanaged.passRetained(Work(name: name, body: body))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, &attributes,
      { pointer in
        guard let pointer else { return nil }
        let work = Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue()
        Thread.current.name = String(work.name.prefix(15))
        work.body()
        return nil
      }, work.toOpaque())
    if code != 0 { work.release() }
    return code
  }

  /// Runs a closure on a new thread that the program cannot do without: if the system refuses it, the process ends with a
  /// sentence.
  package static func require(_ name: String, _ body: @escaping @Sendable () -> Void) {
    let code = start(name, body)
    guard code != 0 else { return }
    let diagnosis = Diagnosis(
      .system, problem: "the system refuses a thread (\(name)): \(String(cString: strerror(code)))",
      remedy: "raise the limit of processes (ulimit -u), or use fewer --threads")
    Console.standardError.write(diagnosis)
    _exit(diagnosis.exitCode.rawValue)
  }

  private final class Work: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
      (self.name, self.body) = (name, body)
    }
  }
}
