import Foundation
import Pages

/// How far a run in progress is, as the live view shows it.
struct LiveProgress {
  let step: Int
  let total: Int
  /// Samples of the steps so far, counted as often as they were seen; nil if an older version wrote the run.
  let samples: Int?
  let tokens: Double
  /// The seconds that the rest would take at the mean pace so far, with validations; nil if that is unknown.
  let secondsLeft: Double?
  private let run: RunDetails

  init(_ run: RunDetails) {
    self.run = run
    let history = run.history
    let (step, total) = (history.steps.last?.step ?? 0, max(0, history.started?.totalSteps ?? 0))
    (self.step, self.total) = (step, total)
    // As floating-point numbers: a damaged file may have values that overflow integers.
    let seen = history.steps.reduce(0.0) { $0 + Double($1.samples) }
    samples = !history.steps.isEmpty && history.steps.allSatisfy { $0.samples > 0 } ? Int(exactly: seen) : nil
    tokens = history.steps.reduce(0) { $0 + Double($1.tokens) }
    let spent = RunClock(history).seconds(at: Double(step))
    secondsLeft = spent.flatMap { step > 0 && total > step ? $0 / Double(step) * Double(total - step) : nil }
  }

  var html: String {
    var words = ["step \(step) of \(total)"]
    if let secondsLeft { words.append("about \(ReportContent.duration(secondsLeft)) left") }
    if let samples { words.append("\(PlotNumber.short(Double(samples))) samples seen") }
    if tokens > 0 { words.append("\(PlotNumber.short(tokens)) tokens") }
    if let speed = run.history.tokensPerSecond { words.append("\(PlotNumber.short(speed)) tokens/s") }
    let label = run.record.label.markupEscaped
    let bar =
      "<progress max=\"\(max(total, 1))\" value=\"\(min(step, max(total, 1)))\" aria-label=\"\(label)\"></progress>"
    return HTML.element(
      "p", "\(ReportContent.badge(.running)) \(label): \(bar) \(words.joined(separator: ", ").markupEscaped)")
  }
}
