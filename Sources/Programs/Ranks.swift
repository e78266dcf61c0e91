import Basics
import Collectives
import Foundation

/// Runs a command's work on all ranks of the job, and ends all of them together if one fails.
package enum Ranks {
  /// Calls `body` with the communicator of this process: over MPI under a launcher, otherwise with a single rank.
  ///
  /// If `body` throws on any rank, all ranks end with that error's exit code, and one of them reports it.
  ///
  /// - Parameters:
  ///   - unreachable: the time within which MPI must start, and how the process ends otherwise.
  ///   - checksPaths: whether to test first that longer messages pass between the hosts.
  package static func run(
    unreachable: RanksUnreachable = RanksUnreachable(seconds: 300), checksPaths: Bool = true,
    _ body: (any Communicator) throws -> Void
  ) throws {
    let communicator = try Communicators.forThisProcess(unreachable: unreachable)
    if communicator.size > 1 {
      Console.standardError.speak(asRank: communicator.rank)
    }
    do {
      if checksPaths { try PathCheck.beforeRun(communicator) }
      try body(communicator)
    } catch {
      // A single rank needs no mention of its number.
      let alone = communicator.size == 1 ? (error as? AgreedFailure)?.cause : nil
      let diagnosis = alone ?? Diagnosis(of: error)
      if leavesRanksApart(error) { communicator.abort(diagnosis) }
      let common = Diagnosis(of: communicator.stopTogether(because: error))
      if communicator.rank == 0 {
        Console.standardError.write(communicator.size > 1 ? common : diagnosis)
      }
      try? communicator.shutDown()
      exit(common.exitCode.rawValue)
    }
    try communicator.shutDown()
  }

  /// Whether ranks may wait for each other forever after this error, so that only an abort can end them.
  private static func leavesRanksApart(_ error: any Error) -> Bool {
    switch error {
    case CollectiveError.stalled, CollectiveError.library, is PathsFailed, is RanksUnreachable: true
    default: false
    }
  }
}
