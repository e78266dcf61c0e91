import Basics
import Configuration
import Foundation
import Runs
import Training

/// A run with all that reports and comparisons read of its folder.
package struct RunDetails: Sendable {
  package var record: RunRecord
  package var folder: String
  package var settings: FlatSettings
  package var history: EventHistory
  /// Of the last start.
  package var environment: RunEnvironment?
  /// What the best validation generated, or else the last.
  package var samples: [ValidationOutputs.Sample]
  /// What could not be read.
  package var problems: [String]

  /// Reads whatever can be read.
  package init(_ record: RunRecord, folder: String) {
    self.record = record
    self.folder = folder
    var problems = record.problems
    func attempt<Content>(_ name: String, _ read: () throws -> Content) -> Content? {
      guard access("\(folder)/\(name)", F_OK) == 0 else { return nil }
      do {
        try OwnFile.require(name, of: folder)
        return try read()
      } catch {
        let diagnosis = Diagnosis(of: error)
        problems.append("\(diagnosis.place.isEmpty ? name : diagnosis.place): \(diagnosis.problem)")
        return nil
      }
    }
    settings = attempt(RunFiles.configuration) { try FlatSettings(path: "\(folder)/\(RunFiles.configuration)") } ?? FlatSettings([:])
    // A finished run may have been kept without its events; its summary still has the validations.
    history =
      attempt(RunFiles.events) { try EventHistory(of: folder) }
      ?? attempt(RunFiles.summary) { EventHistory(summary: try RecordedSummary(of: folder)) }
      ?? EventHistory(content: Data())
    environment = attempt(RunFiles.environment) {
      try TextFile.undecodedLines(of: "\(folder)/\(RunFiles.environment)").last { !$0.isEmpty }.map {
        try JSONDecoder().decode(RunEnvironment.self, from: $0)
      }
    }.flatMap { $0 }
    samples = []
    for name in [RunFiles.bestPredictions, RunFiles.lastPredictions] where samples.isEmpty {
      samples = attempt(name) { try JSONLines.read(ValidationOutputs.Sample.self, from: "\(folder)/\(name)") } ?? []
    }
    for problem in history.problems where !problems.contains(problem) { problems.append(problem) }
    self.problems = problems
  }
}
