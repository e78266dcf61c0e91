import Foundation

/// Records when a step's operations ran, and for how long its threads worked.
///
/// Operations may contain others: the time of an operation without those inside it is its own time.
package final class OperationProfiler {
  /// What an operation does.
  package enum Kind: String, CaseIterable, Codable, Sendable {
    case product, packing, attention, norm, dropout, activation, loss, embedding, residual, clearing, optimizer
    case communication
    /// Work that no other kind names.
    case other
  }

  /// The part of a step.
  package enum Phase: String, CaseIterable, Codable, Sendable {
    case plan = "plan"
    case encoderForward = "encoder, forward"
    case decoderForward = "decoder, forward"
    case head = "head and loss"
    case decoderBackward = "decoder, backward"
    case encoderBackward = "encoder, backward"
    case sums = "sums over ranks"
    case update = "update"
    case rest = "rest"
  }

  /// One operation; times in nanoseconds of the system's steady clock.
  package struct Span: Codable, Sendable, Equatable {
    package var kind: Kind
    package var phase: Phase
    package var begin: UInt64
    package var end: UInt64
    /// `end` − `begin` without the operations inside.
    package var own: UInt64
    /// The working time of all threads within the operation's own time, where the pool measured it; the calling thread
    /// counts as working outside of the pool.
    package var worked: UInt64
    /// Floating-point operations of a product; 0 for others.
    package var operations: Double
    /// Rows, columns and inner dimension of a product; empty for others.
    package var shape: [Int]

    package init(
      kind: Kind, phase: Phase, begin: UInt64, end: UInt64, own: UInt64, worked: UInt64, operations: Double,
      shape: [Int]
    ) {
      self.kind = kind
      self.phase = phase
      self.begin = begin
      self.end = end
      self.own = own
      self.worked = worked
      self.operations = operations
      self.shape = shape
    }
  }

  /// The spans so far, in the order in which they ended.
  package private(set) var spans: [Span] = []
  /// The phase of the operations that begin from now on.
  package var phase = Phase.rest

  private let pool: WorkerPool
  /// For each open operation, the nanoseconds and the work of the operations inside it.
  private var inside: [(nanoseconds: UInt64, worked: UInt64)] = []

  package init(_ pool: WorkerPool) {
    self.pool = pool
    spans.reserveCapacity(1 << 12)
  }

  /// The system's steady clock, in nanoseconds.
  package static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// Removes the recorded spans and returns them.
  package func takeSpans() -> [Span] {
    defer { spans.removeAll(keepingCapacity: true) }
    return spans
  }

  func record<Result>(
    _ kind: Kind, operations: Double, shape: [Int], _ body: () throws -> Result
  ) rethrows -> Result {
    let startPhase = phase
    let pooled = pool.measured
    let begin = Self.now
    inside.append((0, 0))
    defer {
      let end = Self.now
      let inner = inside.removeLast()
      let own = end - begin - inner.nanoseconds
      // Outside of the pool's calls, one thread works.
      let pooledNow = pool.measured
      let worked = pooledNow.worked - pooled.worked + (end - begin) - (pooledNow.elapsed - pooled.elapsed)
      spans.append(
        Span(
          kind: kind, phase: startPhase, begin: begin, end: end, own: own, worked: worked - min(worked, inner.worked),
          operations: operations, shape: shape))
      if !inside.isEmpty {
        inside[inside.count - 1].nanoseconds += end - begin
        inside[inside.count - 1].worked += worked
      }
    }
    return try body()
  }
}

extension ComputeContext {
  /// Runs an operation, and records it if a profiler listens.
  @inline(__always)
  package func profiled<Result>(
    _ kind: OperationProfiler.Kind, operations: Double = 0, shape: @autoclosure () -> [Int] = [],
    _ body: () throws -> Result
  ) rethrows -> Result {
    guard let profiler else { return try body() }
    return try profiler.record(kind, operations: operations, shape: shape(), body)
  }

  /// Names the part of the step that begins now.
  package func begin(_ phase: OperationProfiler.Phase) { profiler?.phase = phase }
}
