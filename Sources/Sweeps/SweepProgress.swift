import Basics

/// Shows a sweep's progress: a progress line on a terminal, and a line for each trial that ends.
final class SweepProgress {
  private let plan: SweepPlan
  private let console: Console
  private let writer: ProgressWriter
  private var stretches = 0

  init(_ plan: SweepPlan, console: Console = .standardError) {
    self.plan = plan
    self.console = console
    writer = ProgressWriter(console: console)
  }

  func say(_ line: String) { console.writeLine(line) }

  func finish() { writer.finish() }

  func show(_ record: SweepRecord, _ state: SweepState) {
    guard let trial = record.trial else { return }
    switch record.event {
    case .reached:
      stretches += 1
      let value = record.objective.map { $0.decimals(4) } ?? "no number"
      let ending = record.isFinal == true ? "ended" : "paused"
      console.writeLine(
        "trial \(trial) \(ending) at step \(record.step ?? 0): \(plan.settings.objective.metric) \(value)")
    case .interrupted, .failed, .diverged:
      console.writeLine("trial \(trial) \(record.event.rawValue): \(record.problem ?? "")")
    case .opened, .created, .started, .retried: break
    }
    writer.update { elapsed in
      ProgressLine(
        label: "sweep", completed: stretches, total: max(stretches, plan.expectedStretches), elapsed: elapsed,
        unit: "stretches", detail: "\(state.count(.running)) running, \(state.trials.count) of \(plan.trials) trials")
    }
  }
}

extension SweepPlan {
  /// The expected number of stretches.
  var expectedStretches: Int {
    var (sum, going) = (0, trials)
    for _ in settings.halving.rungs {
      sum += going
      going /= settings.halving.factor
    }
    return sum
  }
}
