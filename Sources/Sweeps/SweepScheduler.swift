import Basics
import Foundation
import Runs
import Training

/// Runs the trials of a sweep in the available slots until all have ended.
///
/// Every event is in the journal before the scheduler acts on it, so the scheduler can be killed at any time: the next
/// one ends the processes that were left and continues those trials from their checkpoints.
package final class SweepScheduler {
  private struct Running {
    let trial: Int
    let rung: Int
    let process: any RunningTrial
  }

  private let folder: SweepFolder
  private let plan: SweepPlan
  private let launcher: any TrialLauncher
  private let progress: SweepProgress
  private let journal: SweepJournal
  private let lock: RunLock
  /// The number of signals so far, and the number before the sweep was started or resumed.
  private let signals: () -> Int
  private let signalsBefore: Int
  private var state: SweepState
  private var running: [Int: Running] = [:]
  /// Called with the number of each trial that has run to its end, after the journal says so.
  package var afterTrial: ((Int) throws -> Void)?

  /// How long trials may take to save after a request to stop.
  private static let stopPatience = Duration.seconds(120)

  /// Starts a new sweep in its folder.
  ///
  /// - Parameter signals: returns the number of requests to stop that this process has received.
  /// - Throws: `SweepError` if a program for the trials is missing, the folder already has a sweep, or another
  ///   scheduler is running there.
  package convenience init(
    beginning plan: SweepPlan, signals: @escaping () -> Int = { TerminationSignals.count }
  ) throws {
    // First of all, so that a request during the preparation of the folder counts.
    let signalsBefore = signals()
    try plan.launcher(workingFolder: FileManager.default.currentDirectoryPath).requirePrograms()
    let folder = SweepFolder(plan.settings.output)
    try folder.make()
    let lock = try folder.lock()
    guard !folder.holdsSweep else { throw SweepError.alreadyThere(path: folder.path) }
    try folder.write(plan)
    try self.init(folder, plan, lock, signals, signalsBefore)
  }

  /// Resumes the sweep in a folder.
  ///
  /// - Parameter signals: returns the number of requests to stop that this process has received.
  /// - Throws: `SweepError`; errors in its files.
  package convenience init(
    resuming path: String, signals: @escaping () -> Int = { TerminationSignals.count }
  ) throws {
    let signalsBefore = signals()
    let folder = SweepFolder(path)
    guard folder.holdsSweep else { throw SweepError.noSweep(path: path) }
    let lock = try folder.lock()
    try self.init(folder, try folder.plan(), lock, signals, signalsBefore)
    try recover()
  }

  private init(
    _ folder: SweepFolder, _ plan: SweepPlan, _ lock: RunLock, _ signals: @escaping () -> Int, _ signalsBefore: Int
  ) throws {
    self.folder = folder
    self.plan = plan
    self.lock = lock
    self.signals = signals
    self.signalsBefore = signalsBefore
    journal = try SweepJournal(appendingTo: folder.journal)
    state = try folder.state(plan)
    let workingFolder = state.workingFolder ?? FileManager.default.currentDirectoryPath
    let progress = SweepProgress(plan)
    self.progress = progress
    launcher = plan.launcher(workingFolder: workingFolder) { progress.say($0) }
    var record = SweepRecord(.opened)
    record.workingFolder = workingFolder
    try note(record)
  }

  /// Runs until every trial has ended or a request to stop arrives.
  ///
  /// - Throws: `SweepError.stopped`, `SweepError.trialsFailed`, `SweepError.noResult`; errors from writing its files.
  package func run() throws -> SweepSummary {
    do {
      while true {
        try reap()
        if isAskedToStop { try stop() }
        try fillSlots()
        if running.isEmpty { break }
        usleep(launcher.pause)
      }
    } catch {
      // Without a journal, the trials' results would be lost.
      if !launcher.trialsOutliveScheduler { endTrials() }
      throw error
    }
    progress.finish()
    let report = try writeReport(scheduler: nil)
    let failed = state.count(.failed)
    guard failed == 0 else { throw SweepError.trialsFailed(count: failed, path: folder.path) }
    guard report.best != nil else { throw SweepError.noResult(path: folder.path) }
    return report
  }

  private var isAskedToStop: Bool { signals() > signalsBefore }

  private var holder: String { "process \(getpid()) on \(ProcessInfo.processInfo.hostName)" }

  private func note(_ record: SweepRecord) throws {
    try journal.append(record)
    state.apply(record)
    try writeReport(scheduler: holder)
    progress.show(record, state)
  }

  @discardableResult
  private func writeReport(scheduler: String?) throws -> SweepSummary {
    let report = SweepSummary(plan, state, scheduler: scheduler)
    try AtomicFile.write(report.json() + "\n", to: folder.report)
    return report
  }

  // MARK: Starting

  private func fillSlots() throws {
    let name = launcher.newSubmission()
    var jobs: [TrialJob] = []
    for slot in 0..<launcher.slots where running[slot] == nil {
      guard let (trial, rung) = try next() else { break }
      let job = job(trial, rung: rung, slot: slot, submission: name.map { "\($0)_\(jobs.count)" })
      var record = SweepRecord(.started, trial: trial.number)
      record.rung = rung
      record.submission = job.submission
      try note(record)
      jobs.append(job)
    }
    guard !jobs.isEmpty else { return }
    for (job, process) in zip(jobs, try launcher.start(jobs)) {
      running[job.slot] = Running(trial: job.trial.number, rung: job.rung, process: process)
    }
  }

  /// The next trial: one that has begun, else the best of the highest rung, else a new one.
  private func next() throws -> (trial: SweepTrial, rung: Int)? {
    if let begun = state.trials.first(where: { $0.status == .interrupted || $0.status == .created }) {
      return (begun, begun.rung)
    }
    if let (trial, rung) = plan.promotion(in: state) { return (state.trials[trial], rung) }
    guard state.trials.count < plan.trials else { return nil }
    var record = SweepRecord(.created, trial: state.trials.count)
    record.parameters = plan.parameters(ofTrial: state.trials.count, given: state)
    try note(record)
    return state.trials.last.map { ($0, 0) }
  }

  private func job(_ trial: SweepTrial, rung: Int, slot: Int, submission: String?) -> TrialJob {
    let rungs = plan.settings.halving.rungs
    return TrialJob(
      trial: trial, rung: rung, pauseStep: rung + 1 < rungs.count ? rungs[rung] : 0, slot: slot, submission: submission)
  }

  // MARK: Ends

  private func reap() throws {
    for (slot, job) in running.sorted(by: { $0.key < $1.key }) where !job.process.isRunning {
      running[slot] = nil
      let record = outcome(of: job)
      try note(record)
      if record.event == .reached, record.isFinal == true { try afterTrial?(job.trial) }
    }
  }

  private func outcome(of job: Running) -> SweepRecord {
    switch job.process.end {
    case .exit(0): return reached(job)
    case .exit(ExitCode.failure.rawValue):
      return divergence(of: job).map { diverged(job, $0) } ?? ended(job, .failed, "exit code 1")
    // Errors in usage, data, files and settings, and failures of training, would repeat.
    case .exit(let code) where [64, 65, 74, 78].contains(code):
      return ended(job, .failed, "exit code \(code)")
    case .exit(let code): return interrupted(job, "exit code \(code)")
    case .signal(let signal): return interrupted(job, "killed by signal \(signal)")
    case .lost(let how): return interrupted(job, how)
    }
  }

  private func reached(_ job: Running) -> SweepRecord {
    let rungs = plan.settings.halving.rungs
    guard let results = try? TrialResults(folder.trial(job.trial)),
      let objective = results.objective(upTo: rungs[job.rung], plan.settings.objective)
    else { return ended(job, .failed, "its events hold no validation") }
    var record = SweepRecord(.reached, trial: job.trial)
    record.rung = job.rung
    record.step = objective.step
    record.objective = objective.value
    record.isFinal = results.endReason != .paused || job.rung + 1 == rungs.count
    return record
  }

  /// The failure that the run recorded if its numbers became non-finite; nil if it failed for another reason.
  private func divergence(of job: Running) -> RunStatus.Failure? {
    let status = try? RunFolder(folder.trial(job.trial)).status()
    return status?.state == .diverged ? status?.failure : nil
  }

  /// Settings that make numbers overflow count as a result: the worst one.
  private func diverged(_ job: Running, _ failure: RunStatus.Failure) -> SweepRecord {
    var record = SweepRecord(.diverged, trial: job.trial)
    record.rung = job.rung
    record.problem = "\(failure.place): \(failure.problem)"
    record.step = (try? TrialResults(folder.trial(job.trial)))?.lastStep
    return record
  }

  private func interrupted(_ job: Running, _ how: String) -> SweepRecord {
    var record = ended(job, .interrupted, how)
    record.step = (try? TrialResults(folder.trial(job.trial)))?.savedStep
    var trial = state.trials[job.trial]
    trial.apply(record)
    let retries = plan.settings.resources.retries
    guard !isAskedToStop, trial.interruptions > retries else { return record }
    return ended(job, .failed, "\(how), \(retries + 1) times in a row")
  }

  private func ended(_ job: Running, _ event: SweepRecord.Event, _ how: String) -> SweepRecord {
    var record = SweepRecord(event, trial: job.trial)
    record.rung = job.rung
    record.problem = TrialProcess.lastError(in: folder.trial(job.trial)).map { "\(how): \($0)" } ?? how
    return record
  }

  // MARK: Stopping and resuming

  /// Lets the running trials save and end, and then ends the scheduler.
  private func stop() throws {
    progress.say("stopping: \(running.count) trials save where they stand")
    let begin = ContinuousClock.now
    for job in running.values { job.process.withdraw() }
    while !running.isEmpty, ContinuousClock.now - begin < Self.stopPatience {
      // A trial that is just starting may remove a request that came too early.
      for job in running.values {
        try AtomicFile.write("", to: "\(folder.trial(job.trial))/\(StopRequest.fileName)")
      }
      usleep(200_000)
      try reap()
    }
    endTrials()
    progress.finish()
    try writeReport(scheduler: nil)
    throw SweepError.stopped(path: folder.path)
  }

  private func endTrials() {
    for job in running.values { job.process.kill(atOnce: false) }
    for _ in 0..<100 where running.values.contains(where: { $0.process.isRunning }) { usleep(100_000) }
    for job in running.values where job.process.isRunning { job.process.kill(atOnce: true) }
  }

  /// Takes over or ends the processes of an earlier scheduler, and marks trials to be repeated.
  private func recover() throws {
    for trial in state.trials {
      if let process = try launcher.takeUp(trial) {
        running[running.count] = Running(trial: trial.number, rung: trial.rung, process: process)
        continue
      }
      switch trial.status {
      case .running:
        var record = SweepRecord(.interrupted, trial: trial.number)
        record.problem = "its scheduler was killed"
        try note(record)
        try note(SweepRecord(.retried, trial: trial.number))
      case .failed: try note(SweepRecord(.retried, trial: trial.number))
      default: break
      }
    }
  }
}
