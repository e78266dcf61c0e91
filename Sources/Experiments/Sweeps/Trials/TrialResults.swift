import Basics
import Foundation

/// What a trial's events say about its validations.
struct TrialResults {
  private struct Line: Decodable {
    let event: String
    let step: Int?
    let loss: Double?
    let scores: [String: Double]?
    let reason: String?
  }

  /// The value of each validation; of one that was repeated, the last.
  private(set) var values: [Int: Double] = [:]
  /// The step of the newest checkpoint; 0 for none.
  private(set) var savedStep = 0
  /// The last `finished` event's reason.
  private(set) var endReason: String?

  /// - Parameter metric: `loss`, or a score's name.
  /// - Throws: `FileFailure` when there are no events.
  init(_ folder: String, metric: String) throws {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    for bytes in try TextFile.undecodedLines(of: "\(folder)/events.jsonl") {
      // A killed run can leave half a line.
      guard let line = try? decoder.decode(Line.self, from: bytes) else { continue }
      switch line.event {
      case "started": endReason = nil
      case "validation":
        if let step = line.step { values[step] = metric == "loss" ? line.loss : line.scores?[metric] }
      case "checkpoint": savedStep = max(savedStep, line.step ?? 0)
      case "finished": endReason = line.reason
      default: break
      }
    }
  }

  /// The objective from the validations up to a step, and the last validation's step; nil without any.
  func objective(upTo limit: Int, _ settings: ObjectiveSettings) -> (step: Int, value: Double?)? {
    let steps = values.keys.filter { limit == 0 || $0 <= limit }.sorted()
    guard let last = steps.last else { return nil }
    if settings.take == .last { return (last, values[last].flatMap { $0.isFinite ? $0 : nil }) }
    let finite = steps.compactMap { values[$0] }.filter(\.isFinite)
    return (last, settings.minimizes ? finite.min() : finite.max())
  }
}
