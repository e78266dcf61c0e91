import Basics

/// The processes ("ranks") that train together, and their collective operations.
///
/// Every method except `progress`, `announce`, `stopTogether` and `abort` is a *collective*: all ranks call it, in the
/// same order and with matching arguments. If they do not match, all of them get `CollectiveError.mismatch` before any
/// data moves. After an error that concerns all ranks (a mismatch, an agreed failure) every further call throws the
/// same error.
///
/// A communicator belongs to the thread that created it.
///
/// Below, *n* is the number of ranks and *N* the number of bytes in the buffer. Reductions give bitwise equal results
/// on every rank, and again when repeated with the same *n*. Whether another *n* gives the same bits depends on the
/// values, since floating-point addition depends on its order.
package protocol Communicator: AnyObject, Sendable {
  /// This process's number, from 0.
  var rank: Int { get }

  /// The number of processes.
  var size: Int { get }

  /// Starts an all-reduce: combines `elements` of all ranks, in place on each.
  ///
  /// Do not read or write the buffer until the returned handle has completed. Any number may be pending, and they may
  /// complete in any order. Nothing moves unless someone polls: `test` or `wait` on any handle, or `progress`.
  ///
  /// `pairwiseSum` requires the number of ranks to be a power of two; the caller ensures that.
  ///
  /// - Bytes moved: at least 2(*n*−1)/*n* · *N* sent by each rank.
  func startAllReduce(_ elements: ElementBuffer, _ operation: ReductionOperation) throws -> any PendingCollective

  /// Starts a reduce-scatter: combines `elements` of all ranks and leaves each rank with its slice of the result.
  ///
  /// The slice is `RankSlices(of: count, ranks: size)[rank]`; the rest of the buffer is unspecified afterwards. The
  /// handle is like that of `startAllReduce`.
  ///
  /// - Bytes moved: (*n*−1)/*n* · *N* sent by each rank.
  func startReduceScatter(_ elements: ElementBuffer, _ operation: ReductionOperation) throws -> any PendingCollective

  /// Starts to complete `elements` on every rank from the slices on each rank: the inverse of a reduce-scatter.
  ///
  /// - Bytes moved: (*n*−1)/*n* · *N* received by each rank.
  func startAllGather(_ elements: ElementBuffer) throws -> any PendingCollective

  /// Copies the bytes of `root` to the other ranks' buffers, which have the same length.
  ///
  /// - Bytes moved: *N* received by each rank but the root.
  func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) throws

  /// Returns the byte string of `root` on every rank; the others' arguments are ignored.
  ///
  /// - Bytes moved: *N* received by each rank but the root.
  func broadcast(_ bytes: [UInt8], from root: Int) throws -> [UInt8]

  /// Returns at `root` the byte strings of all ranks in rank order, and an empty array elsewhere.
  ///
  /// The strings may differ in length, be empty, or exceed 2³¹ bytes.
  ///
  /// - Bytes moved: each rank sends its own string.
  func gather(_ bytes: [UInt8], to root: Int) throws -> [[UInt8]]

  /// Returns on every rank the byte strings of all ranks in rank order.
  ///
  /// - Bytes moved: each rank receives the other ranks' strings.
  func allGather(_ bytes: [UInt8]) throws -> [[UInt8]]

  /// Returns when all ranks have called it.
  func barrier() throws

  /// Checks whether any rank has failed: returns on every rank if none has, otherwise throws the same `AgreedFailure`
  /// on all, naming the lowest failing rank.
  ///
  /// Call it wherever ranks do fallible work on their own (reading files, writing checkpoints).
  func agree(on failure: Diagnosis?) throws

  /// Notifies the other ranks that this one has failed, and returns the error that all ranks throw.
  ///
  /// Not a collective: the others learn of it in the next collective that they call, which throws `AgreedFailure`. If
  /// they do not call one within `limit`, the whole job is aborted. Returns at once if the ranks already have a failure
  /// in common.
  func stopTogether(because error: any Error, within limit: Duration) -> any Error

  /// Advances everything pending by a bounded amount of work; cheap if nothing is pending.
  func progress() throws

  /// Allocates `count` zeroed floats where this communicator reduces fastest: in a shared window if all ranks share a
  /// host. Any slice of the buffer may be passed to every method.
  func makeReducibleBuffer(count: Int) throws -> ReducibleBuffer

  /// Starts a thread that monitors the other ranks. It ends this process, resumable, if a rank is silent for
  /// `silenceLimit` or holds this one up for longer than the announced limit. Without a limit it ends nothing, and only
  /// shows a supervisor that the job is alive.
  func startWatchdog(silenceLimit: Duration?) throws

  /// Announces this rank's training step to those who monitor it, and how long it may wait for others there. Not a
  /// collective.
  func announce(step: Int, waitingLimit: Duration)

  /// Shuts down in order; the communicator cannot be used afterwards. Does nothing the second time.
  func shutDown() throws

  /// Ends all ranks at once, without waiting for any. Reports `diagnosis` on standard error; its exit code becomes the
  /// job's.
  func abort(_ diagnosis: Diagnosis) -> Never
}

/// Floats allocated by a communicator; freed with the last reference.
package final class ReducibleBuffer: @unchecked Sendable {
  package let elements: UnsafeMutableBufferPointer<Float>
  /// Whether the ranks see each other's buffers, so that nothing has to be sent.
  package let isShared: Bool
  private let release: () -> Void

  /// - Parameter release: frees `elements`.
  init(_ elements: UnsafeMutableBufferPointer<Float>, isShared: Bool, release: @escaping () -> Void) {
    self.elements = elements
    self.isShared = isShared
    self.release = release
  }

  /// Private memory, aligned to a cache line.
  convenience init(privateCount count: Int) {
    let byteCount = max(count, 1) * MemoryLayout<Float>.stride
    let bytes = MemoryLimit.allocate(byteCount)
    bytes.initializeMemory(as: UInt8.self, repeating: 0)
    let elements = UnsafeMutableBufferPointer(rebasing: bytes.bindMemory(to: Float.self)[0..<count])
    self.init(elements, isShared: false) { bytes.deallocate() }
  }

  deinit { release() }
}
