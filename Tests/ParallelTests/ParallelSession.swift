import Collectives
import XCTest

/// The one communicator that all parallel tests of a process share, since MPI starts once; shut down after the last
/// test.
///
/// `FOVEA_TEST_MESSAGE_LENGTH` sets the most elements in one MPI call, so that small buffers need several.
enum ParallelSession {
  nonisolated(unsafe) private static var shared: Result<any Communicator, any Error>?

  static func communicator() throws -> any Communicator {
    if let shared { return try shared.get() }
    let result = Result(catching: start)
    shared = result
    XCTestObservationCenter.shared.addTestObserver(ShutDownObserver())
    return try result.get()
  }

  private static func start() throws -> any Communicator {
    let environment = ProcessInfo.processInfo.environment
    guard let length = environment["FOVEA_TEST_MESSAGE_LENGTH"].flatMap(Int.init) else {
      return try Communicators.forThisProcess()
    }
    return try MPICommunicator.start(elementsPerMessage: length, stallLimit: .seconds(60))
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
