import Basics
import CMPI
import Foundation

/// The ranks of an MPI job.
///
/// Every collective first exchanges a record of 32 bytes per rank (see `CollectiveCall`), then moves data by MPI's
/// non-blocking collectives, in calls of at most `elementsPerMessage` elements. All waiting is a loop that polls, so
/// that pending all-reduces go on while another collective is waited for, and a stall is noticed.
///
/// Only the thread that started MPI may use it.
package final class MPICommunicator: Communicator, @unchecked Sendable {
  package let rank: Int
  package let size: Int
  let elementsPerMessage: Int
  private let stallLimit: Duration
  private let thread = pthread_self()
  /// What has begun and is not over, in the order of beginning.
  private var pending: [MPIOperation] = []
  /// What can never be over, kept because MPI may still write to its memory.
  private var abandoned: [MPIOperation] = []
  private var sequence = 0
  private var failure: (any Error)?
  private var isOpen = true

  /// Initialises MPI; at most once in a process.
  ///
  /// - Parameters:
  ///   - elementsPerMessage: the most elements (or bytes) moved by one MPI call, which counts in 32 bits.
  ///   - stallLimit: how long to wait for other ranks before giving up with `CollectiveError.stalled`. It must exceed
  ///     the longest work that one rank does while the others wait.
  package static func start(
    elementsPerMessage: Int = 1 << 28, stallLimit: Duration = .seconds(1800)
  ) throws -> MPICommunicator {
    precondition((1...Int(Int32.max)).contains(elementsPerMessage), "MPI counts elements in 32 bits")
    var rank: Int32 = 0
    var size: Int32 = 0
    try checkMPI(cmpi_start(&rank, &size), "MPI_Init_thread", rank: 0)
    return MPICommunicator(
      rank: Int(rank), size: Int(size), elementsPerMessage: elementsPerMessage, stallLimit: stallLimit)
  }

  private init(rank: Int, size: Int, elementsPerMessage: Int, stallLimit: Duration) {
    self.rank = rank
    self.size = size
    self.elementsPerMessage = elementsPerMessage
    self.stallLimit = stallLimit
  }

  package func startAllReduce(
    _ elements: ElementBuffer, _ operation: ReductionOperation
  ) throws -> any PendingCollective {
    let call = CollectiveCall(kind: .allReduce, element: elements.kind, operation: operation, count: elements.count)
    return try begin(call) { [self] _ in
      try requests(for: 0..<elements.count) { requests, piece in
        let part = elements[piece]
        try requests.add("MPI_Iallreduce") {
          cmpi_all_reduce(
            CMPI_DATA, part.bytes.baseAddress, Int32(part.count), part.kind.native, operation.native, $0)
        }
      }
    }
  }

  package func reduceScatter(_ elements: ElementBuffer, _ operation: ReductionOperation) throws {
    let call = CollectiveCall(
      kind: .reduceScatter, element: elements.kind, operation: operation, count: elements.count)
    try perform(call) { [self] _ in
      try slicewise(elements) { requests, part, owner in
        try requests.add("MPI_Ireduce") {
          cmpi_reduce(
            CMPI_DATA, part.bytes.baseAddress, Int32(part.count), part.kind.native, operation.native, owner, $0)
        }
      }
    }
  }

  package func allGather(_ elements: ElementBuffer) throws {
    let call = CollectiveCall(kind: .allGather, element: elements.kind, count: elements.count)
    try perform(call) { [self] _ in
      try slicewise(elements) { requests, part, owner in
        try requests.add("MPI_Ibcast") {
          cmpi_broadcast(CMPI_DATA, part.bytes.baseAddress, Int32(part.bytes.count), owner, $0)
        }
      }
    }
  }

  package func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) throws {
    try checkRoot(root)
    try perform(CollectiveCall(kind: .broadcast, root: root, count: bytes.count)) { [self] _ in
      try startBroadcast(bytes, from: root, channel: CMPI_DATA)
    }
  }

  package func broadcast(_ bytes: [UInt8], from root: Int) throws -> [UInt8] {
    try checkRoot(root)
    var storage = ByteStorage(rank == root ? bytes : [])
    try perform(CollectiveCall(kind: .broadcastBytes, root: root, length: bytes.count)) { [self] calls in
      if rank != root { storage = ByteStorage(count: calls[root].length) }
      return try startBroadcast(storage.bytes, from: root, channel: CMPI_DATA)
    }
    return storage.array
  }

  package func gather(_ bytes: [UInt8], to root: Int) throws -> [[UInt8]] {
    try checkRoot(root)
    var storages: [ByteStorage] = []
    let own = ByteStorage(bytes)
    try perform(CollectiveCall(kind: .gatherBytes, root: root, length: bytes.count)) { [self] calls in
      guard rank == root else {
        return try requests(for: 0..<bytes.count) { requests, piece in
          try requests.add("MPI_Isend") {
            cmpi_send(CMPI_DATA, own.address(piece), Int32(piece.count), Int32(root), $0)
          }
        }
      }
      storages = calls.enumerated().map { $0 == root ? own : ByteStorage(count: $1.length) }
      let all = MPIRequests(rank: rank)
      for (source, storage) in storages.enumerated() where source != root {
        for piece in (0..<storage.bytes.count).pieces(of: elementsPerMessage) {
          try all.add("MPI_Irecv") {
            cmpi_receive(CMPI_DATA, storage.address(piece), Int32(piece.count), Int32(source), $0)
          }
        }
      }
      return all
    }
    return storages.map(\.array)
  }

  package func allGather(_ bytes: [UInt8]) throws -> [[UInt8]] {
    var storages: [ByteStorage] = []
    try perform(CollectiveCall(kind: .allGatherBytes, length: bytes.count)) { [self] calls in
      storages = calls.enumerated().map { $0 == rank ? ByteStorage(bytes) : ByteStorage(count: $1.length) }
      let all = MPIRequests(rank: rank)
      for (source, storage) in storages.enumerated() {
        for piece in (0..<storage.bytes.count).pieces(of: elementsPerMessage) {
          try all.add("MPI_Ibcast") {
            cmpi_broadcast(CMPI_DATA, storage.address(piece), Int32(piece.count), Int32(source), $0)
          }
        }
      }
      return all
    }
    return storages.map(\.array)
  }

  package func barrier() throws {
    // The comparison of records is itself a barrier.
    try perform(CollectiveCall(kind: .barrier))
  }

  package func agree(on failure: Diagnosis?) throws {
    if let failure {
      try begin(failing: failure).wait()
    } else {
      try perform(CollectiveCall(kind: .agreement))
    }
  }

  package func stopTogether(because error: any Error, within limit: Duration) -> any Error {
    if let failure { return failure }
    do {
      try wait(for: begin(failing: Diagnosis(of: error)), limit: limit)
      return error
    } catch let agreed as AgreedFailure {
      return agreed
    } catch {
      abort(AgreedFailure(rank: rank, cause: Diagnosis(of: error)).diagnosis)
    }
  }

  package func progress() throws {
    advance()
    if let failure { throw failure }
  }

  package func makeReducibleBuffer(count: Int) throws -> ReducibleBuffer {
    try perform(CollectiveCall(kind: .makeBuffer, count: count))
    return ReducibleBuffer(privateCount: count)
  }

  package func shutDown() throws {
    guard isOpen else { return }
    if failure == nil { try perform(CollectiveCall(kind: .shutDown)) }
    isOpen = false
    try checkMPI(cmpi_finish(), "MPI_Finalize", rank: rank)
  }

  package func abort(_ diagnosis: Diagnosis) -> Never {
    FileHandle.standardError.write(Data((diagnosis.rendered + "\n").utf8))
    cmpi_abort(diagnosis.exitCode.rawValue)
    // Without the C library's exit handlers, which would run while the job is being torn down.
    _exit(diagnosis.exitCode.rawValue)
  }
}

