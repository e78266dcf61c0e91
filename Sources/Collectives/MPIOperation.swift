import Basics
import CMPI

/// One collective of an `MPICommunicator` on its way through three phases: the ranks compare what they are about to
/// do, then the data moves, then it is over.
///
/// The comparison starts at once; the data starts when this and all earlier comparisons have succeeded, so that every
/// rank starts the transfers in the same order, however its polling falls.
final class MPIOperation: PendingCollective {
  private enum Phase {
    case comparing(MPIRequests)
    case learning(MPIRequests, rank: Int)
    case moving(any PolledWork)
    case completed
    case failed(any Error)
  }

  let call: CollectiveCall
  let sequence: Int
  private let communicator: MPICommunicator
  /// Starts the transfer, given what all ranks are doing.
  private var launch: (([CollectiveCall]) throws -> any PolledWork)?
  private var phase: Phase
  private let records: RecordExchange
  /// The report of a failing rank: on that rank what it tells, elsewhere where it arrives.
  private var report: ByteStorage?

  /// - Parameter report: what this rank tells of its failure when `call` is one.
  init(
    _ call: CollectiveCall, sequence: Int, communicator: MPICommunicator, report: ByteStorage? = nil,
    launch: @escaping ([CollectiveCall]) throws -> any PolledWork
  ) throws {
    self.call = call
    self.sequence = sequence
    self.communicator = communicator
    self.report = report
    self.launch = launch
    records = RecordExchange(call, ranks: communicator.size)
    phase = .comparing(try records.start(rank: communicator.rank))
  }

  /// Whether its transfer has begun, so that later ones may.
  var hasLaunched: Bool {
    switch phase {
    case .comparing, .learning, .failed: false
    case .moving, .completed: true
    }
  }

  var isOver: Bool {
    switch phase {
    case .comparing, .learning, .moving: false
    case .completed, .failed: true
    }
  }

  var failure: (any Error)? {
    if case .failed(let error) = phase { error } else { nil }
  }

  /// Ends an operation that can no longer complete.
  func fail(_ error: any Error) {
    if !isOver { phase = .failed(error) }
  }

  /// Does a bounded amount of work.
  ///
  /// - Parameter mayLaunch: whether all earlier operations have launched.
  func advance(mayLaunch: Bool) {
    do {
      switch phase {
      case .comparing(let requests):
        if try requests.advance() && mayLaunch { try meet() }
      case .learning(let requests, let rank):
        guard try requests.advance() else { return }
        throw AgreedFailure(rank: rank, cause: DiagnosisMessage.decode(report?.array ?? []))
      case .moving(let work):
        if try work.advance() { phase = .completed }
      case .completed, .failed:
        break
      }
    } catch {
      phase = .failed(error)
    }
  }

  /// Goes on from the comparison, whose outcome is the same on all ranks.
  private func meet() throws {
    let calls = try records.received(rank: communicator.rank)
    if let failing = calls.firstIndex(where: { $0.kind == .failure }) {
      let message = communicator.rank == failing ? report : nil
      let storage = message ?? ByteStorage(count: calls[failing].length)
      report = storage
      phase = .learning(
        try communicator.startBroadcast(storage.bytes, from: failing, channel: CMPI_FAILURE), rank: failing)
      return
    }
    try CollectiveCall.checkMatching(calls, sequence: sequence)
    if let launch { phase = .moving(try launch(calls)) }
    launch = nil
  }

  func test() throws -> Bool {
    try communicator.test(self)
  }

  func wait() throws {
    try communicator.wait(for: self)
  }
}

/// The exchange of `CollectiveCall` records between all ranks.
private final class RecordExchange {
  private let sent: UnsafeMutableBufferPointer<Int64>
  private let gathered: UnsafeMutableBufferPointer<Int64>
  private let ranks: Int

  init(_ call: CollectiveCall, ranks: Int) {
    self.ranks = ranks
    sent = .allocate(capacity: CollectiveCall.wordCount)
    _ = sent.initialize(from: call.words)
    gathered = .allocate(capacity: CollectiveCall.wordCount * ranks)
    gathered.initialize(repeating: 0)
  }

  deinit {
    sent.deallocate()
    gathered.deallocate()
  }

  func start(rank: Int) throws -> MPIRequests {
    let requests = MPIRequests(rank: rank)
    let byteCount = Int32(CollectiveCall.wordCount * MemoryLayout<Int64>.size)
    try requests.add("MPI_Iallgather") {
      cmpi_all_gather(CMPI_CONTROL, sent.baseAddress, byteCount, gathered.baseAddress, $0)
    }
    return requests
  }

  func received(rank: Int) throws -> [CollectiveCall] {
    let width = CollectiveCall.wordCount
    return try (0..<ranks).map { other in
      guard let call = CollectiveCall(words: gathered[(other * width)..<((other + 1) * width)]) else {
        throw CollectiveError.library(
          call: "MPI_Iallgather", rank: rank, code: 0, text: "the record of rank \(other) is unreadable")
      }
      return call
    }
  }
}

/// Bytes at a fixed address, for transfers that outlive a call.
final class ByteStorage {
  let bytes: UnsafeMutableRawBufferPointer

  init(count: Int) {
    bytes = .allocate(byteCount: count, alignment: 16)
  }

  convenience init(_ array: [UInt8]) {
    self.init(count: array.count)
    bytes.copyBytes(from: array)
  }

  deinit { bytes.deallocate() }

  var array: [UInt8] { Array(bytes) }
}
