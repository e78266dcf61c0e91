import Basics

/// The reason why a collective failed.
package enum CollectiveError: DiagnosableError, Equatable {
  /// An MPI function returned an error; `text` is MPI's own message.
  case library(call: String, rank: Int, code: Int32, text: String)
  /// What `rank` received from another rank is not a record of a call.
  case unreadableRecord(of: Int, rank: Int)
  /// Ranks made different calls; `summaries` has one entry for each rank.
  case mismatch(sequence: Int, summaries: [String])
  /// Other ranks did not take part within the stall limit.
  case stalled(call: String, sequence: Int, rank: Int, seconds: Int)
  /// A rank ended while others still waited for it.
  case left(rank: Int, call: String)
  case invalidRoot(Int, size: Int)
  case wrongThread(call: String, rank: Int)
  /// The communicator was used after it was shut down.
  case shutDown(call: String, rank: Int)
  /// Several processes were launched, but each would run alone.
  case launchedWithoutMPI(processes: Int)

  package var diagnosis: Diagnosis {
    switch self {
    case .library(let call, let rank, let code, let text):
      Diagnosis(
        .resumable, problem: "MPI failed in \(call): \(text) (code \(code))", place: "rank \(rank)",
        remedy: "look for a lost process or host in the launcher's output, then resume")
    case .unreadableRecord(let other, let rank):
      Diagnosis(
        .resumable, problem: "what rank \(other) sent before a collective is unreadable", place: "rank \(rank)",
        remedy: "start every rank with the same program; if they are the same, check the network")
    case .mismatch(let sequence, let summaries):
      Diagnosis(
        .configuration, problem: "the ranks do not do the same thing: \(Self.grouped(summaries))",
        place: "collective \(sequence)",
        remedy: "start every rank with the same program, configuration and data")
    case .stalled(let call, let sequence, let rank, let seconds):
      Diagnosis(
        .resumable, problem: "waited \(seconds) s for the other ranks in \(call)",
        place: "rank \(rank), collective \(sequence)",
        remedy: "find the process that is stopped, swapped out or unreachable, then resume")
    case .left(let rank, let call):
      Diagnosis(.resumable, problem: "the rank ended while others waited for it in \(call)", place: "rank \(rank)")
    case .invalidRoot(let root, let size):
      Diagnosis(.configuration, problem: "the root \(root) is not one of the \(size) ranks")
    case .wrongThread(let call, let rank):
      Diagnosis(
        .failure, problem: "\(call) was called from another thread than the one that started MPI",
        place: "rank \(rank)")
    case .shutDown(let call, let rank):
      Diagnosis(.failure, problem: "\(call) was called after the communicator's shut-down", place: "rank \(rank)")
    case .launchedWithoutMPI(let processes):
      Diagnosis(
        .configuration, problem: "\(processes) processes were launched, but this one cannot reach the others",
        remedy: "launch with mpirun, or with srun --mpi=pmix")
    }
  }

  /// `ranks 0, 2: barrier; rank 1: broadcast …`, in the order of each group's lowest rank.
  private static func grouped(_ summaries: [String]) -> String {
    let groups = Dictionary(grouping: summaries.indices, by: { summaries[$0] })
    return groups.sorted { ($0.value.first ?? 0) < ($1.value.first ?? 0) }.map { summary, ranks in
      "\(ranks.count == 1 ? "rank" : "ranks") \(ranks.map(String.init).joined(separator: ", ")): \(summary)"
    }.joined(separator: "; ")
  }
}
