import Basics
import Foundation

/// The operations of an MPI communicator: starts them, polls them, waits for them, and remembers the failure that ended
/// them.
final class MPIQueue {
  let rank: Int
  let size: Int
  /// This rank's activity, for its watchdog.
  let board = ActivityBoard()
  private let elementsPerMessage: Int
  private let stallLimit: Duration
  /// The stall limit unless the ranks announce a longer one.
  private var limit: Duration
  private let thread = pthread_self()
  /// The operations under way, in starting order.
  private var pending: [MPIOperation] = []
  /// Operations that can never complete; they keep their memory, which MPI may still write to.
  private var abandoned: [MPIOperation] = []
  private var sequence = 0
  /// The error that every call throws from now on.
  private(set) var failure: (any Error)?
  private(set) var isOpen = true

  init(rank: Int, size: Int, elementsPerMessage: Int, stallLimit: Duration) {
    self.rank = rank
    self.size = size
    self.elementsPerMessage = elementsPerMessage
    self.stallLimit = stallLimit
    limit = stallLimit
  }

  /// Lets this rank wait longer than the stall limit where its work requires it. If there is a watchdog, which can tell
  /// who is late, it acts first.
  func announce(step: Int, waitingLimit: Duration) {
    board.announce(step: step, waitingLimit: waitingLimit)
    limit = max(stallLimit, waitingLimit + .seconds(60))
  }

  /// Runs `body` with a limit of its own on how long to wait for other ranks.
  func limitingWaits<Value>(to limit: Duration, _ body: () throws -> Value) rethrows -> Value {
    let usual = self.limit
    self.limit = limit
    defer { self.limit = usual }
    return try body()
  }

  func close() {
    isOpen = false
  }

  func makeRequests() -> MPIRequests {
    MPIRequests(rank: rank, elementsPerMessage: elementsPerMessage)
  }

  /// Starts an operation.
  ///
  /// - Parameters:
  ///   - report: this rank's report if `call` is a failure.
  ///   - launch: starts the transfer, given what all ranks are doing.
  func begin(
    _ call: CollectiveCall, report: ByteStorage? = nil, launch: @escaping MPIOperation.Launch
  ) throws -> MPIOperation {
    if let failure { throw failure }
    guard isOpen else { throw CollectiveError.shutDown(call: call.kind.name, rank: rank) }
    guard isOnOwnThread else { throw CollectiveError.wrongThread(call: call.kind.name, rank: rank) }
    sequence += 1
    board.begin(call.kind, sequence: sequence)
    let operation = try MPIOperation(call, sequence: sequence, queue: self, report: report, launch: launch)
    pending.append(operation)
    return operation
  }

  /// Starts notifying the other ranks of this rank's failure.
  func begin(failing diagnosis: Diagnosis) throws -> MPIOperation {
    let report = ByteStorage(DiagnosisMessage.encode(diagnosis))
    return try begin(CollectiveCall(kind: .failure, length: report.bytes.count), report: report) { _, _ in nil }
  }

  /// Starts an operation and waits for it; without `launch` it only synchronises the ranks.
  func perform(_ call: CollectiveCall, launch: @escaping MPIOperation.Launch = { _, _ in nil }) throws {
    try wait(for: begin(call, launch: launch))
  }

  /// Polls everything pending once, and removes what has ended.
  func advance() {
    guard !pending.isEmpty, isOnOwnThread else { return }
    var mayLaunch = true
    for operation in pending {
      operation.advance(mayLaunch: mayLaunch)
      mayLaunch = mayLaunch && operation.hasLaunched
      if let error = operation.failure { return fail(at: operation, error) }
    }
    pending.removeAll(where: \.isOver)
  }

  func test(_ operation: MPIOperation) throws -> Bool {
    if !operation.isOver { advance() }
    if let error = operation.failure { throw error }
    return operation.isOver
  }

  /// Polls until `operation` is over, at most for `limit`, or by default as long as this rank may wait.
  func wait(for operation: MPIOperation, limit: Duration? = nil) throws {
    guard isOnOwnThread else { throw CollectiveError.wrongThread(call: operation.call.kind.name, rank: rank) }
    guard !operation.isOver || operation.failure != nil else { return }
    board.wait(for: operation.sequence, operation.call.kind)
    defer { board.work() }
    let limit = limit ?? self.limit
    let start = ContinuousClock.now
    var pace = WaitingPace()
    var polls = 0
    while !operation.isOver {
      advance()
      polls += 1
      if polls > 100 { pace.pause() }
      if polls % 64 == 0, ContinuousClock.now - start > limit {
        fail(
          at: operation,
          CollectiveError.stalled(
            call: operation.call.summary, sequence: operation.sequence, rank: rank,
            seconds: Int(limit.components.seconds)))
      }
    }
    if let error = operation.failure { throw error }
  }

  private var isOnOwnThread: Bool {
    pthread_equal(thread, pthread_self()) != 0
  }

  /// Fails `operation` and all later ones; earlier ones can still complete, since all ranks agreed on them.
  private func fail(at operation: MPIOperation, _ error: any Error) {
    failure = failure ?? error
    for other in pending where other.sequence >= operation.sequence {
      other.fail(error)
      abandoned.append(other)
    }
    pending.removeAll(where: \.isOver)
  }
}
