import Basics
import Collectives
import Foundation
import Tensors
import Training

/// Checks what a long run relies on before it starts: MPI, threads and their cores, shared memory, and whether all
/// ranks see the same files and programs.
package struct Preflight {
  package enum Verdict: String, Codable, Sendable {
    case good = "ok"
    case doubtful = "warning"
    case bad = "problem"
  }

  package struct Finding: Codable, Sendable, Equatable {
    package var subject: String
    package var verdict: Verdict
    package var text: String
    /// The numbers in the text, for scripts.
    package var values: [String: Double]?

    package init(subject: String, verdict: Verdict, text: String, values: [String: Double]? = nil) {
      self.subject = subject
      self.verdict = verdict
      self.text = text
      self.values = values
    }
  }

  /// The data that each rank reports.
  private struct RankReport: Codable {
    var host: String
    var cores: Int
    var processors: [Int]
    var isUnbound: Bool
    var threads: Int
    var sharedBytesFree: UInt64
    var congestionControl: String
    var seesFile: Bool
  }

  private let communicator: any Communicator
  private let folder: String
  private let parameters: Int
  private let threads: Int

  /// - Parameters:
  ///   - folder: the run's output folder.
  ///   - parameters: the number of the model's parameters, which decides the size of shared memory.
  ///   - threads: the number of threads per rank.
  package init(_ communicator: any Communicator, folder: String, parameters: Int, threads: Int) {
    self.communicator = communicator
    self.folder = folder
    self.parameters = parameters
    self.threads = threads
  }

  /// Checks all ranks. Every rank calls this and gets the same findings.
  package func findings() throws -> [Finding] {
    let token = try communicator.onRoot { try writeToken() }
    defer { if communicator.rank == 0 { unlink(tokenPath) } }
    let own = RankReport(
      host: ProcessInfo.processInfo.hostName, cores: Machine.usableCores, processors: Machine.allowedProcessors,
      isUnbound: Machine.isUnbound, threads: threads, sharedBytesFree: Self.freeBytes(of: "/dev/shm"),
      congestionControl: Self.line(of: "/proc/sys/net/ipv4/tcp_congestion_control"),
      seesFile: Self.comesToBegin(tokenPath, with: token))
    let ranks = try communicator.allGather(Array(try JSONEncoder().encode(own))).map {
      try JSONDecoder().decode(RankReport.self, from: Data($0))
    }
    let differences = try programDifferences()
    return [mpi(ranks), differences, cores(ranks), sharedMemory(ranks), files(ranks), network(ranks)]
  }

  private func mpi(_ ranks: [RankReport]) -> Finding {
    let hosts = Set(ranks.map(\.host)).count
    return Finding(
      subject: "MPI", verdict: .good,
      text: communicator.size == 1
        ? "not launched by mpirun; \(MPICommunicator.libraryVersion)"
        : "\(ranks.count) ranks on \(hosts) host\(hosts == 1 ? "" : "s"); \(MPICommunicator.libraryVersion)")
  }

  private func programDifferences() throws -> Finding {
    OpenBLASCore.choose()
    let program = String(try Digest.sha256(of: "/proc/self/exe").digest.prefix(16))
    let facts = RankFacts(
      host: ProcessInfo.processInfo.hostName,
      [
        RankFacts.Fact("program", program), RankFacts.Fact("MPI", MPICommunicator.libraryVersion),
        RankFacts.Fact("processor", Machine.this.cpu, isRequired: false),
        RankFacts.Fact("OpenBLAS kernels", OpenBLASCore.name, isRequired: false),
        RankFacts.Fact("products", ProductKernels.ofThisProcessor, isRequired: false),
      ])
    do {
      let tolerated = try StartAgreement.check(facts, communicator)
      let text = "\(program), products: \(ProductKernels.ofThisProcessor), \(Machine.this.cpu)"
      return Finding(
        subject: "program and processor", verdict: tolerated.isEmpty ? .good : .doubtful,
        text: tolerated.isEmpty ? text : tolerated.joined(separator: "; "))
    } catch let error as RanksDiffer {
      return Finding(
        subject: "program and processor", verdict: .bad, text: error.differences.joined(separator: "; "))
    }
  }

  private func cores(_ ranks: [RankReport]) -> Finding {
    for (rank, report) in ranks.enumerated() {
      let here = ranks.enumerated().filter { $0.element.host == report.host }
      if !report.isUnbound {
        let rivals = here.filter {
          $0.offset != rank && !$0.element.isUnbound && !Set($0.element.processors).isDisjoint(with: report.processors)
        }
        if let rival = rivals.first {
          return Finding(
            subject: "cores", verdict: .bad,
            text:
              "ranks \(rank) and \(rival.offset) on \(report.host) are bound to the same processors; see --bind-to and "
              + "--map-by of mpirun")
        }
      }
      let wanted = report.isUnbound ? here.reduce(0) { $0 + $1.element.threads } : report.threads
      if wanted > report.cores {
        return Finding(
          subject: "cores", verdict: .doubtful,
          text:
            "rank \(rank) on \(report.host): \(wanted) threads for \(report.cores) cores; they will wait for each other"
        )
      }
    }
    return Finding(
      subject: "cores", verdict: .good,
      text: "\(threads) thread\(threads == 1 ? "" : "s") a rank on \(ranks[0].cores) usable cores"
        + (ranks.contains(where: \.isUnbound) ? ", unbound" : ", bound"))
  }

  private func sharedMemory(_ ranks: [RankReport]) -> Finding {
    for report in ranks {
      let local = ranks.count { $0.host == report.host }
      // Each rank's gradients are in shared memory, and Open MPI needs some megabytes of its own.
      let need = local < 2 ? 0 : UInt64(local) * (UInt64(parameters) * 4 + 8 << 20)
      if report.sharedBytesFree < need {
        return Finding(
          subject: "/dev/shm", verdict: .bad,
          text:
            "\(report.host) has \(report.sharedBytesFree >> 20) MB free, \(local) ranks need \(need >> 20) MB; enlarge it "
            + "(docker run --shm-size, or mount -o remount,size=…)")
      }
    }
    let least = ranks.map(\.sharedBytesFree).min() ?? 0
    return Finding(subject: "/dev/shm", verdict: .good, text: "\(least >> 20) MB free")
  }

  private func files(_ ranks: [RankReport]) -> Finding {
    let blind = ranks.indices.filter { !ranks[$0].seesFile }
    guard !blind.isEmpty else {
      return Finding(subject: "files", verdict: .good, text: "all ranks see what rank 0 writes to \(folder)")
    }
    let names = blind.map { "\($0) (\(ranks[$0].host))" }.joined(separator: ", ")
    return Finding(
      subject: "files", verdict: .bad,
      text:
        "ranks \(names) do not see what rank 0 writes to \(folder); put data and the run on a folder that all hosts share"
    )
  }

  private func network(_ ranks: [RankReport]) -> Finding {
    let control = Set(ranks.map(\.congestionControl)).sorted().joined(separator: ", ")
    let isSlow = Set(ranks.map(\.host)).count > 1 && ranks.contains { $0.congestionControl == "bbr" }
    return Finding(
      subject: "TCP", verdict: isSlow ? .doubtful : .good,
      text: "congestion control \(control)" + (isSlow ? "; reno or cubic move gradients faster on a local network" : "")
    )
  }

  private var tokenPath: String { "\(folder)/.fovea-doctor" }

  private func writeToken() throws -> String {
    let token = UUID().uuidString
    try AtomicFile.write(token + "\n", to: tokenPath)
    return token
  }

  /// The first line of a file; empty if there is none.
  private static func line(of path: String) -> String {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").first.map(String.init) ?? ""
  }

  /// Whether a file starts to begin with this line within the limit: a shared folder may show nothing or the old
  /// content at first.
  static func comesToBegin(_ path: String, with line: String, within limit: Duration = .seconds(2)) -> Bool {
    let begin = ContinuousClock.now
    while self.line(of: path) != line {
      guard ContinuousClock.now - begin < limit else { return false }
      usleep(100_000)
    }
    return true
  }

  private static func freeBytes(of path: String) -> UInt64 {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return 0 }
    return UInt64(status.f_bavail) * UInt64(status.f_frsize)
  }
}
