import Basics
import Collectives

/// A way to fail, and what every rank must then throw.
///
/// A communicator cannot be used after it, so each needs a fresh one.
package struct FailureClause: Sendable, CustomStringConvertible {
  package let name: String
  /// What every rank throws when there are `size` ranks.
  package let expected: @Sendable (_ size: Int) -> Diagnosis
  package let provoke: @Sendable (any Communicator) throws -> Void
  package var description: String { name }
}

extension Contract {
  /// Failures among at least two ranks.
  package static let failures = [
    FailureClause(
      name: "agreement on a failure", expected: { size in agreed(rank: size - 1) },
      provoke: { communicator in
        try communicator.agree(on: nil)
        try communicator.agree(on: communicator.rank == communicator.size - 1 ? cause : nil)
      }),
    FailureClause(
      name: "agreement names the lowest of several", expected: { _ in agreed(rank: 0) },
      provoke: { try $0.agree(on: cause) }),
    FailureClause(
      name: "work on the root fails", expected: { _ in agreed(rank: 0) },
      provoke: { communicator in _ = try communicator.onRoot { () throws -> Int in throw CauseError() } }),
    FailureClause(
      name: "a rank stops outside any agreement", expected: { _ in agreed(rank: 1) },
      provoke: { communicator in
        var pending: [any PendingCollective] = []
        var values = [[Float]](repeating: [1, 2, 3], count: 5)
        for index in values.indices {
          if communicator.rank == 1 && index == 3 {
            throw communicator.stopTogether(because: CauseError(), within: .seconds(600))
          }
          try values[index].withUnsafeMutableBufferPointer {
            pending.append(try communicator.startAllReduce($0))
            if index < 3 { try pending[index].wait() }
          }
        }
        for handle in pending { try handle.wait() }
      }),
    FailureClause(
      name: "unequal counts",
      expected: { size in
        mismatch(3, ranks: size, first: "all-reduce (sum) of 50000 float", others: "all-reduce (sum) of 100000 float")
      },
      provoke: { communicator in
        try communicator.barrier()
        try communicator.barrier()
        var values = [Float](repeating: 1, count: communicator.rank == 0 ? 50_000 : 100_000)
        try communicator.allReduce(&values)
      }),
    FailureClause(
      name: "unequal collectives",
      expected: { size in mismatch(1, ranks: size, first: "barrier", others: "broadcast of a byte string, root 0") },
      provoke: { communicator in
        if communicator.rank == 0 {
          try communicator.barrier()
        } else {
          _ = try communicator.broadcast([], from: 0)
        }
      }),
    FailureClause(
      name: "unequal operations",
      expected: { size in
        mismatch(1, ranks: size, first: "all-reduce (sum) of 1 double", others: "all-reduce (maximum) of 1 double")
      },
      provoke: { communicator in
        _ = try communicator.allReduced(1.0, communicator.rank == 0 ? .sum : .maximum)
      }),
    FailureClause(
      name: "a rank shuts down early",
      expected: { size in mismatch(1, ranks: size, first: "shut-down", others: "barrier") },
      provoke: { communicator in
        if communicator.rank == 0 { try communicator.shutDown() } else { try communicator.barrier() }
      }),
  ]

  /// Runs `clause` on this rank and returns the diagnosis that came of it; also checks that the failure stays.
  package static func diagnosis(of clause: FailureClause, on communicator: any Communicator) throws -> Diagnosis {
    do {
      try clause.provoke(communicator)
    } catch {
      let diagnosis = Diagnosis(of: error)
      do {
        try communicator.barrier()
      } catch {
        try requireEqual(Diagnosis(of: error), diagnosis, "the error of a later call")
        return diagnosis
      }
      throw ContractViolation(description: "a call after the failure succeeded")
    }
    throw ContractViolation(description: "rank \(communicator.rank) did not throw")
  }

  private static let cause = Diagnosis(
    .badData, problem: "the line is cut off", place: "train.jsonl:7", remedy: "fetch the file again")

  private struct CauseError: DiagnosableError {
    var diagnosis: Diagnosis { cause }
  }

  private static func agreed(rank: Int) -> Diagnosis {
    AgreedFailure(rank: rank, cause: cause).diagnosis
  }

  private static func mismatch(_ sequence: Int, ranks: Int, first: String, others: String) -> Diagnosis {
    let summaries = [first] + Array(repeating: others, count: ranks - 1)
    return CollectiveError.mismatch(sequence: sequence, summaries: summaries).diagnosis
  }
}
