import Basics
import Configuration
import Foundation
import Runs
import Training

/// A run with everything that reports and comparisons need from its folder.
package struct RunDetails: Sendable {
  package var record: RunRecord
  package var folder: String
  package var settings: FlatSettings
  package var history: EventHistory
  /// The environment of the last start.
  package var environment: RunEnvironment?
  /// The outputs of the best validation, or else of the last.
  package var samples: [ValidationOutputs.Sample]
  /// What could not be read.
  package var problems: [String]

  /// Reads everything that is readable.
  package init(_ record: RunRecord, folder path: String) {
    self.record = record
    folder = path
    let folder = RunFolder(path)
    var problems = record.problems
    func attempt<Content>(_ name: String, _ read: () throws -> Content?) -> Content? {
      do {
        return try read()
      } catch {
        // With the folder: the runs of an experiment may share their names.
        let place = Diagnosis(of: error).place
        problems.append(RunReader.problem(error, with: place.isEmpty ? folder.path(of: name) : place))
        return nil
      }
    }
    settings = attempt(RunFolder.configuration, folder.settings) ?? FlatSettings([:])
    // A finished run may have been archived without its events, but its summary still has the validations.
    history =
      attempt(RunFolder.events, folder.history)
      ?? attempt(RunFolder.summary) { try folder.summary().map { EventHistory(summary: $0) } } ?? EventHistory()
    environment = attempt(RunFolder.environment, folder.lastEnvironment)
    samples = []
    for name in [RunFolder.bestPredictions, RunFolder.lastPredictions] where samples.isEmpty {
      samples = attempt(name) { try folder.predictions(name) } ?? []
    }
    for problem in history.problems where !problems.contains(problem) { problems.append(problem) }
    self.problems = problems
  }
}
