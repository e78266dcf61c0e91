import Basics
import Configuration
import Foundation
import Training

/// A run's folder: the names of its files, and how to write and read each.
///
/// Training writes the files; sweeps, `fovea results`, reports and the live view read them during the run or after it.
/// Reading is lenient: files of other versions may lack fields, and a missing file reads as nil. Readers accept only
/// regular files in the folder itself (`OwnFile`), because others may be able to write to shared results.
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
  package static let test = "test.json"
  package static let testPredictions = "test-predictions.jsonl"
  package static let profile = "profile.json"
  package static let heldOutMethods = "held-out-methods.txt"
  package static let heldOutParticipants = "held-out-participants.txt"

  package let path: String

  package init(_ path: String) { self.path = path }

  /// The path of a file in the folder.
  package func path(of name: String) -> String { "\(path)/\(name)" }

  package var checkpointsPath: String { path(of: Self.checkpoints) }
}

// MARK: Writing (only on rank 0 of the run)

extension RunFolder {
  /// Replaces the status atomically.
  func write(_ status: RunStatus) throws {
    try AtomicFile.write(
      try RunJSON.encoder(.prettyPrinted).encode(status) + [UInt8(ascii: "\n")], to: path(of: Self.status))
  }

  func write(_ summary: RunSummary) throws {
    try AtomicFile.write(summary.json() + "\n", to: path(of: Self.summary))
  }

  /// Saves how the selected checkpoint did on the test set: first its predictions, then the summary, which readers look
  /// for.
  func write(_ test: TestSummary, predictions: [ValidationOutputs.Sample]) throws {
    let lines = try predictions.map { try JSONLines.line($0) + "\n" }.joined()
    try AtomicFile.write(lines, to: path(of: Self.testPredictions))
    try AtomicFile.write(
      try RunJSON.encoder(.prettyPrinted).encode(test) + [UInt8(ascii: "\n")], to: path(of: Self.test))
  }

  /// - Parameter configuration: the YAML text with every key.
  func write(configuration: String) throws {
    try AtomicFile.write(configuration, to: path(of: Self.configuration))
  }

  /// Saves a profile of steps as a trace.
  func write(_ profile: StepProfile) throws {
    try AtomicFile.write(try ChromeTrace(profile).json(), to: path(of: Self.profile))
  }

  /// Appends the environment of a start.
  func append(_ environment: RunEnvironment) throws {
    try JSONLines.append(environment, to: path(of: Self.environment))
  }

  /// Saves the outputs of a validation as the last ones and, if they are the best, as the best ones.
  func write(_ outputs: ValidationOutputs) throws {
    let lines = try outputs.samples.map { try JSONLines.line($0) + "\n" }.joined()
    try AtomicFile.write(lines, to: path(of: Self.lastPredictions))
    if outputs.isBest { try AtomicFile.write(lines, to: path(of: Self.bestPredictions)) }
  }
}

// MARK: Reading. All functions throw `FileFailure`, `UnusableFile`, `DecodingError` or `DataLineError`.

extension RunFolder {
  /// The run's status.
  package func status() throws -> RunStatus? {
    try content(of: Self.status).map { try RunJSON.decoder.decode(RunStatus.self, from: $0) }
  }

  /// The outcome of a run that has ended.
  package func summary() throws -> RunSummary? {
    try content(of: Self.summary).map { try RunJSON.decoder.decode(RunSummary.self, from: $0) }
  }

  /// How the selected checkpoint did on the test set; nil if the run was not tested.
  package func testSummary() throws -> TestSummary? {
    try content(of: Self.test).map { try RunJSON.decoder.decode(TestSummary.self, from: $0) }
  }

  /// The events of the run.
  package func history() throws -> EventHistory? {
    try content(of: Self.events).map { EventHistory(content: $0) }
  }

  /// The resolved configuration of the run.
  package func settings() throws -> FlatSettings? {
    guard exists(Self.configuration) else { return nil }
    try OwnFile.require(Self.configuration, of: path)
    return try FlatSettings(path: path(of: Self.configuration))
  }

  /// The environment of the run's last start.
  package func lastEnvironment() throws -> RunEnvironment? {
    guard exists(Self.environment) else { return nil }
    try OwnFile.require(Self.environment, of: path)
    return try TextFile.undecodedLines(of: path(of: Self.environment)).last { !$0.isEmpty }.map {
      try RunJSON.decoder.decode(RunEnvironment.self, from: $0)
    }
  }

  /// The samples in a file of predictions.
  ///
  /// - Parameter name: `lastPredictions`, `bestPredictions` or `testPredictions`.
  package func predictions(_ name: String) throws -> [ValidationOutputs.Sample]? {
    guard exists(name) else { return nil }
    try OwnFile.require(name, of: path)
    return try JSONLines.read(ValidationOutputs.Sample.self, from: path(of: name))
  }

  /// The content of a file; nil if there is none.
  private func content(of name: String) throws -> Data? {
    guard exists(name) else { return nil }
    try OwnFile.require(name, of: path)
    return try TextFile.bytes(of: path(of: name))
  }

  package func exists(_ name: String) -> Bool { access(path(of: name), F_OK) == 0 }
}
