import Basics
import Collectives
import CollectivesContract
import Synchronization
import XCTest

/// The contract on the communicator of this process: `mpirun -np N FoveaPackageTests.xctest ParallelTests` runs it over
/// MPI, and without `mpirun` it runs alone.
final class MPIContractTests: XCTestCase {
  func testCommunicatorFitsTheLaunch() throws {
    let communicator = try ParallelSession.communicator()
    let environment = ProcessInfo.processInfo.environment
    if let size = environment["OMPI_COMM_WORLD_SIZE"], let rank = environment["OMPI_COMM_WORLD_RANK"] {
      XCTAssertTrue(communicator is MPICommunicator)
      XCTAssertEqual(communicator.size, Int(size))
      XCTAssertEqual(communicator.rank, Int(rank))
    } else {
      XCTAssertTrue(communicator is SoloCommunicator)
    }
  }

  func testReductionsAndTransfers() throws {
    let communicator = try ParallelSession.communicator()
    for clause in Contract.clauses {
      XCTAssertNoThrow(try clause.check(communicator), clause.name)
    }
  }

  func testReducibleBuffersShareMemoryOnOneHost() throws {
    let communicator = try ParallelSession.communicator()
    let small = try communicator.makeReducibleBuffer(count: 1000)
    XCTAssertEqual(small.isShared, communicator.size > 1 && !ParallelSession.splitsMessages)
    try communicator.barrier()
  }

  func testAnotherThreadIsRefused() throws {
    guard let communicator = try ParallelSession.communicator() as? MPICommunicator else { return }
    let done = DispatchSemaphore(value: 0)
    let thrown = Mutex<CollectiveError?>(nil)
    let thread = Thread {
      do {
        try communicator.barrier()
      } catch {
        thrown.withLock { $0 = error as? CollectiveError }
      }
      done.signal()
    }
    thread.start()
    done.wait()
    XCTAssertEqual(thrown.withLock { $0 }, .wrongThread(call: "barrier", rank: communicator.rank))
    try communicator.barrier()
  }
}
