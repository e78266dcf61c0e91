import Basics
import Collectives
import Foundation
import Runs
import Training

/// What every rank knows of its host and of its own limits, gathered on all ranks.
struct HostSurvey {
  struct Report: Codable {
    var host: String
    /// Bytes that the host has for the job.
    var availableBytes: Double
    /// The limits of the process; nil for none.
    var addressSpace: Double?
    var openFiles: Double?
    var lockedBytes: Double?
    /// Whether the host has an adapter that works on locked memory.
    var hasInfiniBand: Bool
    /// The files of the configuration that are not there, as `setting: path`.
    var missing: [String]
  }

  let ranks: [Report]

  /// Every rank calls this.
  init(_ communicator: any Communicator, _ configuration: TrainingConfiguration?) throws {
    let adapters = (try? FileManager.default.contentsOfDirectory(atPath: "/sys/class/infiniband")) ?? []
    let own = Report(
      host: ProcessInfo.processInfo.hostName,
      availableBytes: Double(min(MemoryLimit.availableBytes, MemoryLimit.groupBytes ?? .max)),
      addressSpace: Self.limit(RLIMIT_AS), openFiles: Self.limit(RLIMIT_NOFILE),
      lockedBytes: Self.limit(__RLIMIT_MEMLOCK), hasInfiniBand: !adapters.isEmpty,
      missing: configuration.map { RunFiles($0).missing } ?? [])
    ranks = try communicator.allGather(Array(try JSONEncoder().encode(own))).map {
      try JSONDecoder().decode(Report.self, from: Data($0))
    }
  }

  var hosts: [String] { Array(Set(ranks.map(\.host))).sorted() }

  /// The processes' limits, which `ulimit` shows.
  ///
  /// - Parameter rankBytes: the memory that a rank needs, if that is known.
  func limits(rankBytes: Double?) -> Preflight.Finding {
    let subject = "limits"
    // Sockets to every other rank, the data, and the program's own files.
    let needed = Double(4 * ranks.count + 128)
    for (rank, report) in ranks.enumerated() {
      if let limit = report.addressSpace, let rankBytes, limit < rankBytes {
        return Preflight.Finding(
          subject: subject, verdict: .bad,
          text: "rank \(rank) on \(report.host) may use \(MemoryLimit.text(limit)) of address space and needs "
            + "\(MemoryLimit.text(rankBytes)); raise ulimit -v",
          values: ["address_space_bytes": limit, "needed_bytes": rankBytes])
      }
      if let limit = report.openFiles, limit < needed {
        return Preflight.Finding(
          subject: subject, verdict: .doubtful,
          text:
            "rank \(rank) on \(report.host) may open \(Int(limit)) files and sockets; a job of this size may need "
            + "\(Int(needed)): raise ulimit -n",
          values: ["open_files": limit, "needed_files": needed])
      }
      if let limit = report.lockedBytes, report.hasInfiniBand {
        return Preflight.Finding(
          subject: subject, verdict: .doubtful,
          text:
            "rank \(rank) on \(report.host) may lock \(MemoryLimit.text(limit)) of memory, which InfiniBand works on; "
            + "set ulimit -l unlimited",
          values: ["locked_bytes": limit])
      }
    }
    func least(_ path: KeyPath<Report, Double?>, _ text: (Double) -> String) -> String {
      ranks.compactMap { $0[keyPath: path] }.min().map(text) ?? "unlimited"
    }
    return Preflight.Finding(
      subject: subject, verdict: .good,
      text:
        "open files \(least(\.openFiles) { "\(Int($0))" }), locked memory \(least(\.lockedBytes, MemoryLimit.text)), "
        + "address space \(least(\.addressSpace, MemoryLimit.text))")
  }

  /// A limit of this process; nil if there is none.
  private static func limit(_ kind: __rlimit_resource) -> Double? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(kind.rawValue), &limit) == 0, limit.rlim_cur != .max else { return nil }
    return Double(limit.rlim_cur)
  }
}

/// The files and folders that a configuration names and that must exist before the run.
struct RunFiles {
  /// Settings with their paths.
  private let named: [(String, String)]

  init(_ configuration: TrainingConfiguration) {
    let data = [
      ("data.train", configuration.data.train), ("data.valid", configuration.data.valid),
      ("evaluation.test", configuration.evaluation.test),
    ].flatMap { key, files in
      [("\(key).source", files.source), ("\(key).target", files.target), ("\(key).file", files.file)]
    }
    let gaze = configuration.gaze
    named =
      [
        ("tokenizer", configuration.tokenizer), ("model.checkpoint", configuration.model.checkpoint),
      ] + data + [("gaze.trials", gaze.trials), ("gaze.targets", gaze.targets), ("gaze.priors", gaze.priors)]
  }

  var count: Int { named.count { !$0.1.isEmpty } }

  /// Those that this process cannot read.
  var missing: [String] {
    named.filter { !$0.1.isEmpty && access($0.1, R_OK) != 0 }.map { "\($0): \($1)" }
  }
}
