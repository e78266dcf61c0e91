import Basics
import CollectivesContract
import Synchronization
import XCTest

@testable import Collectives

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

  func testMessagesOfGrowingSizePassBetweenRanks() throws {
    guard let communicator = try ParallelSession.communicator() as? MPICommunicator, !ParallelSession.splitsMessages
    else { return }
    let outcome = try PathCheck(RanksAsHosts(communicator), limit: .seconds(240)).run()
    let ranks = communicator.size
    let expected = PathCheck.Outcome(
      sizes: ranks > 1 ? [1 << 10, 1 << 16, 1 << 20, 1 << 24] : [], hosts: (0..<ranks).map { "host\($0)" })
    XCTAssertEqual(outcome, expected)
    try communicator.barrier()
  }

  /// A rank that burns its core while it waits makes those slow that share it, and on which it may be waiting.
  func testARankThatWaitsLongLeavesItsCoreToOthers() throws {
    let communicator = try ParallelSession.communicator()
    try communicator.barrier()
    if communicator.rank == 0 {
      Thread.sleep(forTimeInterval: 1)
      try communicator.barrier()
    } else {
      let (before, begin) = (threadSeconds(), ContinuousClock.now)
      try communicator.barrier()
      // On a busy machine rank 0 comes later, and looking for it takes more processor time in all.
      let waited = (ContinuousClock.now - begin) / .seconds(1)
      XCTAssertLessThan(threadSeconds() - before, 0.5 * max(1, waited))
    }
  }

  /// The processor time that this thread has used.
  private func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
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

/// Gives each rank a host of its own.
private final class RanksAsHosts: MessagePaths {
  private let communicator: MPICommunicator

  init(_ communicator: MPICommunicator) { self.communicator = communicator }

  var rank: Int { communicator.rank }
  var size: Int { communicator.size }

  func gatherNames(_ own: String, within limit: Duration) throws -> [String] {
    try communicator.gatherNames("\(rank) host\(rank)", within: limit)
  }

  func startExchange(byteCount: Int, with peer: Int) throws -> any MessageExchange {
    try communicator.startExchange(byteCount: byteCount, with: peer)
  }

  func startReport(_ bytes: [UInt8]) throws { try communicator.startReport(bytes) }

  func awaitReport(byteCount: Int, from peer: Int) throws -> any AwaitedReport {
    try communicator.awaitReport(byteCount: byteCount, from: peer)
  }
}
