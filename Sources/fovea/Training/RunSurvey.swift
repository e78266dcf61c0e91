import Basics
import Collectives
import Foundation
import Runs
import Sweeps
import Training

/// What a configuration asks of the machine: files, memory, room for checkpoints.
struct RunSurvey {
  /// What rank 0 finds out for all, so that all come to the same findings.
  private struct Facts: Codable {
    var demand: Demand?
    /// Why there is no demand although no file is missing.
    var fault: String?
    /// The folder that exists and in which the run's folder is or will be made.
    var folder: String
    var freeBytes: Double
  }

  private struct Demand: Codable {
    var parameters: Int
    var firstRank: Double
    var rank: Double
  }

  private let configuration: TrainingConfiguration
  private let hosts: HostSurvey
  private let facts: Facts

  /// Every rank calls this; rank 0 reads the data.
  init(
    _ configuration: TrainingConfiguration, _ communicator: any Communicator, _ hosts: HostSurvey, threads: Int
  ) throws {
    self.configuration = configuration
    self.hosts = hosts
    facts = try communicator.onRoot {
      let output = configuration.output.isEmpty ? configuration.defaultOutput : configuration.output
      let folder = Self.existingFolder(of: output)
      var status = statvfs()
      let free = statvfs(folder, &status) == 0 ? Double(status.f_bavail) * Double(status.f_frsize) : 0
      var facts = Facts(folder: folder, freeBytes: free)
      guard hosts.ranks[0].missing.isEmpty else { return facts }
      var resources = ResourceSettings()
      (resources.ranks, resources.threads) = (communicator.size, threads)
      var estimator = TrialEstimator(resources)
      do {
        let (parameters, memory) = try estimator.demand(configuration)
        facts.demand = Demand(parameters: parameters, firstRank: memory.firstRank, rank: memory.rank)
      } catch {
        let diagnosis = Diagnosis(of: error)
        facts.fault = [diagnosis.place, diagnosis.problem].filter { !$0.isEmpty }.joined(separator: ": ")
      }
      return facts
    }
  }

  private static func existingFolder(of output: String) -> String {
    var path = output
    var isFolder: ObjCBool = false
    while path != "/", path != ".",
      !FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) || !isFolder.boolValue
    {
      path = PathName.folder(of: path)
    }
    return path
  }

  var folder: String { facts.folder }
  var parameters: Int? { facts.demand?.parameters }
  /// The memory of the rank that needs the most.
  var rankBytes: Double? { facts.demand?.firstRank }

  func findings() -> [Preflight.Finding] {
    var findings = [files]
    if let fault = facts.fault {
      findings.append(
        Preflight.Finding(subject: "memory", verdict: .bad, text: "it is not known what the run needs: \(fault)"))
    }
    if let demand = facts.demand { findings += [memory(demand), disk(demand)] }
    return findings
  }

  private var files: Preflight.Finding {
    let subject = "configured files"
    let lacking = hosts.ranks.enumerated().first { !$0.element.missing.isEmpty }
    guard let (rank, report) = lacking else {
      return Preflight.Finding(
        subject: subject, verdict: .good,
        text: "every rank can read the \(RunFiles(configuration).count) files and folders that the configuration names")
    }
    let others = hosts.ranks.count { !$0.missing.isEmpty } - 1
    let more = others > 0 ? "; so it is for \(others) other rank\(others == 1 ? "" : "s")" : ""
    return Preflight.Finding(
      subject: subject, verdict: .bad,
      text: "rank \(rank) on \(report.host) cannot read \(report.missing.joined(separator: ", "))\(more)")
  }

  private func memory(_ demand: Demand) -> Preflight.Finding {
    var tightest: (host: String, needed: Double, available: Double, ranks: Int)?
    for host in hosts.hosts {
      let here = hosts.ranks.indices.filter { hosts.ranks[$0].host == host }
      let needed = here.reduce(0.0) { $0 + ($1 == 0 ? demand.firstRank : demand.rank) }
      let available = here.map { hosts.ranks[$0].availableBytes }.min() ?? 0
      if tightest.map({ needed / available > $0.needed / $0.available }) ?? true {
        tightest = (host, needed, available, here.count)
      }
    }
    guard let tightest else {
      return Preflight.Finding(subject: "memory", verdict: .doubtful, text: "there are no ranks")
    }
    let text =
      "\(MemoryLimit.text(demand.rank)) a rank and \(MemoryLimit.text(demand.firstRank)) for rank 0 are needed; "
      + "\(tightest.host) needs \(MemoryLimit.text(tightest.needed)) for \(tightest.ranks) "
      + "rank\(tightest.ranks == 1 ? "" : "s") and has \(MemoryLimit.text(tightest.available))"
    let values = [
      "rank_bytes": demand.rank, "first_rank_bytes": demand.firstRank, "host_bytes": tightest.needed,
      "available_bytes": tightest.available,
    ]
    // The estimate was up to 18 % too low.
    let (verdict, advice): (Preflight.Verdict, String) =
      switch tightest.needed / tightest.available {
      case ...0.8: (.good, "")
      case ...1: (.doubtful, "; that is close: lower batch.micro_batch_tokens if the run is killed")
      default: (.bad, "; lower batch.micro_batch_tokens, or place fewer ranks on a host")
      }
    return Preflight.Finding(subject: "memory", verdict: verdict, text: text + advice, values: values)
  }

  /// A checkpoint has the weights and the optimizer's two moments in single precision. Kept are the newest and the best,
  /// and another is being written.
  private func disk(_ demand: Demand) -> Preflight.Finding {
    let each = 12 * Double(demand.parameters)
    let count = configuration.checkpoints.keep + 2
    let needed = each * Double(count)
    let free = facts.freeBytes
    let isEnough = free >= needed
    return Preflight.Finding(
      subject: "disk", verdict: isEnough ? .good : .bad,
      text: "\(count) checkpoints of \(MemoryLimit.text(each)) need \(MemoryLimit.text(needed)); \(folder) has "
        + "\(MemoryLimit.text(free)) free" + (isEnough ? "" : "; lower checkpoints.keep, or choose another output"),
      values: ["needed_bytes": needed, "free_bytes": free])
  }
}
