import Basics
import Collectives
import Foundation
import Tensors

/// Profiles the first steps of a start after two that fill buffers and caches. Every rank of a run has one.
package final class StepProfiler {
  /// Steps that are not profiled: buffers grow in them.
  private static let warmUp = 2

  private let steps: Int
  private let deliver: (StepProfile) throws -> Void
  private var seen = 0
  private var isDelivered = false
  private var profiler: OperationProfiler?
  private var origin: UInt64 = 0
  private var recorded: [StepProfile.Step] = []

  /// - Parameters:
  ///   - steps: the number of steps to profile.
  ///   - deliver: gets the profile of all ranks, on rank 0.
  package init(steps: Int, deliver: @escaping (StepProfile) throws -> Void) {
    self.steps = steps
    self.deliver = deliver
  }

  /// Runs a step and records it if it is one of those to profile.
  ///
  /// Before the first one, the ranks wait for each other: their times count from then on.
  func profile<Result>(
    step number: Int, _ context: ComputeContext, _ communicator: any Communicator, _ body: () throws -> Result
  ) throws -> Result {
    seen += 1
    guard seen > Self.warmUp, recorded.count < steps else { return try body() }
    let profiler = self.profiler ?? OperationProfiler(context.pool)
    if self.profiler == nil {
      self.profiler = profiler
      try communicator.barrier()
      origin = OperationProfiler.now
    }
    context.profiler = profiler
    defer { context.profiler = nil }
    let begin = OperationProfiler.now
    let result = try body()
    let end = OperationProfiler.now
    recorded.append(
      StepProfile.Step(number: number, begin: begin, end: end, spans: profiler.takeSpans(), since: origin))
    return result
  }

  /// Delivers the profile once it has all its steps, or at the end of the run those it has. A collective operation.
  func deliverIfComplete(
    _ context: ComputeContext, _ communicator: any Communicator, isEnd: Bool = false
  ) throws {
    guard !isDelivered, recorded.count == steps || isEnd else { return }
    isDelivered = true
    let own = StepProfile.Rank(
      rank: communicator.rank, host: Machine.this.host, threads: context.pool.threads, steps: recorded)
    recorded = []
    let all = try communicator.gather(Array(JSONEncoder().encode(own)), to: 0)
    _ = try communicator.onRoot {
      try deliver(StepProfile(ranks: all.map { try JSONDecoder().decode(StepProfile.Rank.self, from: Data($0)) }))
      return true
    }
  }
}
