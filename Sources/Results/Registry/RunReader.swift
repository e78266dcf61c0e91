import Basics
import Foundation
import Runs

/// Makes a run's record of the files in its folder, of whatever is there of them and can be read.
struct RunReader {
  private let folder: String
  private var record: RunRecord

  /// The record of the run in `root/path`.
  static func record(root: String, path: String) -> RunRecord {
    var reader = RunReader(folder: RunDiscovery.join(root, path), record: RunRecord(path: path))
    reader.readStatus()
    reader.readSummary()
    return reader.record
  }

  private mutating func readStatus() {
    guard let status = read(RunFiles.status, { try RunStatus(json: $0) }) else { return }
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

  /// The summary of a run that has ended; of any other its events.
  private mutating func readSummary() {
    let mayHaveSummary = [.completed, .earlyStopping, .unknown].contains(record.state)
    if mayHaveSummary, let summary = read(RunFiles.summary, { try RecordedSummary(json: $0) }) {
      record.take(summary)
    } else if let history = read(RunFiles.events, { EventHistory(content: $0) }) {
      record.problems += history.problems
      record.take(history)
    } else if record.state == .unknown, record.problems.isEmpty {
      record.problems.append("there is neither \(RunFiles.summary) nor \(RunFiles.events)")
    }
  }

  /// A file's content; nil where there is no such file, and where it cannot be used, which becomes a problem.
  private mutating func read<Content>(_ name: String, _ decode: (Data) throws -> Content) -> Content? {
    let path = "\(folder)/\(name)"
    guard access(path, F_OK) == 0 else { return nil }
    do {
      try OwnFile.require(name, of: folder)
      return try decode(TextFile.bytes(of: path))
    } catch let error as DecodingError {
      record.problems.append("\(name): \(error.briefly)")
    } catch let failure as any DiagnosableError {
      record.problems.append("\(name): \(failure.diagnosis.problem)")
    } catch {
      record.problems.append("\(name): \(error)")
    }
    return nil
  }
}

extension RunRecord {
  fileprivate mutating func take(_ summary: RecordedSummary) {
    if state == .unknown, let reason = summary.endedBecause {
      state = State(endReason: reason)
    }
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
    take(best: (summary.validations ?? []).last { $0.isBest == true } ?? summary.validations?.last)
  }

  fileprivate mutating func take(_ history: EventHistory) {
    if state == .unknown {
      state = history.finishReason.map(State.init(endReason:)) ?? .unknown
    }
    if let given = history.name, !given.isEmpty { name = given }
    ranks = history.ranks ?? ranks
    threadsPerRank = history.threadsPerRank
    parameters = history.parameters
    steps = history.steps.last?.step
    totalSteps = history.totalSteps
    tokensPerSecond = history.tokensPerSecond
    exposedCommunicationShare = history.exposedCommunicationShare
    trainingLoss = history.steps.last?.loss
    take(best: history.bestValidation)
  }

  private mutating func take(best validation: RecordedEvent?) {
    bestStep = validation?.step
    validationLoss = validation?.loss
    scores = (validation?.scores ?? [:]).filter { $0.value.isFinite }
    // SQLite has no number for "not a number" and would keep a null.
    if let loss = validationLoss, !loss.isFinite { validationLoss = nil }
    if let loss = trainingLoss, !loss.isFinite { trainingLoss = nil }
  }
}

extension RunRecord.State {
  /// What a finished run's own reason amounts to; runs of older versions have nothing else.
  fileprivate init(endReason: String) {
    switch endReason {
    case "completed": self = .completed
    case "early_stopping": self = .earlyStopping
    case "stopped", "signal", "stop_file", "paused": self = .stopped
    default: self = .unknown
    }
  }
}
