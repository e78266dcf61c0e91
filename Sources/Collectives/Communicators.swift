import Basics
import Foundation

/// Chooses a communicator according to how this process was started.
package enum Communicators {
  /// The communicator of this process: over MPI if a launcher started it as one of several ranks, otherwise a solo one
  /// that does not touch MPI.
  ///
  /// - Parameter unreachable: the time within which MPI must start, and how the process ends otherwise.
  /// - Throws: `CollectiveError.launchedWithoutMPI` if several processes were started but cannot communicate. Otherwise
  ///   they would all do the same work and overwrite each other's files.
  package static func forThisProcess(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    unreachable: RanksUnreachable = RanksUnreachable(seconds: 300)
  ) throws -> any Communicator {
    switch try Launch(environment: environment) {
    case .alone: return SoloCommunicator()
    case .ranks(let announced):
      let limit = StartLimit(unreachable)
      defer { limit.lift() }
      let communicator = try MPICommunicator.start()
      if let announced, announced > 1, communicator.size == 1 {
        throw CollectiveError.launchedWithoutMPI(processes: announced)
      }
      return communicator
    }
  }
}

/// How a process was started, according to its environment.
package enum Launch: Equatable {
  case alone
  /// As one of several ranks; the launcher may state how many.
  case ranks(Int?)

  package init(environment: [String: String]) throws {
    // Set by Open MPI's mpirun, by PMIx launchers (srun --mpi=pmix), and by PMI launchers (MPICH, srun --mpi=pmi2).
    let rankVariables = ["OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK"]
    let sizeVariables = ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"]
    let announced = sizeVariables.lazy.compactMap { environment[$0].flatMap(Int.init) }.first
    if rankVariables.contains(where: { environment[$0] != nil }) {
      self = .ranks(announced)
    } else if let processes = announced, processes > 1, environment["SLURM_PROCID"] != nil {
      throw CollectiveError.launchedWithoutMPI(processes: processes)
    } else {
      self = .alone
    }
  }
}
