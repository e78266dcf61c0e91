import Basics
import Foundation
import Synchronization

/// The current state of the runs; folders that have not changed since the last time are not read again.
final class LiveRuns: Sendable {
  private struct Entry {
    var fingerprint: String
    var run: RunDetails
  }

  let root: String
  private let entries = Mutex<[String: Entry]>([:])

  init(root: String) { self.root = root }

  func registry() throws -> ResultsRegistry { try ResultsRegistry(root: root) }

  /// The content of an experiment's page; nil if there is no such experiment.
  func content(_ experiment: String) throws -> (content: ReportContent, tag: String)? {
    let registry = try registry()
    let records = registry.runs.filter { $0.experiment == experiment }
    guard !records.isEmpty else { return nil }
    // Compute the tag before reading: anything written in the meantime then has another tag, and is fetched the next
    // time.
    let tag = Self.tag(records.map { Self.fingerprint($0, folder: registry.folder(of: $0)) })
    let runs = records.mappedInParallel { self.details($0, folder: registry.folder(of: $0)) }
    let folder = RunDiscovery.join(registry.root, experiment)
    return (ReportContent(name: experiment, folder: folder, runs: runs, warnings: registry.warnings), tag)
  }

  /// A tag that changes whenever any of the texts does.
  static func tag(_ texts: [String]) -> String {
    var hash = FNV1a64()
    for byte in texts.joined(separator: "\n").utf8 { hash.combine(byte: byte) }
    return "\"\(hash.hexadecimal)\""
  }

  private func details(_ record: RunRecord, folder: String) -> RunDetails {
    let fingerprint = Self.fingerprint(record, folder: folder)
    if let known = entries.withLock({ $0[folder] }), known.fingerprint == fingerprint { return known.run }
    let run = RunDetails(record, folder: folder)
    entries.withLock { $0[folder] = Entry(fingerprint: fingerprint, run: run) }
    return run
  }

  private static func fingerprint(_ record: RunRecord, folder: String) -> String {
    "\(record.path) \(record.state.rawValue) \(RunDiscovery.fingerprint(folder))"
  }
}
