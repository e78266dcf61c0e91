import Basics
import Foundation

@testable import Collectives

/// One rank of an `InProcessGroup`.
package final class InProcessCommunicator: Communicator, @unchecked Sendable {
  package let rank: Int
  package var size: Int { group.size }
  private let group: InProcessGroup
  private var sequence = 0
  private var isOpen = true

  init(rank: Int, group: InProcessGroup) {
    self.rank = rank
    self.group = group
  }

  private func start(_ contribution: InProcessContribution) throws -> InProcessMeeting {
    guard isOpen else { throw CollectiveError.shutDown(call: contribution.call.kind.name, rank: rank) }
    sequence += 1
    return try group.arrive(contribution, rank: rank, sequence: sequence)
  }

  @discardableResult
  private func perform(_ contribution: InProcessContribution) throws -> InProcessMeeting {
    let meeting = try start(contribution)
    try group.wait(for: meeting, rank: rank)
    return meeting
  }

  package func startAllReduce(
    _ elements: ElementBuffer, _ operation: ReductionOperation
  ) throws -> any PendingCollective {
    try startOn(
      elements,
      CollectiveCall(kind: .allReduce, element: elements.kind, operation: operation, count: elements.count))
  }

  package func startReduceScatter(
    _ elements: ElementBuffer, _ operation: ReductionOperation
  ) throws -> any PendingCollective {
    try startOn(
      elements,
      CollectiveCall(kind: .reduceScatter, element: elements.kind, operation: operation, count: elements.count))
  }

  package func startAllGather(_ elements: ElementBuffer) throws -> any PendingCollective {
    try startOn(elements, CollectiveCall(kind: .allGather, element: elements.kind, count: elements.count))
  }

  private func startOn(_ elements: ElementBuffer, _ call: CollectiveCall) throws -> any PendingCollective {
    let meeting = try start(InProcessContribution(call: call, elements: elements))
    return InProcessPending(meeting: meeting, rank: rank, group: group)
  }

  package func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) throws {
    try checkRoot(root)
    let call = CollectiveCall(kind: .broadcast, root: root, count: bytes.count)
    try perform(InProcessContribution(call: call, bytes: bytes))
  }

  package func broadcast(_ bytes: [UInt8], from root: Int) throws -> [UInt8] {
    try checkRoot(root)
    let call = CollectiveCall(kind: .broadcastBytes, root: root, length: bytes.count)
    return try perform(InProcessContribution(call: call, string: bytes)).strings[root]
  }

  package func gather(_ bytes: [UInt8], to root: Int) throws -> [[UInt8]] {
    try checkRoot(root)
    let call = CollectiveCall(kind: .gatherBytes, root: root, length: bytes.count)
    let strings = try perform(InProcessContribution(call: call, string: bytes)).strings
    return rank == root ? strings : []
  }

  package func allGather(_ bytes: [UInt8]) throws -> [[UInt8]] {
    let call = CollectiveCall(kind: .allGatherBytes, length: bytes.count)
    return try perform(InProcessContribution(call: call, string: bytes)).strings
  }

  package func barrier() throws {
    try perform(InProcessContribution(call: CollectiveCall(kind: .barrier)))
  }

  package func agree(on failure: Diagnosis?) throws {
    try perform(failure.map(contribution) ?? InProcessContribution(call: CollectiveCall(kind: .agreement)))
  }

  private func contribution(of failure: Diagnosis) -> InProcessContribution {
    InProcessContribution(call: CollectiveCall(kind: .failure), string: DiagnosisMessage.encode(failure))
  }

  /// The group's limit replaces `limit`, which a busy machine may keep the other threads from meeting.
  package func stopTogether(because error: any Error, within limit: Duration) -> any Error {
    if let failure = group.sharedFailure { return failure }
    do {
      let meeting = try start(contribution(of: Diagnosis(of: error)))
      try group.wait(for: meeting, rank: rank)
      return error
    } catch {
      return error
    }
  }

  package func progress() throws {
    if let failure = group.sharedFailure { throw failure }
  }

  package func makeReducibleBuffer(count: Int) throws -> ReducibleBuffer {
    try perform(InProcessContribution(call: CollectiveCall(kind: .makeBuffer, count: count)))
    return ReducibleBuffer(privateCount: count)
  }

  package func shutDown() throws {
    guard isOpen else { return }
    if group.sharedFailure == nil { try perform(InProcessContribution(call: CollectiveCall(kind: .shutDown))) }
    isOpen = false
  }

  package func abort(_ diagnosis: Diagnosis) -> Never {
    FileHandle.standardError.write(Data((diagnosis.rendered + "\n").utf8))
    exit(diagnosis.exitCode.rawValue)
  }
}

/// A meeting that a rank has contributed to but not yet left.
private final class InProcessPending: PendingCollective {
  private let meeting: InProcessMeeting
  private let rank: Int
  private let group: InProcessGroup

  init(meeting: InProcessMeeting, rank: Int, group: InProcessGroup) {
    self.meeting = meeting
    self.rank = rank
    self.group = group
  }

  func test() throws -> Bool {
    try group.isOver(meeting)
  }

  func wait() throws {
    try group.wait(for: meeting, rank: rank)
  }
}
