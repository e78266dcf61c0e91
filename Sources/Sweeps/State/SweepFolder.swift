import Basics
import Configuration
import Foundation
import Training

/// A sweep's folder.
package struct SweepFolder: Sendable {
  /// Absolute.
  package let path: String

  package init(_ path: String) {
    self.path = URL(fileURLWithPath: path).standardizedFileURL.path
  }

  /// The sweep's settings, every one spelled out.
  var settings: String { "\(path)/sweep.yaml" }
  /// The configuration that all trials start from.
  var base: String { "\(path)/base.yaml" }
  var journal: String { "\(path)/journal.jsonl" }
  /// The journal's content for other programs.
  package var report: String { "\(path)/sweep.json" }

  /// The run folder of a trial.
  package func trial(_ number: Int) -> String { "\(path)/trials/\(Self.name(number))" }

  package static func name(_ trial: Int) -> String {
    let digits = String(trial)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  package var holdsSweep: Bool { FileManager.default.fileExists(atPath: journal) }

  func make() throws { try Folder.make("\(path)/trials") }

  /// Writes what a continuation needs beside the journal.
  func write(_ plan: SweepPlan) throws {
    try AtomicFile.write(ConfigurationLoader.resolvedYAML(plan.base), to: base)
    var settings = plan.settings
    // The copy of the configuration has these already.
    settings.configuration = base
    settings.settings = [:]
    try AtomicFile.write(ConfigurationLoader.resolvedYAML(settings), to: self.settings)
  }

  /// The plan of the sweep that the folder holds.
  package func plan() throws -> SweepPlan {
    guard holdsSweep else { throw SweepError.noSweep(path: path) }
    // The folder may have been moved since.
    return try SweepPlan(loading: settings, assignments: ["configuration=\(base)", "output=\(path)"])
  }

  /// The times that records can have: some thousands of years, whose differences are numbers.
  private static let times = 0...1e11

  /// What the journal says of the sweep's trials.
  ///
  /// - Throws: `DataLineError` naming a line that is no record, or none of this sweep.
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

  /// Keeps other schedulers from the folder for as long as the result lives.
  func lock() throws -> RunLock {
    do {
      // Looking for a holder takes the lock for an instant.
      return try RunLock(path, waiting: .milliseconds(200))
    } catch let taken as RunFolderTaken {
      throw SweepError.taken(path: path, holder: taken.holder)
    }
  }
}

extension SweepFolder {
  /// The scheduler that is at work, as its lock names it; nil for none.
  var scheduler: String? { RunLock.holder(of: path) }
}
