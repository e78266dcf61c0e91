import Basics
import Foundation

@testable import Collectives

/// Ranks that are threads of this process, for tests: real concurrency without a launcher.
///
/// Reductions go in rank order, so their results can be predicted to the bit.
package final class InProcessGroup: @unchecked Sendable {
  package let size: Int
  private var limit: TimeInterval
  private let condition = NSCondition()
  private var meetings: [Int: InProcessMeeting] = [:]
  private var departed: Set<Int> = []
  private var failure: (any Error)?

  /// - Parameter stallLimit: seconds after which a rank that waits for others gives up: many, since a rank gets no
  ///   processor for a while on a busy machine.
  package init(size: Int, stallLimit: TimeInterval = 600) {
    precondition(size > 0, "a group has at least one rank")
    self.size = size
    limit = stallLimit
  }

  /// Seconds after which a rank gives up that begins to wait now.
  package var stallLimit: TimeInterval {
    get { condition.withLock { limit } }
    set { condition.withLock { limit = newValue } }
  }

  /// Runs `body` once on each rank, concurrently, and returns the results in rank order.
  ///
  /// Throws what the lowest rank threw that failed by itself; the ranks that waited for it stop too. A group runs
  /// once.
  @discardableResult
  package func run<Value: Sendable>(_ body: @escaping @Sendable (any Communicator) throws -> Value) throws -> [Value] {
    let outcomes = outcomes(of: body)
    let errors = outcomes.compactMap { outcome -> (any Error)? in
      if case .failure(let error) = outcome { error } else { nil }
    }
    if let error = errors.first(where: { !($0 is AgreedFailure) }) ?? errors.first { throw error }
    return try outcomes.map { try $0.get() }
  }

  /// Runs `body` once on each rank, concurrently, and returns in rank order what each returned or threw.
  package func outcomes<Value: Sendable>(
    of body: @escaping @Sendable (any Communicator) throws -> Value
  ) -> [Result<Value, any Error>] {
    let outcomes = OutcomeList<Value>(count: size)
    let threads = DispatchGroup()
    for rank in 0..<size {
      threads.enter()
      let thread = Thread {
        let communicator = InProcessCommunicator(rank: rank, group: self)
        outcomes.set(
          rank,
          Result {
            do {
              return try body(communicator)
            } catch {
              _ = communicator.stopTogether(because: error)
              throw error
            }
          })
        self.leave(rank)
        threads.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    threads.wait()
    return outcomes.all
  }

  /// Brings `contribution` to the meeting number `sequence`; the last rank to arrive does the work for all.
  func arrive(_ contribution: InProcessContribution, rank: Int, sequence: Int) throws -> InProcessMeeting {
    condition.lock()
    defer { condition.unlock() }
    if let failure { throw failure }
    let meeting = meetings[sequence] ?? InProcessMeeting(size: size, sequence: sequence)
    meetings[sequence] = meeting
    meeting.contributions[rank] = contribution
    if let missing = departed.min() {
      fail(CollectiveError.left(rank: missing, call: contribution.call.summary))
      throw CollectiveError.left(rank: missing, call: contribution.call.summary)
    }
    if meeting.contributions.count == size {
      meetings[sequence] = nil
      do {
        try meeting.hold()
        meeting.isOver = true
      } catch {
        fail(error)
      }
      condition.broadcast()
    }
    return meeting
  }

  /// Whether `meeting` is over; throws the group's failure when it can no longer be.
  func isOver(_ meeting: InProcessMeeting) throws -> Bool {
    condition.lock()
    defer { condition.unlock() }
    if !meeting.isOver, let failure { throw failure }
    return meeting.isOver
  }

  /// Waits until `meeting` is over, at most for the stall limit.
  func wait(for meeting: InProcessMeeting, rank: Int) throws {
    let limit = stallLimit
    let deadline = Date(timeIntervalSinceNow: limit)
    condition.lock()
    defer { condition.unlock() }
    while !meeting.isOver && failure == nil {
      guard condition.wait(until: deadline) else {
        fail(
          CollectiveError.stalled(
            call: meeting.contributions[rank]?.call.summary ?? "", sequence: meeting.sequence, rank: rank,
            seconds: Int(limit)))
        break
      }
    }
    if !meeting.isOver, let failure { throw failure }
  }

  var sharedFailure: (any Error)? {
    condition.withLock { failure }
  }

  /// Takes note that `rank` has ended, which fails the meetings that still lack it.
  private func leave(_ rank: Int) {
    condition.lock()
    defer { condition.unlock() }
    departed.insert(rank)
    for meeting in meetings.values where meeting.contributions[rank] == nil {
      fail(CollectiveError.left(rank: rank, call: meeting.contributions.values.first?.call.summary ?? ""))
    }
  }

  /// Sets the failure that all ranks will throw, unless there is one already. The lock must be held.
  private func fail(_ error: any Error) {
    if failure == nil { failure = error }
    condition.broadcast()
  }
}

/// The outcomes that threads hand in.
private final class OutcomeList<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var outcomes: [Result<Value, any Error>?]

  init(count: Int) {
    outcomes = Array(repeating: nil, count: count)
  }

  func set(_ index: Int, _ outcome: Result<Value, any Error>) {
    lock.withLock { outcomes[index] = outcome }
  }

  var all: [Result<Value, any Error>] {
    lock.withLock { outcomes.compactMap(\.self) }
  }
}
