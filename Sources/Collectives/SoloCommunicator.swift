import Basics
import Foundation

/// A communicator for a single process: every collective is the identity. Needs no MPI and no launcher.
package final class SoloCommunicator: Communicator, @unchecked Sendable {
  package let rank = 0
  package let size = 1
  private var failure: (any Error)?
  private var isOpen = true
  private let board = ActivityBoard()
  private var watchdog: Watchdog?

  package init() {}

  private func enter(_ call: CollectiveCall.Kind) throws {
    if let failure { throw failure }
    guard isOpen else { throw CollectiveError.shutDown(call: call.name, rank: rank) }
  }

  package func startAllReduce(
    _ elements: ElementBuffer, _ operation: ReductionOperation
  ) throws -> any PendingCollective {
    try enter(.allReduce)
    return CompletedCollective()
  }

  package func startReduceScatter(
    _ elements: ElementBuffer, _ operation: ReductionOperation
  ) throws -> any PendingCollective {
    try enter(.reduceScatter)
    return CompletedCollective()
  }

  package func startAllGather(_ elements: ElementBuffer) throws -> any PendingCollective {
    try enter(.allGather)
    return CompletedCollective()
  }

  package func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) throws {
    try enter(.broadcast)
    try checkRoot(root)
  }

  package func broadcast(_ bytes: [UInt8], from root: Int) throws -> [UInt8] {
    try enter(.broadcastBytes)
    try checkRoot(root)
    return bytes
  }

  package func gather(_ bytes: [UInt8], to root: Int) throws -> [[UInt8]] {
    try enter(.gatherBytes)
    try checkRoot(root)
    return [bytes]
  }

  package func allGather(_ bytes: [UInt8]) throws -> [[UInt8]] {
    try enter(.allGatherBytes)
    return [bytes]
  }

  package func barrier() throws {
    try enter(.barrier)
  }

  package func agree(on failure: Diagnosis?) throws {
    try enter(.agreement)
    if let failure { throw stopTogether(because: AgreedFailure(rank: rank, cause: failure)) }
  }

  package func stopTogether(because error: any Error, within limit: Duration) -> any Error {
    let shared = failure ?? (error as? AgreedFailure) ?? AgreedFailure(rank: rank, cause: Diagnosis(of: error))
    failure = shared
    return shared
  }

  package func progress() throws {
    if let failure { throw failure }
  }

  package func makeReducibleBuffer(count: Int) throws -> ReducibleBuffer {
    try enter(.makeBuffer)
    return ReducibleBuffer(privateCount: count)
  }

  package func startWatchdog(silenceLimit: Duration?) throws {
    guard watchdog == nil else { return }
    watchdog = try Watchdog.start(on: self, board: board, silenceLimit: silenceLimit)
  }

  package func announce(step: Int, waitingLimit: Duration) {
    board.announce(step: step, waitingLimit: waitingLimit)
  }

  package func shutDown() {
    watchdog?.end()
    isOpen = false
  }

  package func abort(_ diagnosis: Diagnosis) -> Never {
    Console.standardError.write(diagnosis)
    exit(diagnosis.exitCode.rawValue)
  }
}
