import Basics
import Foundation
import TestSupport
import Testing

@testable import Launching
@testable import Sweeps

struct SweepJournalTests {
  private func withJournal(_ body: (String) throws -> Void) throws {
    let folder = try TemporaryFolder()
    try body(folder.path("journal.jsonl"))
  }

  private func records() -> [SweepRecord] {
    var created = SweepRecord(.created, trial: 0)
    created.parameters = ["optimizer.learning_rate": "0.001", "seed": "3"]
    var started = SweepRecord(.started, trial: 0)
    started.rung = 0
    var reached = SweepRecord(.reached, trial: 0)
    (reached.rung, reached.step, reached.objective, reached.isFinal) = (0, 10, 2.5, false)
    return [SweepRecord(.opened), created, started, reached]
  }

  @Test func whatIsWrittenIsReadAndTheStateFollows() throws {
    try withJournal { path in
      let journal = try SweepJournal(appendingTo: path)
      for record in records() { try journal.append(record) }
      #expect(
        try SweepJournal.read(path)
          == records().enumerated().map { index, record in
            var record = record
            record.time = try SweepJournal.read(path)[index].time
            return record
          })
      let state = SweepState(try SweepJournal.read(path))
      let trial = try #require(state.trials.first)
      #expect(trial.status == .paused && trial.starts == 1 && trial.objective == 2.5)
      #expect(trial.results == [.init(rung: 0, step: 10, objective: 2.5)])
      #expect(state.best(minimizing: true)?.number == 0)
    }
  }

  @Test(arguments: 0..<40) func aJournalThatWasCutOffAnywhereIsReadUpToItsLastWholeLine(_ cut: Int) throws {
    try withJournal { path in
      var text = ""
      for record in records() { text += try JSONLines.line(record) + "\n" }
      let kept = text.utf8.count * cut / 40
      try Data(text.utf8.prefix(kept)).write(to: URL(fileURLWithPath: path))
      let whole = text.prefix(kept).count(where: \.isNewline)
      #expect(try SweepJournal.read(path).count == whole)
      let journal = try SweepJournal(appendingTo: path)
      try journal.append(SweepRecord(.opened))
      #expect(try SweepJournal.read(path).count == whole + 1)
    }
  }

  @Test func aDamagedLineIsNamed() throws {
    try withJournal { path in
      try Data("{\"event\":\"opened\",\"time\":1}\n{\"event\":\"opned\",\"time\":1}\n".utf8)
        .write(to: URL(fileURLWithPath: path))
      do {
        _ = try SweepJournal.read(path)
        Issue.record("a damaged journal was read")
      } catch let error as DataLineError {
        #expect(error.line == 2)
      }
    }
  }

  @Test func interruptionsCountUntilARungIsReached() {
    var state = SweepState(Array(records().prefix(3)))
    for _ in 0..<2 {
      state.apply(SweepRecord(.interrupted, trial: 0))
      state.apply(SweepRecord(.started, trial: 0))
    }
    #expect(state.trials[0].interruptions == 2 && state.trials[0].starts == 3)
    state.apply(records()[3])
    #expect(state.trials[0].interruptions == 0)
    state.apply(SweepRecord(.failed, trial: 0))
    state.apply(SweepRecord(.retried, trial: 0))
    #expect(state.trials[0].status == .interrupted)
  }

  @Test func interruptionsThatCameFurtherBeginToCountAnew() {
    var state = SweepState(Array(records().prefix(3)))
    func interrupt(at step: Int) {
      var record = SweepRecord(.interrupted, trial: 0)
      record.step = step
      state.apply(record)
    }
    for step in [5, 5, 5] { interrupt(at: step) }
    #expect(state.trials[0].interruptions == 3)
    interrupt(at: 8)
    #expect(state.trials[0].interruptions == 1)
    interrupt(at: 5)
    #expect(state.trials[0].interruptions == 2)
  }

  @Test func theBestIsAmongThoseThatCameFarthest() {
    var state = SweepState()
    for (trial, rung, objective) in [(0, 0, 1.0), (1, 1, 3.0), (2, 1, 2.0)] {
      state.apply(SweepRecord(.created, trial: trial))
      var record = SweepRecord(.reached, trial: trial)
      (record.rung, record.step, record.objective) = (rung, 10, objective)
      state.apply(record)
    }
    #expect(state.best(minimizing: true)?.number == 2 && state.best(minimizing: false)?.number == 1)
  }

  @Test func aDivergedTrialHasTheWorstResultAndGoesNoFurther() {
    var state = SweepState(Array(records().prefix(3)))
    var record = SweepRecord(.diverged, trial: 0)
    (record.rung, record.step) = (0, 4)
    state.apply(record)
    let trial = state.trials[0]
    #expect(trial.status == .diverged && trial.results == [.init(rung: 0, step: 4, objective: nil)])
    #expect(trial.objective == nil && state.best(minimizing: true) == nil)
  }

  @Test func aProcessIsKnownByWhenItBegan() throws {
    let folder = try TemporaryFolder()
    let process = try TrialProcess(["/bin/sleep", "3000"], folder: folder.path, workingFolder: "/")
    let path = folder.path(TrialProcess.identityName)
    #expect(comesTrue { ProcessIdentity(recordedIn: path) != nil })
    let identity = try #require(ProcessIdentity(recordedIn: path))
    #expect(identity.isAlive)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let other = text.replacingOccurrences(of: " \(identity.startTicks) ", with: " \(identity.startTicks + 1) ")
    #expect(try ProcessIdentity(recordedIn: folder.file("other", other))?.isAlive == false)
    #expect(TrialProcess.endOrphan(in: folder.path))
    #expect(!identity.isAlive)
    #expect(!TrialProcess.endOrphan(in: folder.path))
  }
}
