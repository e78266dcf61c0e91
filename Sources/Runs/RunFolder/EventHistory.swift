import Basics
import Foundation

/// What happened in a run, from its `events.jsonl`: complete, under way, or damaged.
///
/// A last line without its end is one that is being written, and is left for the next reading. Lines that cannot be used are
/// counted and passed over. Where a resumed run came to steps for a second time, the later ones count.
package struct EventHistory: Sendable {
  package private(set) var steps: [RecordedEvent] = []
  /// Steps on gaze-annotated batches between the ordinary ones.
  package private(set) var gazeSteps: [RecordedEvent] = []
  package private(set) var validations: [RecordedEvent] = []
  package private(set) var warnings: [String] = []
  /// What is wrong with the file.
  package private(set) var problems: [String] = []
  package private(set) var name: String?
  package private(set) var parameters: Int?
  package private(set) var ranks: Int?
  package private(set) var threadsPerRank: Int?
  package private(set) var totalSteps: Int?
  /// The step of the newest checkpoint.
  package private(set) var savedStep: Int?
  /// Nil unless the last start of the run came to its end.
  package private(set) var finishReason: String?

  /// Lines that are decoded at once, which saves most of the time that decoding them one by one takes.
  private static let linesAtOnce = 256

  /// - Parameter folder: the run's.
  /// - Throws: `FileFailure` when the file cannot be read.
  package init(of folder: String) throws {
    self.init(content: try TextFile.bytes(of: "\(folder)/\(RunFiles.events)"))
  }

  package init(content: Data) {
    var lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    // What follows the last line end is a line that is not whole yet.
    lines.removeLast()
    var bad: [Int] = []
    let decoder = RecordedJSON.decoder
    for start in stride(from: 0, to: lines.count, by: Self.linesAtOnce) {
      let chunk = lines[start..<min(start + Self.linesAtOnce, lines.count)]
      var array = Data("[".utf8)
      for (number, line) in chunk.enumerated() {
        if number > 0 { array.append(UInt8(ascii: ",")) }
        array.append(line)
      }
      array.append(UInt8(ascii: "]"))
      if let events = try? decoder.decode([RecordedEvent].self, from: array), events.count == chunk.count {
        for event in events { take(event) }
        continue
      }
      for (number, line) in zip(chunk.indices, chunk) where !line.isEmpty {
        if let event = try? decoder.decode(RecordedEvent.self, from: line) {
          take(event)
        } else {
          bad.append(number + 1)
        }
      }
    }
    if let first = bad.first {
      let more = bad.count > 1 ? " and \(bad.count - 1) more lines" : ""
      problems.append("\(RunFiles.events):\(first)\(more) cannot be read and \(bad.count > 1 ? "are" : "is") left out")
    }
  }

  /// The validations alone.
  package init(summary: RecordedSummary) {
    validations = (summary.validations ?? []).filter(\.hasPlace)
    finishReason = summary.endedBecause
    totalSteps = summary.steps
  }

  private mutating func take(_ event: RecordedEvent) {
    switch event.event {
    case "started":
      name = event.name ?? name
      parameters = event.parameters ?? parameters
      ranks = event.ranks ?? ranks
      threadsPerRank = event.threadsPerRank ?? threadsPerRank
      totalSteps = event.totalSteps ?? totalSteps
      finishReason = nil
      let first = event.firstStep ?? 0
      steps.removeAll { ($0.step ?? 0) > first }
      gazeSteps.removeAll { ($0.step ?? 0) > first }
      validations.removeAll { ($0.step ?? 0) > first }
    case "step": if event.hasPlace { steps.append(event) }
    case "gaze_step": if event.hasPlace { gazeSteps.append(event) }
    case "validation": if event.hasPlace { validations.append(event) }
    case "checkpoint": savedStep = event.step ?? savedStep
    case "warning": if let message = event.message { warnings.append(message) }
    case "finished": finishReason = event.reason
    default: break
    }
  }

  /// The steps that tell the objective's own figures.
  package var termSteps: [RecordedEvent] { gazeSteps.isEmpty ? steps : gazeSteps }

  package var bestValidation: RecordedEvent? { validations.last { $0.isBest == true } ?? validations.last }

  /// Source plus target tokens a second of training, validation left out.
  package var tokensPerSecond: Double? {
    let seconds = steps.reduce(0) { $0 + ($1.seconds ?? 0) }
    return seconds > 0 ? steps.reduce(0) { $0 + Double($1.tokens ?? 0) } / seconds : nil
  }

  package var exposedCommunicationShare: Double? {
    let seconds = steps.reduce(0) { $0 + ($1.seconds ?? 0) }
    return seconds > 0 ? steps.reduce(0) { $0 + ($1.exposedCommunicationSeconds ?? 0) } / seconds : nil
  }
}

extension RecordedEvent {
  /// Whether it tells a loss and when; a damaged file may name steps that no run takes.
  fileprivate var hasPlace: Bool { loss != nil && step.map { (0...Self.mostSteps).contains($0) } ?? false }

  private static let mostSteps = 1 << 48
}
