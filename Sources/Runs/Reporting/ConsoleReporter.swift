import Basics
import CodeMetrics
import Foundation
import Training

/// Shows a run's progress: a progress line on a terminal, occasional lines elsewhere.
package final class ConsoleReporter: EventSink {
  private let console: Console
  private let progress: ProgressWriter
  private let now: @Sendable () -> ContinuousClock.Instant
  private var totalSteps = 0
  private var firstStep = 0
  private var smoothedLoss: Double?
  private var tokens = 0
  private var trainingSeconds = 0.0
  private var exposedSeconds = 0.0
  private var lastLine: ContinuousClock.Instant
  private var linesWritten = 0
  private var gazeDetail = ""

  /// Time between two lines about steps if there is no progress line.
  private static let pause = Duration.seconds(10)

  /// - Parameter now: a monotonic clock, which decides when a line is due.
  package init(
    console: Console = .standardError,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock().now }
  ) {
    self.console = console
    self.now = now
    progress = ProgressWriter(console: console, now: now)
    lastLine = now()
  }

  package func receive(_ event: TrainingEvent) {
    switch event {
    case .started(let start): begin(start)
    case .step(let step): report(step)
    case .gazeStep(let step): note(step)
    case .validation(let validation): report(validation)
    case .checkpoint(let checkpoint):
      console.writeLine(
        "step \(checkpoint.step): saved \(checkpoint.path) in \(seconds(checkpoint.seconds)), of which training waited "
          + String(format: "%.2f s", checkpoint.blockingSeconds))
    case .warning(let warning): console.warn(warning.message)
    case .finished(let finish): report(finish)
    }
  }

  private func begin(_ start: TrainingEvent.Started) {
    totalSteps = start.totalSteps
    firstStep = start.firstStep
    let size = String(format: "%.2f million", Double(start.parameters) / 1e6)
    console.writeLine(
      "\(start.name): \(size) parameters, \(start.ranks) rank\(start.ranks == 1 ? "" : "s") × "
        + "\(start.threadsPerRank) thread\(start.threadsPerRank == 1 ? "" : "s"), \(start.trainSamples) samples to train "
        + "on, \(start.validationSamples) to validate, \(start.totalSteps) steps"
        + (firstStep > 0 ? ", resumed after step \(firstStep)" : ""))
  }

  private func report(_ step: TrainingEvent.Step) {
    smoothedLoss = smoothedLoss.map { 0.95 * $0 + 0.05 * step.loss } ?? step.loss
    tokens += step.tokens
    trainingSeconds += step.seconds
    exposedSeconds += step.exposedCommunicationSeconds
    progress.update { elapsed in
      ProgressLine(
        label: "epoch \(step.epoch + 1)", completed: step.step - firstStep, total: totalSteps - firstStep,
        elapsed: elapsed, detail: shortDetail(step))
    }
    let now = now()
    if !console.isTerminal && (linesWritten == 0 || now - lastLine > Self.pause || step.step == totalSteps) {
      console.writeLine("step \(step.step)/\(totalSteps), epoch \(step.epoch + 1): \(detail(step))")
      lastLine = now
      linesWritten += 1
    }
  }

  private var rate: Double { Double(tokens) / max(trainingSeconds, 1e-9) }
  /// The share of time that this rank waited for others, in percent.
  private var waiting: Double { 100 * exposedSeconds / max(trainingSeconds, 1e-9) }

  /// Short enough for a terminal of 120 columns with a progress bar.
  private func shortDetail(_ step: TrainingEvent.Step) -> String {
    String(
      format: "loss %.4f, %@ tokens/s, waiting %.1f %%", smoothedLoss ?? step.loss, ProgressLine.shortNumber(rate),
      waiting) + gazeDetail
  }

  private func detail(_ step: TrainingEvent.Step) -> String {
    String(
      format: "loss %.4f, %.0f tokens/s, waiting for others %.1f %%, learning rate %.2e", smoothedLoss ?? step.loss,
      rate, waiting, step.learningRate) + gazeDetail
  }

  /// Keeps the metrics of a gaze-annotated step for the line of the next ordinary one.
  private func note(_ step: TrainingEvent.Step) {
    guard let reward = step.terms["reward"] else { return }
    gazeDetail = String(format: ", reward %.4f", reward)
    if let mass = step.terms["attention_mass"] {
      gazeDetail += String(format: ", %.1f %% of attention on F★", 100 * mass)
    }
  }

  private func report(_ validation: TrainingEvent.Validation) {
    let scores = ScoreOrder.sorted(validation.scores.keys)
      .map { name in
        String(format: ", %@ %.2f", name.replacingOccurrences(of: "_", with: " "), validation.scores[name] ?? .nan)
      }.joined()
    console.writeLine(
      String(format: "step %d: validation loss %.4f", validation.step, validation.loss) + scores
        + (validation.isBest ? ", best so far" : "") + " (\(seconds(validation.seconds)))")
  }

  private func report(_ finish: TrainingEvent.Finished) {
    progress.finish()
    let why =
      switch finish.reason {
      case .completed: "finished"
      case .paused: "paused"
      case .folderMoved: "stopped because the run's folder was moved"
      case .earlyStopping: "stopped early"
      case .signal, .stopFile: "stopped on request"
      case .unknown: "ended"
      }
    let best =
      finish.bestStep > 0 ? String(format: "; best was step %d with %.4f", finish.bestStep, finish.bestValue) : ""
    console.writeLine("\(why) after \(finish.step) steps in \(seconds(finish.seconds))\(best)")
  }

  private func seconds(_ value: Double) -> String {
    value < 120 ? String(format: "%.1f s", value) : String(format: "%.1f min", value / 60)
  }
}
