import Basics
import Collectives
import Foundation
import Tensors

/// What a run ran on and how it was started; one line of `environment.jsonl` for each start.
package struct RunEnvironment: Codable, Sendable, Equatable {
  /// The environment of one rank.
  package struct Rank: Codable, Sendable, Equatable {
    package var host: String
    @Defaulted package var processor: String
    /// The processors that the rank may use, in the system's notation: `0-3,8`.
    @Defaulted package var affinity: String
    @Defaulted package var threads: Int
    @Defaulted package var openBLASCore: String
    /// What computes products of matrices: kernels round differently.
    @Defaulted package var products: String

    enum CodingKeys: String, CodingKey {
      case host, processor, affinity, threads, products
      case openBLASCore = "openblas_core"
    }
  }

  @Defaulted package var started: String
  @Defaulted package var command: [String]
  @Defaulted package var folder: String
  @Defaulted package var version: String
  /// The commit that was checked out when the program was built; empty if unknown.
  @Defaulted package var commit: String
  @Defaulted package var system: String
  @Defaulted package var mpi: String
  @Defaulted package var memoryBytes: UInt64
  @Defaulted package var ranks: [Rank]
  /// The environment variables that affect speed and threads.
  @Defaulted package var variables: [String: String]

  enum CodingKeys: String, CodingKey {
    case started, command, folder, version, commit, system, mpi, ranks, variables
    case memoryBytes = "memory_bytes"
  }

  /// Collects the environment from all ranks on rank 0; nil on the others. A collective operation.
  init?(_ communicator: any Communicator, threads: Int) throws {
    let machine = Machine.this
    let mine = Rank(
      host: machine.host, processor: machine.cpu, affinity: Machine.affinity, threads: threads,
      openBLASCore: OpenBLASCore.name, products: ProductKernels.ofThisProcessor)
    let all = try communicator.gather(Array(JSONEncoder().encode(mine)), to: 0)
    guard communicator.rank == 0 else { return nil }
    started = Date().formatted(.iso8601)
    command = CommandLine.arguments
    folder = FileManager.default.currentDirectoryPath
    version = FoveaVersion.current
    commit = SourceCommit.ofThisProgram ?? ""
    system = ProcessInfo.processInfo.operatingSystemVersionString
    mpi = communicator.size > 1 ? MPICommunicator.libraryVersion : ""
    memoryBytes = machine.memoryBytes
    ranks = try all.map { try JSONDecoder().decode(Rank.self, from: Data($0)) }
    variables = ProcessInfo.processInfo.environment.filter { name, _ in
      ["OPENBLAS_", "OMP_", "FOVEA_THREADS", "SLURM_JOB_ID"].contains { name.hasPrefix($0) }
    }
  }
}
