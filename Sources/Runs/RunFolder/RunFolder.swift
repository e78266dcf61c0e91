import Basics
import Configuration
import Foundation
import Training

/// A run's folder: the files that a run leaves, their names, and how each is written and read.
///
/// Training writes them; sweeps, `fovea results`, reports and the live view read them, while the run goes on or after any
/// end. Reading is lenient: a file of another version may lack fields, and a file that is not there reads as nil. A reader
/// takes only regular files of the folder itself (`OwnFile`), as others may write to shared results.
package struct RunFolder: Sendable, Equatable {
  package static let configuration = "config.yaml"
  package static let status = "status.json"
  package static let environment = "environment.jsonl"
  package static let events = "events.jsonl"
  package static let summary = "summary.json"
  package static let checkpoints = "checkpoints"
  package static let tensorBoard = "tensorboard"
  package static let predictions = "predictions"
  package static let lastPredictions = "predictions/last.jsonl"
  package static let bestPredictions = "predictions/best.jsonl"
  package static let heldOutMethods = "held-out-methods.txt"

  package let path: String

  package init(_ path: String) { self.path = path }

  /// The path of a file of the folder.
  package func path(of name: String) -> String { "\(path)/\(name)" }

  package var checkpointsPath: String { path(of: Self.checkpoints) }
}

// MARK: Writing, which is for rank 0 of the run alone.

extension RunFolder {
  /// Replaces the status in one step.
  func write(_ status: RunStatus) throws {
    try AtomicFile.write(
      try RunJSON.encoder(.prettyPrinted).encode(status) + [UInt8(ascii: "\n")], to: path(of: Self.status))
  }

  func write(_ summary: RunSummary) throws {
    try AtomicFile.write(summary.json() + "\n", to: path(of: Self.summary))
  }

  /// - Parameter configuration: as YAML, with every key.
  func write(configuration: String) throws {
    try AtomicFile.write(configuration, to: path(of: Self.configuration))
  }

  /// Adds the environment of a start.
  func append(_ environment: RunEnvironment) throws {
    try JSONLines.append(environment, to: path(of: Self.environment))
  }

  /// Keeps the outputs of a validation as the last ones and, if they are, as the best.
  func write(_ outputs: ValidationOutputs) throws {
    let lines = try outputs.samples.map { try JSONLines.line($0) + "\n" }.joined()
    try AtomicFile.write(lines, to: path(of: Self.lastPredictions))
    if outputs.isBest { try AtomicFile.write(lines, to: path(of: Self.bestPredictions)) }
  }
}

// MARK: Reading. All throw `FileFailure`, `UnusableFile`, `DecodingError` or `DataLineError`.

extension RunFolder {
  /// How the run stands.
  package func status() throws -> RunStatus? {
    try content(of: Self.status).map { try RunJSON.decoder.decode(RunStatus.self, from: $0) }
  }

  /// The outcome of a run that has ended.
  package func summary() throws -> RunSummary? {
    try content(of: Self.summary).map { try RunJSON.decoder.decode(RunSummary.self, from: $0) }
  }

  /// What has happened in the run.
  package func history() throws -> EventHistory? {
    try content(of: Self.events).map { EventHistory(content: $0) }
  }

  /// The configuration as the run resolved it.
  package func settings() throws -> FlatSettings? {
    guard exists(Self.configuration) else { return nil }
    try OwnFile.require(Self.configuration, of: path)
    return try FlatSettings(path: path(of: Self.configuration))
  }

  /// What the last start of the run ran on.
  package func lastEnvironment() throws -> RunEnvironment? {
    guard exists(Self.environment) else { return nil }
    try OwnFile.require(Self.environment, of: path)
    return try TextFile.undecodedLines(of: path(of: Self.environment)).last { !$0.isEmpty }.map {
      try RunJSON.decoder.decode(RunEnvironment.self, from: $0)
    }
  }

  /// The samples of a file of predictions.
  ///
  /// - Parameter name: `lastPredictions` or `bestPredictions`.
  package func predictions(_ name: String) throws -> [ValidationOutputs.Sample]? {
    guard exists(name) else { return nil }
    try OwnFile.require(name, of: path)
    return try JSONLines.read(ValidationOutputs.Sample.self, from: path(of: name))
  }

  /// The bytes of a file; nil where there is none.
  private func content(of name: String) throws -> Data? {
    guard exists(name) else { return nil }
    try OwnFile.require(name, of: path)
    return try TextFile.bytes(of: path(of: name))
  }

  package func exists(_ name: String) -> Bool { access(path(of: name), F_OK) == 0 }
}
