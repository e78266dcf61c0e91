import Basics
import Collectives
import Foundation

/// Runs a command's work on all ranks of the job, and ends all of them together when one fails.
package enum Ranks {
  /// Calls `body` with the communicator of this process: MPI's under a launcher, else one of a single rank.
  ///
  /// When `body` throws on any rank, all ranks end with the exit code of that error, and one of them reports it.
  package static func run(_ body: (any Communicator) throws -> Void) throws {
    let communicator = try Communicators.forThisProcess()
    if communicator.size > 1 {
      Console.standardError.speak(asRank: communicator.rank)
    }
    do {
      try body(communicator)
    } catch {
      // A rank that is alone need not be told which one it is.
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
  /// Whether ranks may wait for each other for ever after this error, so that only an abort ends them.
  fileprivate var leavesRanksApart: Bool {
    switch self {
    case .stalled, .library: true
    default: false
    }
  }
}