// MARK: - Operations under way

extension MPICommunicator {
  private func begin(
    _ call: CollectiveCall, report: ByteStorage? = nil,
    launch: @escaping ([CollectiveCall]) throws -> any PolledWork
  ) throws -> MPIOperation {
    if let failure { throw failure }
    guard isOpen else { throw CollectiveError.shutDown(call: call.kind.name, rank: rank) }
    guard pthread_equal(thread, pthread_self()) != 0 else {
      throw CollectiveError.wrongThread(call: call.kind.name, rank: rank)
    }
    sequence += 1
    let operation = try MPIOperation(call, sequence: sequence, communicator: self, report: report, launch: launch)
    pending.append(operation)
    return operation
  }

  private func begin(failing diagnosis: Diagnosis) throws -> MPIOperation {
    let report = ByteStorage(DiagnosisMessage.encode(diagnosis))
    return try begin(CollectiveCall(kind: .failure, length: report.bytes.count), report: report) { [self] _ in
      MPIRequests(rank: rank)
    }
  }

  private func perform(
    _ call: CollectiveCall, launch: (([CollectiveCall]) throws -> any PolledWork)? = nil
  ) throws {
    try wait(for: begin(call, launch: launch ?? { [self] _ in MPIRequests(rank: rank) }))
  }

