import Basics
import Foundation
import Training

/// The events of a run from its `events.jsonl`, which may be complete, in progress, or damaged.
///
/// A last line without a line end is still being written and is ignored. Unreadable lines are counted and skipped. If a
/// resumed run repeated steps, the later ones count.
package struct EventHistory: Sendable {
  package private(set) var steps: [TrainingEvent.Step] = []
  /// Steps on gaze-annotated batches between the ordinary ones.
  package private(set) var gazeSteps: [TrainingEvent.Step] = []
  package private(set) var validations: [TrainingEvent.Validation] = []
  package private(set) var warnings: [String] = []
  /// What is wrong with the file.
  package private(set) var problems: [String] = []
  /// From the run's last start.
  package private(set) var started: TrainingEvent.Started?
  /// The step of the newest checkpoint.
  package private(set) var savedStep: Int?
  /// Nil unless the last start of the run finished.
  package private(set) var finished: TrainingEvent.Finished?

  /// Decoding many lines at once is several times faster than decoding each alone.
  private static let linesAtOnce = 256
  /// No run takes more steps, but a damaged file may claim so.
  private static let mostSteps = 1 << 48

  package init() {}

  package init(content: Data) {
    var lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    // The text after the last line end is an incomplete line.
    lines.removeLast()
    var bad: [Int] = []
    let decoder = RunJSON.decoder
    for start in stride(from: 0, to: lines.count, by: Self.linesAtOnce) {
      let chunk = lines[start..<min(start + Self.linesAtOnce, lines.count)]
      var array = Data("[".utf8)
      for (number, line) in chunk.enumerated() {
        if number > 0 { array.append(UInt8(ascii: ",")) }
        array.append(line)
      }
      array.append(UInt8(ascii: "]"))
      if let found = try? decoder.decode([LoggedEvent].self, from: array), found.count == chunk.count {
        for logged in found { take(logged) }
        continue
      }
      for (number, line) in zip(chunk.indices, chunk) where !line.isEmpty {
        if let logged = try? decoder.decode(LoggedEvent.self, from: line) {
          take(logged)
        } else {
          bad.append(number + 1)
        }
      }
    }
    if let first = bad.first {
      let more = bad.count > 1 ? " and \(bad.count - 1) more lines" : ""
      problems.append("\(RunFolder.events):\(first)\(more) cannot be read and \(bad.count > 1 ? "are" : "is") left out")
    }
  }

  /// Only the validations, for a run that was archived without its events.
  package init(summary: RunSummary) {
    validations = summary.validations
    if let reason = summary.endedBecause {
      finished = TrainingEvent.Finished(
        step: summary.steps ?? 0, reason: reason, bestStep: summary.bestStep ?? 0, bestValue: 0,
        seconds: summary.seconds ?? 0)
    }
  }

  /// A line of the file. A line of an unknown kind, or without its step or loss, is ignored but does not count as
  /// damage.
  private struct LoggedEvent: Decodable {
    let event: TrainingEvent?

    init(from decoder: any Decoder) throws {
      do {
        event = try TrainingEvent(from: decoder)
      } catch is UnknownEvent {
        event = nil
      } catch DecodingError.keyNotFound, DecodingError.valueNotFound {
        event = nil
      }
    }
  }

  private mutating func take(_ logged: LoggedEvent) {
    if let event = logged.event { take(event) }
  }

  /// Adds the next event.
  package mutating func take(_ event: TrainingEvent) {
    func isPossible(_ step: Int) -> Bool { (0...Self.mostSteps).contains(step) }
    switch event {
    case .started(let payload):
      started = payload
      finished = nil
      steps.removeAll { $0.step > payload.firstStep }
      gazeSteps.removeAll { $0.step > payload.firstStep }
      validations.removeAll { $0.step > payload.firstStep }
    case .step(let payload): if isPossible(payload.step) { steps.append(payload) }
    case .gazeStep(let payload): if isPossible(payload.step) { gazeSteps.append(payload) }
    case .validation(let payload): if isPossible(payload.step) { validations.append(payload) }
    case .checkpoint(let payload): savedStep = payload.step
    case .warning(let payload): warnings.append(payload.message)
    case .finished(let payload): finished = payload
    }
  }

  /// The steps that have the objective's additional metrics.
  package var termSteps: [TrainingEvent.Step] { gazeSteps.isEmpty ? steps : gazeSteps }

  package var bestValidation: TrainingEvent.Validation? { validations.last { $0.isBest } ?? validations.last }

  /// Source plus target tokens per second of training, excluding validation.
  package var tokensPerSecond: Double? {
    let seconds = seconds
    return seconds > 0 ? steps.reduce(0) { $0 + Double($1.tokens) } / seconds : nil
  }

  /// The share of the steps' time that rank 0 waited for the gradients of others.
  package var exposedCommunicationShare: Double? {
    let seconds = seconds
    return seconds > 0 ? steps.reduce(0) { $0 + $1.exposedCommunicationSeconds } / seconds : nil
  }

  /// The duration of gaze-annotated steps relative to that of the ordinary ones.
  package var gazeSecondsShare: Double { gazeSteps.reduce(0) { $0 + $1.seconds } / max(seconds, 1e-9) }

  /// The seconds of all ordinary steps.
  private var seconds: Double { steps.reduce(0) { $0 + $1.seconds } }
}
