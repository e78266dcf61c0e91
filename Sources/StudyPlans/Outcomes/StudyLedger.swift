import Basics
import Foundation

/// What happened to a study's plan, in order: `ledger.jsonl`.
package struct StudyLedger: Sendable {
  /// One line.
  package struct Entry: Codable, Sendable, Equatable {
    package enum Event: String, Codable, Sendable {
      /// The first run began with this plan.
      case registered
      /// The plan was changed openly.
      case amended
      /// A run will never be there.
      case lost
    }

    package var event: Event
    /// The day, as `2026-11-30`.
    package var date: String
    /// The SHA-256 of the plan from here on.
    package var plan: String
    package var reason: String?
    package var arm: String?
    package var seed: Int?
  }

  package private(set) var entries: [Entry] = []
  private let folder: StudyFolder

  /// - Throws: `DataLineError` for a line that is no entry; `FileFailure`.
  package init(of folder: StudyFolder) throws {
    self.folder = folder
    let path = folder.path(of: StudyFolder.ledger)
    guard access(path, F_OK) == 0 else { return }
    entries = try JSONLines.read(Entry.self, from: path)
  }

  /// The plan's digest that runs may have: any that was registered or amended to.
  package var plans: Set<String> { Set(entries.filter { $0.event != .lost }.map(\.plan)) }

  /// Whether a run was declared lost.
  package func isLost(_ run: StudyRun) -> Bool {
    entries.contains { $0.event == .lost && $0.arm == run.arm && $0.seed == run.seed }
  }

  /// Throws unless the plan is the one that was registered or last amended to. A study without a run has none yet.
  ///
  /// - Throws: `StudyError.planChanged`.
  package func require(_ plan: StudyPlan) throws {
    guard let current = entries.last(where: { $0.event != .lost })?.plan, current != plan.digest else { return }
    throw StudyError.planChanged(path: folder.path(of: StudyFolder.plan), began: current, now: plan.digest)
  }

  /// Registers the plan, unless it is registered.
  mutating func register(_ plan: StudyPlan, on date: Date = Date()) throws {
    guard entries.isEmpty else { return }
    try append(Entry(event: .registered, date: Self.day(date), plan: plan.digest))
  }

  /// Records a change of the plan.
  ///
  /// - Throws: `StudyError.notYetRun` before the first run.
  package mutating func amend(_ plan: StudyPlan, reason: String, on date: Date = Date()) throws {
    guard !entries.isEmpty else { throw StudyError.notYetRun(path: folder.path) }
    try append(Entry(event: .amended, date: Self.day(date), plan: plan.digest, reason: reason))
  }

  /// Records that a run will never be there.
  ///
  /// - Throws: `StudyError.unknownRun`.
  package mutating func lose(arm: String, seed: Int, _ plan: StudyPlan, reason: String, on date: Date = Date()) throws {
    guard plan.runs.contains(where: { $0.arm == arm && $0.seed == seed }) else {
      throw StudyError.unknownRun(arm: arm, seed: seed)
    }
    try append(
      Entry(event: .lost, date: Self.day(date), plan: plan.digest, reason: reason, arm: arm, seed: seed))
  }

  private mutating func append(_ entry: Entry) throws {
    try JSONLines.append(entry, to: folder.path(of: StudyFolder.ledger))
    entries.append(entry)
  }

  private static func day(_ date: Date) -> String {
    date.formatted(.iso8601.year().month().day())
  }
}
