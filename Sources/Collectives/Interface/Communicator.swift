import Basics

/// The processes ("ranks") that train together, and what they do in concert.
///
/// Every method except `progress`, `announce`, `stopTogether` and `abort` is a *collective*: all ranks call it, in the same order
/// and with matching arguments. Ranks that do not match are told so, all of them, by `CollectiveError.mismatch` before
/// any data moves. After an error that concerns all ranks (a mismatch, an agreed failure) every further call throws
/// that same error.
///
/// A communicator belongs to the thread that made it.
///
/// Below, *n* is the number of ranks and *N* the number of bytes of the buffer. Reductions give the same bits on every
/// rank, and the same bits again when repeated with the same *n*; whether another *n* gives the same bits is up to the
/// values, since floating-point addition depends on its order.
package protocol Communicator: AnyObject, Sendable {
  /// This process's number, from 0.
  var rank: Int { get }

  /// How many processes there are.
  var size: Int { get }

  /// Begins to combine `elements` of all ranks, in place on each.
  ///
  /// The buffer must be neither read nor written until the returned handle has completed. Any number may be pending,
  /// and they may complete in any order. Nothing moves unless somebody polls: `test` and `wait` of any handle, or
  /// `progress`.
  ///
  /// `pairwiseSum` needs a power of two of ranks, which the caller ensures.
  ///
  /// - Bytes moved: at least 2(*n*−1)/*n* · *N* sent by each rank.
  func startAllReduce(_ elements: ElementBuffer, _ operation: ReductionOperation) throws -> any PendingCollective

  /// Combines `elements` of all ranks and leaves to each rank its slice of the result.
  ///
  /// The slice is `RankSlices(of: count, ranks: size)[rank]`; what the rest of the buffer holds afterwards is
  /// unspecified.
  ///
  /// - Bytes moved: (*n*−1)/*n* · *N* sent by each rank.
  func reduceScatter(_ elements: ElementBuffer, _ operation: ReductionOperation) throws

  /// Completes `elements` on every rank from the slices that each rank holds; the inverse of `reduceScatter`.
  ///
  /// - Bytes moved: (*n*−1)/*n* · *N* received by each rank.
  func allGather(_ elements: ElementBuffer) throws

  /// Copies the bytes of `root` to the other ranks' buffers, which have the same length.
  ///
  /// - Bytes moved: *N* received by each rank but the root.
  func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) throws

  /// Returns the byte string of `root` on every rank; what the others pass is ignored.
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

  /// Asks whether any rank has failed: returns on every rank when none has, else throws the same `AgreedFailure` on
  /// all, naming the lowest failing rank.
  ///
  /// Call it wherever ranks do fallible work alone (reading files, writing checkpoints).
  func agree(on failure: Diagnosis?) throws

  /// Tells the other ranks that this one has failed, and returns the error that all ranks throw.
  ///
  /// Not a collective: the others learn of it in whichever collective they call next, which throws `AgreedFailure`.
  /// Should they not come to one within `limit`, the whole job is aborted. Returns at once when the ranks already
  /// have a failure in common.
  func stopTogether(because error: any Error, within limit: Duration) -> any Error

  /// Advances everything that is pending, by a bounded amount of work; cheap when nothing is.
  func progress() throws

  /// Memory for `count` floats, zeroed, in the place where this communicator reduces fastest: when all ranks share a
  /// host, a shared window. Any slice of it may be passed to every method.
  func makeReducibleBuffer(count: Int) throws -> ReducibleBuffer

  /// Begins to watch over the other ranks from a thread of its own, which ends this process, resumable, when one of them
  /// is not heard of for `silenceLimit`, or holds this one up for longer than it announced to be patient. Without a limit
  /// it ends nothing, and only shows a supervisor that the job goes on.
  func startWatchdog(silenceLimit: Duration?) throws

  /// Tells whoever watches over the ranks which training step this one is in, and how long it may wait for others there.
  /// Not a collective.
  func announce(step: Int, waitingLimit: Duration)

  /// The orderly end, after which the communicator cannot be used. Does nothing the second time.
  func shutDown() throws

  /// Ends all ranks at once, without waiting for any; reports `diagnosis` on standard error, and its exit code becomes
  /// the job's.
  func abort(_ diagnosis: Diagnosis) -> Never
}

/// Floats that a communicator allocated; freed with the last reference.
package final class ReducibleBuffer: @unchecked Sendable {
  package let elements: UnsafeMutableBufferPointer<Float>
  /// Whether the ranks see each other's buffers, so that nothing need be sent.
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
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 64)
    bytes.initializeMemory(as: UInt8.self, repeating: 0)
    let elements = UnsafeMutableBufferPointer(rebasing: bytes.bindMemory(to: Float.self)[0..<count])
    self.init(elements, isShared: false) { bytes.deallocate() }
  }

  deinit { release() }
}
