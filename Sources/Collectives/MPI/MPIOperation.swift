import Basics
import CMPI

/// One collective of an `MPICommunicator`, in three phases: the ranks compare their calls, the data moves, the
/// operation is over.
///
/// The comparison starts at once; the transfer starts after this and all earlier comparisons have succeeded. So every
/// rank starts the transfers in the same order, whatever the timing of its polls.
final class MPIOperation: PendingCollective {
  private enum Phase {
    case comparing(MPIRequests)
    case learning(MPIRequests, rank: Int)
    case moving(any PolledWork)
    case completed
    case failed(any Error)
  }

  /// Starts a transfer, given what all ranks are doing and an empty list of requests to fill; may return other work to
  /// poll instead of requests.
  typealias Launch = ([CollectiveCall], MPIRequests) throws -> (any PolledWork)?

  let call: CollectiveCall
  let sequence: Int
  private let queue: MPIQueue
  /// Kept to the end, since it keeps the memory being moved alive.
  private var launch: Launch?
  /// Kept on failure, for the same reason.
  private var transfer: (any PolledWork)?
  private var phase: Phase
  private let records: RecordExchange
  /// The report of a failing rank: on that rank what it sends, elsewhere the buffer to receive it.
  private var report: ByteStorage?

  /// Starts the comparison; the parameters are those of `MPIQueue.begin`.
  init(
    _ call: CollectiveCall, sequence: Int, queue: MPIQueue, report: ByteStorage?, launch: @escaping Launch
  ) throws {
    self.call = call
    self.sequence = sequence
    self.queue = queue
    self.report = report
    self.launch = launch
    records = RecordExchange(call, ranks: queue.size)
    let requests = queue.makeRequests()
    try requests.addAllGather(records.sent.bytes, into: records.gathered.bytes)
    phase = .comparing(requests)
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

  /// Fails an operation that can no longer complete.
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
        guard try work.advance() else { return }
        phase = .completed
        launch = nil
        transfer = nil
      case .completed, .failed:
        break
      }
    } catch {
      phase = .failed(error)
    }
  }

  /// Evaluates the comparison, whose outcome is the same on all ranks.
  private func meet() throws {
    let calls = try records.received(rank: queue.rank)
    let requests = queue.makeRequests()
    if let failing = calls.firstIndex(where: { $0.kind == .failure }) {
      let ownReport = queue.rank == failing ? report : nil
      let message = ownReport ?? ByteStorage(count: calls[failing].length)
      report = message
      try requests.addBroadcast(message.bytes, from: failing, channel: CMPI_FAILURE)
      phase = .learning(requests, rank: failing)
      return
    }
    try CollectiveCall.checkMatching(calls, sequence: sequence)
    let work = try launch?(calls, requests) ?? requests
    transfer = work
    phase = .moving(work)
  }

  func test() throws -> Bool {
    try queue.test(self)
  }

  func wait() throws {
    try queue.wait(for: self)
  }
}

/// The buffers for exchanging `CollectiveCall` records between all ranks.
private final class RecordExchange {
  let sent: ByteStorage
  let gathered: ByteStorage

  init(_ call: CollectiveCall, ranks: Int) {
    sent = ByteStorage(call.words.withUnsafeBytes { Array($0) })
    gathered = ByteStorage(count: sent.bytes.count * ranks)
  }

  func received(rank: Int) throws -> [CollectiveCall] {
    let words = gathered.bytes.assumingMemoryBound(to: Int64.self)
    return try (0..<(words.count / CollectiveCall.wordCount)).map { other in
      let start = other * CollectiveCall.wordCount
      guard let call = CollectiveCall(words: words[start..<(start + CollectiveCall.wordCount)]) else {
        throw CollectiveError.unreadableRecord(of: other, rank: rank)
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

  convenience init(zeros count: Int) {
    self.init(count: count)
    bytes.initializeMemory(as: UInt8.self, repeating: 0)
  }

  convenience init(_ array: [UInt8]) {
    self.init(count: array.count)
    bytes.copyBytes(from: array)
  }

  deinit { bytes.deallocate() }

  var array: [UInt8] { Array(bytes) }
}
