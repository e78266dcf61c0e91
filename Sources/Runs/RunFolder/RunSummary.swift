import Basics
import Collectives
import Foundation
import Training

/// Gathers from a run's events what its summary says.
final class RunRecorder: EventSink {
  private var started: TrainingEvent.Started?
  private var finished: TrainingEvent.Finished?
  private var validations: [TrainingEvent.Validation] = []
  private var lastLoss: Double?
  private var firstLoss: Double?
  private var tokens = 0
  private var stepSeconds = 0.0
  private var exposedSeconds = 0.0
  private var gazeSteps = 0
  private var gazeSeconds = 0.0
  private var lastTerms: [String: Double] = [:]

  func receive(_ event: TrainingEvent) {
    switch event {
    case .started(let payload): started = payload
    case .step(let payload):
      firstLoss = firstLoss ?? payload.loss
      lastLoss = payload.loss
      tokens += payload.tokens
      stepSeconds += payload.seconds
      exposedSeconds += payload.exposedCommunicationSeconds
      if !payload.terms.isEmpty { lastTerms = payload.terms }
    case .validation(let payload): validations.append(payload)
    case .finished(let payload): finished = payload
    case .gazeStep(let payload):
      gazeSteps += 1
      gazeSeconds += payload.seconds
      lastTerms = payload.terms
    case .checkpoint, .warning: break
    }
  }

  /// Whether the run began earlier, so that this start saw but a part of it.
  var isContinuation: Bool { (started?.firstStep ?? 0) > 0 }

  /// Why the run ended; nil before it has.
  var endReason: TrainingEvent.Finished.Reason? { finished?.reason }

  func summary(
    _ configuration: TrainingConfiguration, communicator: any Communicator, threads: Int
  ) -> RunSummary {
    RunSummary(
      name: configuration.name, output: configuration.output, ranks: communicator.size, threadsPerRank: threads,
      processor: RunSummary.processor, parameters: started?.parameters ?? 0, steps: finished?.step ?? 0,
      endedBecause: finished?.reason.rawValue ?? "", seconds: finished?.seconds ?? 0,
      tokensPerSecond: Double(tokens) / max(stepSeconds, 1e-9),
      exposedCommunicationShare: exposedSeconds / max(stepSeconds, 1e-9), firstLoss: firstLoss, lastLoss: lastLoss,
      bestStep: finished?.bestStep ?? 0, gazeSteps: gazeSteps, gazeSecondsShare: gazeSeconds / max(stepSeconds, 1e-9),
      lastTerms: lastTerms, validations: validations)
  }
}

/// The outcome of a run, as `summary.json` states it.
package struct RunSummary: Codable, Sendable, Equatable {
  package var name: String
  package var output: String
  package var ranks: Int
  package var threadsPerRank: Int
  package var processor: String
  package var parameters: Int
  package var steps: Int
  package var endedBecause: String
  package var seconds: Double
  /// Source plus target tokens of all ranks per second of training, validation left out.
  package var tokensPerSecond: Double
  package var exposedCommunicationShare: Double
  package var firstLoss: Double?
  package var lastLoss: Double?
  package var bestStep: Int
  /// Steps on gaze-annotated batches, and their time as a share of that of the ordinary steps.
  package var gazeSteps: Int
  package var gazeSecondsShare: Double
  /// The objective's own figures in the last step that had some.
  package var lastTerms: [String: Double]
  package var validations: [TrainingEvent.Validation]

  /// Takes in what earlier starts of the run did, as its events tell; those of this start are among them.
  mutating func includeEarlierStarts(_ history: EventHistory) {
    validations = history.validations.map { event in
      TrainingEvent.Validation(
        step: event.step ?? 0, epoch: event.epoch ?? 0, loss: event.loss ?? .nan, scores: event.scores ?? [:],
        isBest: event.isBest ?? false, seconds: event.seconds ?? 0)
    }
    let seconds = history.steps.reduce(0) { $0 + ($1.seconds ?? 0) }
    firstLoss = history.steps.first?.loss
    lastLoss = history.steps.last?.loss
    tokensPerSecond = history.tokensPerSecond ?? 0
    exposedCommunicationShare = history.exposedCommunicationShare ?? 0
    gazeSteps = history.gazeSteps.count
    gazeSecondsShare = history.gazeSteps.reduce(0) { $0 + ($1.seconds ?? 0) } / max(seconds, 1e-9)
    lastTerms = history.termSteps.last?.terms ?? lastTerms
  }

  /// The JSON text, keys in snake case.
  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  func write(to path: String) throws {
    try AtomicFile.write(json() + "\n", to: path)
  }

  /// The processor's name as the system states it.
  static var processor: String {
    let lines = (try? TextFile.lines(of: "/proc/cpuinfo")) ?? []
    let line = lines.first { $0.hasPrefix("model name") } ?? ""
    return line.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
  }
}
