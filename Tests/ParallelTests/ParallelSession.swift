import Collectives
import XCTest

/// The one communicator that all parallel tests of a process share, since MPI starts once; shut down after the last
/// test.
///
/// `FOVEA_TEST_MESSAGE_LENGTH` sets the most elements in one MPI call, so that small buffers need several, and turns
/// shared memory off, so that reducible buffers go the same way.
enum ParallelSession {
  nonisolated(unsafe) private static var shared: Result<any Communicator, any Error>?

  /// Whether messages are cut short and memory is not shared.
  static var splitsMessages: Bool { messageLength != nil }

  private static var messageLength: Int? {
    ProcessInfo.processInfo.environment["FOVEA_TEST_MESSAGE_LENGTH"].flatMap(Int.init)
  }

  static func communicator() throws -> any Communicator {
    if let shared { return try shared.get() }
    let result = Result(catching: start)
    shared = result
    XCTestObservationCenter.shared.addTestObserver(ShutDownObserver())
    return try result.get()
  }

  private static func start() throws -> any Communicator {
    guard let length = messageLength else { return try Communicators.forThisProcess() }
    return try MPICommunicator.start(elementsPerMessage: length, stallLimit: .seconds(240), sharesMemory: false)
  }

  fileprivate static func shutDown() {
    guard case .success(let communicator) = shared else { return }
    XCTAssertNoThrow(try communicator.shutDown())
  }
}

private final class ShutDownObserver: NSObject, XCTestObservation {
  func testBundleDidFinish(_ testBundle: Bundle) {
    ParallelSession.shutDown()
  }
}
