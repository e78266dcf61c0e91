import Basics
import CMPI
import Foundation

/// A communicator over MPI.
///
/// Every collective first exchanges a record of 32 bytes per rank (see `CollectiveCall`), then moves data with MPI's
/// non-blocking collectives. All waiting is by polling, so that pending all-reduces make progress while waiting for
/// another collective, and stalls are noticed. All-reduces of reducible buffers use shared memory if all ranks share a
/// host (see `SharedWindow`).
///
/// Only the thread that started MPI may use it.
package final class MPICommunicator: Communicator, @unchecked Sendable {
  package var rank: Int { queue.rank }
  package var size: Int { queue.size }
  let queue: MPIQueue
  private let sharesMemory: Bool
  private var windows: [WeakWindow] = []
  private var watchdog: Watchdog?
  private let pairwiseOrder = MessageOrder()
  private let roundedOrder = MessageOrder()

  /// Initialises MPI; at most once per process.
  ///
  /// - Parameters:
  ///   - elementsPerMessage: the maximum number of elements (or bytes) in one MPI call, which counts in 32 bits.
  ///   - stallLimit: how long to wait for other ranks before giving up with `CollectiveError.stalled`, unless
  ///     `announce` sets a longer limit. It must exceed the longest work that one rank does while the others wait.
  ///   - sharesMemory: whether to try to use shared memory for reducible buffers.
  package static func start(
    elementsPerMessage: Int = 1 << 28, stallLimit: Duration = .seconds(1800), sharesMemory: Bool = true
  ) throws -> MPICommunicator {
    precondition((1...Int(Int32.max)).contains(elementsPerMessage), "MPI counts elements in 32 bits")
    var rank: Int32 = 0
    var size: Int32 = 0
    try checkMPI(cmpi_start(&rank, &size), "MPI_Init_thread", rank: 0)
    let queue = MPIQueue(
      rank: Int(rank), size: Int(size), elementsPerMessage: elementsPerMessage, stallLimit: stallLimit)
    return MPICommunicator(queue: queue, sharesMemory: sharesMemory && size > 1)
  }

  private init(queue: MPIQueue, sharesMemory: Bool) {
    self.queue = queue
    self.sharesMemory = sharesMemory
  }

  /// The MPI library's name and version, up to the first comma.
  package static var libraryVersion: String {
    var text = [CChar](repeating: 0, count: 512)
    cmpi_library_version(&text, Int32(text.count))
    let whole = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return whole.split(separator: ",").first.map(String.init) ?? "unknown"
  }

  package func startAllReduce(
    _ elements: ElementBuffer, _ operation: ReductionOperation
  ) throws -> any PendingCollective {
    let call = CollectiveCall(kind: .allReduce, element: elements.kind, operation: operation, count: elements.count)
    if let pending = try startInWindow(elements, call, { WindowReduction($0, $1, operation) }) { return pending }
    if operation == .pairwiseSum {
      return try queue.begin(call) { [queue, pairwiseOrder] _, _ in
        PairwiseReduction(
          elements, rank: queue.rank, size: queue.size, order: pairwiseOrder, makeRequests: queue.makeRequests)
      }
    }
    if operation == .roundedSum { return try startRounded(elements, call, isScattered: false) }
    return try queue.begin(call) { _, requests in
      try requests.addAllReduce(elements, operation)
      return nil
    }
  }

  package func startReduceScatter(
    _ elements: ElementBuffer, _ operation: ReductionOperation
  ) throws -> any PendingCollective {
    let call = CollectiveCall(
      kind: .reduceScatter, element: elements.kind, operation: operation, count: elements.count)
    if let pending = try startInWindow(elements, call, { WindowReduction($0, $1, operation, isScattered: true) }) {
      return pending
    }
    if operation == .roundedSum { return try startRounded(elements, call, isScattered: true) }
    let slices = RankSlices(of: elements.count, ranks: size)
    return try queue.begin(call) { calls, requests in
      for owner in calls.indices { try requests.addReduce(elements[slices[owner]], operation, to: owner) }
      return nil
    }
  }

  package func startAllGather(_ elements: ElementBuffer) throws -> any PendingCollective {
    let call = CollectiveCall(kind: .allGather, element: elements.kind, count: elements.count)
    if let pending = try startInWindow(elements, call, WindowGather.init) { return pending }
    let slices = RankSlices(of: elements.count, ranks: size)
    return try queue.begin(call) { calls, requests in
      for owner in calls.indices { try requests.addBroadcast(elements[slices[owner]].bytes, from: owner) }
      return nil
    }
  }

  package func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) throws {
    try checkRoot(root)
    try queue.perform(CollectiveCall(kind: .broadcast, root: root, count: bytes.count)) { _, requests in
      try requests.addBroadcast(bytes, from: root)
      return nil
    }
  }

  package func broadcast(_ bytes: [UInt8], from root: Int) throws -> [UInt8] {
    try checkRoot(root)
    var storage = ByteStorage(rank == root ? bytes : [])
    let call = CollectiveCall(kind: .broadcastBytes, root: root, length: storage.bytes.count)
    try queue.perform(call) { [rank] calls, requests in
      if rank != root { storage = ByteStorage(count: calls[root].length) }
      try requests.addBroadcast(storage.bytes, from: root)
      return nil
    }
    return storage.array
  }

  package func gather(_ bytes: [UInt8], to root: Int) throws -> [[UInt8]] {
    try checkRoot(root)
    let own = ByteStorage(bytes)
    var storages: [ByteStorage] = []
    let call = CollectiveCall(kind: .gatherBytes, root: root, length: bytes.count)
    try queue.perform(call) { [rank] calls, requests in
      guard rank == root else {
        try requests.addSend(own.bytes, to: root)
        return nil
      }
      storages = calls.enumerated().map { $0 == root ? own : ByteStorage(count: $1.length) }
      for (source, storage) in storages.enumerated() where source != root {
        try requests.addReceive(storage.bytes, from: source)
      }
      return nil
    }
    return storages.map(\.array)
  }

  package func allGather(_ bytes: [UInt8]) throws -> [[UInt8]] {
    let own = ByteStorage(bytes)
    var storages: [ByteStorage] = []
    try queue.perform(CollectiveCall(kind: .allGatherBytes, length: bytes.count)) { [rank] calls, requests in
      storages = calls.enumerated().map { $0 == rank ? own : ByteStorage(count: $1.length) }
      for (source, storage) in storages.enumerated() { try requests.addBroadcast(storage.bytes, from: source) }
      return nil
    }
    return storages.map(\.array)
  }

  package func barrier() throws {
    // The comparison of calls is itself a barrier.
    try queue.perform(CollectiveCall(kind: .barrier))
  }

  package func agree(on failure: Diagnosis?) throws {
    if let failure {
      try queue.begin(failing: failure).wait()
    } else {
      try queue.perform(CollectiveCall(kind: .agreement))
    }
  }

  package func stopTogether(because error: any Error, within limit: Duration) -> any Error {
    watchdog?.stopJudging()
    if let failure = queue.failure { return failure }
    let own = (error as? AgreedFailure) ?? AgreedFailure(rank: rank, cause: Diagnosis(of: error))
    do {
      try queue.wait(for: queue.begin(failing: own.cause), limit: limit)
      return own
    } catch let agreed as AgreedFailure {
      return agreed
    } catch {
      // The others did not take part, or cannot: this rank's failure is the one to report.
      abort(own.diagnosis)
    }
  }

  package func progress() throws {
    queue.advance()
    if let failure = queue.failure { throw failure }
  }

  package func makeReducibleBuffer(count: Int) throws -> ReducibleBuffer {
    try queue.perform(CollectiveCall(kind: .makeBuffer, count: count))
    guard sharesMemory, count > 0, let window = try SharedWindow.make(count: count, communicator: self) else {
      return ReducibleBuffer(privateCount: count)
    }
    windows.append(WeakWindow(window: window))
    return ReducibleBuffer(window.parts[rank], isShared: true) { withExtendedLifetime(window) {} }
  }

  private func startRounded(
    _ elements: ElementBuffer, _ call: CollectiveCall, isScattered: Bool
  ) throws -> MPIOperation {
    precondition(elements.kind == .float, "only floats can be rounded to bfloat16")
    return try queue.begin(call) { [queue, roundedOrder] _, _ in
      RoundedReduction(
        elements, rank: queue.rank, size: queue.size, isScattered: isScattered, order: roundedOrder,
        makeRequests: queue.makeRequests)
    }
  }

  /// Starts a collective on elements of a window; nil if they are in private memory.
  private func startInWindow(
    _ elements: ElementBuffer, _ call: CollectiveCall, _ work: @escaping (SharedWindow, Range<Int>) -> any PolledWork
  ) throws -> MPIOperation? {
    guard let (window, number, range) = windowed(elements) else { return nil }
    var call = call
    call.location = number << CollectiveCall.offsetBits | range.lowerBound
    return try queue.begin(call) { _, _ in work(window, range) }
  }

  /// The window that contains `elements`, its number from 1, and their position in it; `nil` for private memory.
  private func windowed(_ elements: ElementBuffer) -> (SharedWindow, Int, Range<Int>)? {
    for (index, weak) in windows.enumerated() {
      if let window = weak.window, let range = window.range(of: elements, rank: rank) {
        return (window, index + 1, range)
      }
    }
    return nil
  }

  package func startWatchdog(silenceLimit: Duration?) throws {
    guard watchdog == nil else { return }
    watchdog = try Watchdog.start(on: self, board: queue.board, silenceLimit: silenceLimit)
  }

  package func announce(step: Int, waitingLimit: Duration) {
    queue.announce(step: step, waitingLimit: waitingLimit)
  }

  package func shutDown() throws {
    guard queue.isOpen else { return }
    // Ranks get here at different times, and the first to end must not alarm the others.
    watchdog?.stopJudging()
    defer { watchdog?.end() }
    if queue.failure == nil { try queue.perform(CollectiveCall(kind: .shutDown)) }
    queue.close()
    try checkMPI(cmpi_finish(), "MPI_Finalize", rank: rank)
  }

  package func abort(_ diagnosis: Diagnosis) -> Never {
    Console.standardError.write(diagnosis)
    cmpi_abort(diagnosis.exitCode.rawValue)
    // Skip the C library's exit handlers, which would run while the job is being torn down.
    _exit(diagnosis.exitCode.rawValue)
  }
}

/// A window that its buffer's owner may free.
private struct WeakWindow {
  weak var window: SharedWindow?
}
