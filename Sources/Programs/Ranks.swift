import Basics
import Collectives
import Foundation

/// Runs a command's work on all ranks of the job, and ends all of them together if one fails.
package enum Ranks {
  /// Calls `body` with the communicator of this process: over MPI under a launcher, otherwise with a single rank.
  ///
  /// If `body` throws on any rank, all ranks end with that error's exit code, and one of them reports it.
  package static func run(_ body: (any Communicator) throws -> Void) throws {
    let communicator = try Communicators.forThisProcess()
    if communicator.size > 1 {
      Console.standardError.speak(asRank: communicator.rank)
    }
    do {
      try body(communicator)
    } catch {
      // A single rank needs no mention of its number.
      let alone = communicator.size == 1 ? (error as? AgreedFailure)?.cause : nil
      let diagnosis = alone ?? Diagnosis(of: error)
      if let failure = error as? CollectiveError, failure.leavesRanksApart { communicator.abort(diagnosis) }
      let common = Diagnosis(of: communicator.stopTogether(because: error))
      if communicator.rank == 0 {
        Console.standardError.write(communicator.size > 1 ? common : diagnosis)
      }
      try? communicator.shutDown()
      exit(common.exitCode.rawValue)
    }
    try communicator.shutDown()
  }
}

extension CollectiveError {
  /// Whether ranks may wait for each other forever after this error, so that only an abort can end them.
  fileprivate var leavesRanksApart: Bool {
    switch self {
    case .stalled, .library: true
    default: false
    }
  }
}
