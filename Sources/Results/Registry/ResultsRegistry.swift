import Basics
import Foundation
import Runs
import Training

/// The runs below a folder.
package struct ResultsRegistry: Sendable {
  package let root: String
  /// In the order of their paths.
  package let runs: [RunRecord]
  /// What stood in the way of knowing all runs.
  package let warnings: [String]

  /// Finds all runs and reads their folders, on all cores.
  ///
  /// - Complexity: linear in the number of runs; the events of runs that have no summary are read whole.
  /// - Throws: `ResultsError.noRoot` when the folder cannot be listed.
  package init(root: String) throws {
    var root = root
    while root.count > 1 && root.hasSuffix("/") { root.removeLast() }
    self.root = root
    let discovery: RunDiscovery
    do {
      discovery = try RunDiscovery(below: root)
    } catch let failure as FileFailure {
      throw ResultsError.noRoot(failure)
    }
    warnings = discovery.failures.map { "\($0.path) is left out: \($0.diagnosis.problem)" }
    var records = discovery.found.mappedInParallel { [root] in RunReader.record(root: root, path: $0.path) }
    let host = Machine.this.host
    for position in records.indices {
      let record = records[position]
      if record.state == .running && record.isLost(from: RunDiscovery.join(root, record.path), seenOn: host) {
        records[position].state = .lost
      }
      // The root may be a run's folder itself.
      if records[position].path.isEmpty { records[position].experiment = (root as NSString).lastPathComponent }
    }
    runs = records
  }

  package func folder(of run: RunRecord) -> String { RunDiscovery.join(root, run.path) }

  package var experiments: [String] {
    var names: [String] = []
    for run in runs where names.last != run.experiment { names.append(run.experiment) }
    return names
  }
}

extension RunRecord {
  /// How long a run may write nothing before it is taken for lost where its process cannot be looked for: as long as
  /// training lets a validation take by default.
  private static let longestSilence = 1800.0

  /// Whether a run that is said to run has no process any more.
  ///
  /// Its lock tells where it runs on this host: another process may have its number by now. The number alone tells where the
  /// file system knows no locks. Where it runs on another host a free lock says nothing, as some shared file systems keep
  /// locks from other hosts; the age of its files then tells.
  fileprivate func isLost(from folder: String, seenOn here: String) -> Bool {
    guard let host, let process, process > 0 else { return false }
    let isOwn = (try? OwnFile.require(RunLock.fileName, of: folder)) != nil
    let isLocked = isOwn ? RunLock.isHeld(folder) : nil
    if isLocked == true { return false }
    if host == here { return isLocked == false || kill(process, 0) != 0 && errno == ESRCH }
    let times = [RunFolder.events, RunFolder.status].compactMap { name in
      try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")[.modificationDate] as? Date
    }
    guard let last = times.max() else { return false }
    return Date().timeIntervalSince(last) > Self.longestSilence
  }
}

extension Array where Element: Sendable {
  /// The same as `map`, on all cores; for work that takes much longer than handing it out.
  package func mappedInParallel<Result: Sendable>(_ transform: @Sendable (Element) -> Result) -> [Result] {
    guard count > 1 else { return map(transform) }
    return withoutActuallyEscaping(transform) { transform in
      [Result?](unsafeUninitializedCapacity: count) { buffer, initialized in
        buffer.initialize(repeating: nil)
        // Each piece of work writes a slot of its own.
        nonisolated(unsafe) let slots = buffer
        DispatchQueue.concurrentPerform(iterations: count) { slots[$0] = transform(self[$0]) }
        initialized = count
      }.compactMap { $0 }
    }
  }
}