  /// Polls everything that is pending once, and settles what has ended.
  private func advance() {
    guard !pending.isEmpty, pthread_equal(thread, pthread_self()) != 0 else { return }
    var mayLaunch = true
    for operation in pending {
      operation.advance(mayLaunch: mayLaunch)
      mayLaunch = mayLaunch && operation.hasLaunched
      if let error = operation.failure { return fail(at: operation, error) }
    }
    pending.removeAll(where: \.isOver)
  }

  /// Fails `operation` and all that began after it; those before it can still complete, since all ranks agreed on
  /// them.
  private func fail(at operation: MPIOperation, _ error: any Error) {
    failure = failure ?? error
    for other in pending where other.sequence >= operation.sequence {
      other.fail(error)
      abandoned.append(other)
    }
    pending.removeAll(where: \.isOver)
  }

  func test(_ operation: MPIOperation) throws -> Bool {
    if !operation.isOver { advance() }
    if let error = operation.failure { throw error }
    return operation.isOver
  }

  /// Polls until `operation` is over.
  func wait(for operation: MPIOperation, limit: Duration? = nil) throws {
    let limit = limit ?? stallLimit
    let start = ContinuousClock.now
    var polls = 0
    while !operation.isOver {
      advance()
      polls += 1
      // Ranks that share a core must let each other work.
      if polls > 100 { sched_yield() }
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
}

// MARK: - Transfers in pieces that MPI can count

extension MPICommunicator {
  /// Starts requests for the pieces of `range`.
  private func requests(
    for range: Range<Int>, _ start: (MPIRequests, Range<Int>) throws -> Void
  ) throws -> MPIRequests {
    let requests = MPIRequests(rank: rank)
    for piece in range.pieces(of: elementsPerMessage) { try start(requests, piece) }
    return requests
  }

  /// Starts requests for the pieces of each rank's slice of `elements`, all ranks' slices side by side.
  private func slicewise(
    _ elements: ElementBuffer, _ start: (MPIRequests, ElementBuffer, Int32) throws -> Void
  ) throws -> MPIRequests {
    let requests = MPIRequests(rank: rank)
    // A broadcast counts bytes, so pieces are sized for the widest element.
    let length = max(1, elementsPerMessage / elements.kind.width)
    for owner in 0..<size {
      for piece in RankSlices(of: elements.count, ranks: size)[owner].pieces(of: length) {
        try start(requests, elements[piece], Int32(owner))
      }
    }
    return requests
  }

  func startBroadcast(
    _ bytes: UnsafeMutableRawBufferPointer, from root: Int, channel: cmpi_channel
  ) throws -> MPIRequests {
    try requests(for: 0..<bytes.count) { requests, piece in
      try requests.add("MPI_Ibcast") {
        cmpi_broadcast(
          channel, bytes.baseAddress.map { $0 + piece.lowerBound }, Int32(piece.count), Int32(root), $0)
      }
    }
  }
}

extension ByteStorage {
  fileprivate func address(_ piece: Range<Int>) -> UnsafeMutableRawPointer? {
    bytes.baseAddress.map { $0 + piece.lowerBound }
  }
}

extension ElementKind {
  fileprivate var native: cmpi_element {
    switch self {
    case .float: CMPI_FLOAT
    case .double: CMPI_DOUBLE
    case .int64: CMPI_INT64
    }
  }
}

extension ReductionOperation {
  fileprivate var native: cmpi_operation {
    switch self {
    case .sum: CMPI_SUM
    case .maximum: CMPI_MAXIMUM
    case .minimum: CMPI_MINIMUM
    }
  }
}
