import Basics
import Foundation
import Runs
import Training

/// The runs in a folder and its subfolders.
package struct ResultsRegistry: Sendable {
  package let root: String
  /// The runs in the order of their paths.
  package let runs: [RunRecord]
  /// Problems that may have hidden runs.
  package let warnings: [String]

  /// Finds all runs and reads their folders, using all cores.
  ///
  /// - Complexity: linear in the number of runs; the events of runs without a summary are read completely.
  /// - Throws: `ResultsError.noRoot` if the folder cannot be listed.
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
      // The root may itself be a run's folder.
      if records[position].path.isEmpty { records[position].experiment = PathName.last(of: root) }
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
  /// How long a run may write nothing before it counts as lost if its process cannot be checked: training's default
  /// time limit for a validation.
  private static let longestSilence = 1800.0

  /// Whether the process of a run marked as running is gone.
  ///
  /// On this host, the run's lock decides, because another process may have reused the process number. The number
  /// decides only if the file system has no locks. For a run on another host, a free lock proves nothing, because some
  /// shared file systems do not share locks; then the age of its files decides.
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
  /// Like `map`, using all cores; for work that takes much longer than distributing it.
  package func mappedInParallel<Result: Sendable>(_ transform: @Sendable (Element) -> Result) -> [Result] {
    guard count > 1 else { return map(transform) }
    return withoutActuallyEscaping(transform) { transform in
      [Result?](unsafeUninitializedCapacity: count) { buffer, initialized in
        buffer.initialize(repeating: nil)
        // Each iteration writes its own slot.
        nonisolated(unsafe) let slots = buffer
        DispatchQueue.concurrentPerform(iterations: count) { slots[$0] = transform(self[$0]) }
        initialized = count
      }.compactMap { $0 }
    }
  }
}
