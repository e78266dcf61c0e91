import Basics
import Foundation
import Runs
import Training

/// Reads a run's record from the files in its folder that exist and are readable.
struct RunReader {
  private let folder: RunFolder
  private var record: RunRecord

  /// The record of the run in `root/path`.
  static func record(root: String, path: String) -> RunRecord {
    var reader = RunReader(folder: RunFolder(RunDiscovery.join(root, path)), record: RunRecord(path: path))
    reader.readStatus()
    reader.readSummary()
    return reader.record
  }

  private mutating func readStatus() {
    guard let status = read(RunFolder.status, folder.status) else { return }
    if status.formatVersion > RunStatus.currentFormat {
      record.problems.append(
        "\(RunFolder.status): format \(status.formatVersion) of a newer version of Fovea; this one knows up to format "
          + "\(RunStatus.currentFormat), so what it shows may be incomplete")
    }
    record.state = RunRecord.State(rawValue: status.state.rawValue) ?? .unknown
    record.exitCode = status.exitCode
    record.failure = status.failure.map { $0.place.isEmpty ? $0.problem : "\($0.place): \($0.problem)" }
    if !status.name.isEmpty { record.name = status.name }
    record.seed = Int64(exactly: status.seed)
    record.ranks = status.ranks
    record.started = status.started.timeIntervalSince1970
    record.seconds = status.ended.map { $0.timeIntervalSince(status.started) }
    record.host = status.host
    record.process = status.process
  }

  /// Reads the summary of a run that has ended; for other runs, the events.
  private mutating func readSummary() {
    let mayHaveSummary = [.completed, .earlyStopping, .unknown].contains(record.state)
    if mayHaveSummary, let summary = read(RunFolder.summary, folder.summary) {
      record.take(summary)
    } else if let history = read(RunFolder.events, folder.history) {
      record.problems += history.problems
      record.take(history)
    } else if record.state == .unknown, record.problems.isEmpty {
      record.problems.append("there is neither \(RunFolder.summary) nor \(RunFolder.events)")
    }
  }

  /// A file's content; nil if the file is missing or cannot be used, which is recorded as a problem.
  private mutating func read<Content>(_ name: String, _ read: () throws -> Content?) -> Content? {
    do {
      return try read()
    } catch {
      record.problems.append(Self.problem(error, with: name))
      return nil
    }
  }

  /// Describes why a file of the folder cannot be used, starting with its name and, if known, the line.
  static func problem(_ error: any Error, with name: String) -> String {
    "\(name): \((error as? DecodingError)?.briefly ?? Diagnosis(of: error).problem)"
  }
}

extension RunRecord {
  fileprivate mutating func take(_ summary: RunSummary) {
    if state == .unknown, let reason = summary.endedBecause { state = State(reason) }
    if let given = summary.name, !given.isEmpty { name = given }
    ranks = summary.ranks ?? ranks
    threadsPerRank = summary.threadsPerRank
    parameters = summary.parameters
    steps = summary.steps
    totalSteps = summary.steps
    seconds = summary.seconds ?? seconds
    tokensPerSecond = summary.tokensPerSecond
    exposedCommunicationShare = summary.exposedCommunicationShare
    trainingLoss = summary.lastLoss
    take(best: summary.validations.last { $0.isBest } ?? summary.validations.last)
  }

  fileprivate mutating func take(_ history: EventHistory) {
    if state == .unknown {
      state = history.finished.map { State($0.reason) } ?? .unknown
    }
    if let started = history.started {
      if !started.name.isEmpty { name = started.name }
      if started.ranks > 0 { ranks = started.ranks }
      threadsPerRank = started.threadsPerRank
      parameters = started.parameters
      totalSteps = started.totalSteps
    }
    steps = history.steps.last?.step
    tokensPerSecond = history.tokensPerSecond
    exposedCommunicationShare = history.exposedCommunicationShare
    trainingLoss = history.steps.last?.loss
    take(best: history.bestValidation)
  }

  private mutating func take(best validation: TrainingEvent.Validation?) {
    bestStep = validation?.step
    validationLoss = validation?.loss
    scores = (validation?.scores ?? [:]).filter { $0.value.isFinite }
    if let loss = validationLoss, !loss.isFinite { validationLoss = nil }
    if let loss = trainingLoss, !loss.isFinite { trainingLoss = nil }
  }
}

extension RunRecord.State {
  /// The state that corresponds to a finished run's own reason; runs of older versions record nothing else.
  fileprivate init(_ reason: TrainingEvent.Finished.Reason) {
    switch reason {
    case .completed: self = .completed
    case .earlyStopping: self = .earlyStopping
    case .signal, .stopFile, .folderMoved, .paused: self = .stopped
    case .unknown: self = .unknown
    }
  }
}
