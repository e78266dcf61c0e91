import Basics
import Configuration
import Foundation
import Training

/// A sweep's folder.
package struct SweepFolder: Sendable {
  /// The absolute path.
  package let path: String

  package init(_ path: String) {
    self.path = PathName.absolute(path)
  }

  /// The sweep's settings, with every key.
  var settings: String { "\(path)/sweep.yaml" }
  /// The configuration that all trials are based on.
  var base: String { "\(path)/base.yaml" }
  var journal: String { "\(path)/journal.jsonl" }
  /// The state of the sweep, for other programs.
  package var report: String { "\(path)/sweep.json" }

  /// The run folder of a trial.
  package func trial(_ number: Int) -> String { "\(path)/trials/\(Self.name(number))" }

  package static func name(_ trial: Int) -> String {
    let digits = String(trial)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  package var holdsSweep: Bool { FileManager.default.fileExists(atPath: journal) }

  func make() throws { try Folder.make("\(path)/trials") }

  /// Writes the files that a continuation needs in addition to the journal.
  func write(_ plan: SweepPlan) throws {
    try AtomicFile.write(ConfigurationLoader.resolvedYAML(plan.base), to: base)
    var settings = plan.settings
    // The copy of the configuration includes these already.
    settings.configuration = base
    settings.settings = [:]
    try AtomicFile.write(ConfigurationLoader.resolvedYAML(settings), to: self.settings)
  }

  /// The plan of the sweep in this folder.
  package func plan() throws -> SweepPlan {
    guard holdsSweep else { throw SweepError.noSweep(path: path) }
    // The folder may have been moved.
    return try SweepPlan(loading: settings, assignments: ["configuration=\(base)", "output=\(path)"])
  }

  /// The valid times of records: some thousands of years, so differences are finite.
  private static let times = 0...1e11

  /// Reads the state of the sweep's trials from the journal.
  ///
  /// - Throws: `DataLineError` naming a line that is not a record of this sweep.
  package func state(_ plan: SweepPlan) throws -> SweepState {
    let records = try SweepJournal.read(journal)
    var trials = 0
    for (index, record) in records.enumerated() {
      if record.event == .created, record.trial == trials { trials += 1 }
      let isKnown = record.event == .opened || record.trial.map { (0..<trials).contains($0) } == true
      let hasRung = record.rung.map(plan.settings.halving.rungs.indices.contains) ?? true
      guard isKnown, hasRung, Self.times.contains(record.time), trials <= plan.trials else {
        throw DataLineError(
          path: journal, line: index + 1, problem: "the record does not fit the sweep of \(settings)",
          remedy: "one of the two was changed by hand or damaged; put back a copy")
      }
    }
    return SweepState(records)
  }

  /// Locks the folder against other schedulers while the result is alive.
  func lock() throws -> RunLock {
    do {
      // Checking for a holder takes the lock for an instant.
      return try RunLock(path, waiting: .milliseconds(200))
    } catch let taken as RunFolderTaken {
      throw SweepError.taken(path: path, holder: taken.holder)
    }
  }
}

extension SweepFolder {
  /// The scheduler that is running, as named in its lock; nil for none.
  var scheduler: String? { RunLock.holder(of: path) }
}
