import Basics
import Foundation
import TestSupport
import Testing
import Training

@testable import Sweeps

struct SweepSchedulerTests {
  private func withPlan(_ body: (_ plan: SweepPlan, _ folder: SweepFolder) throws -> Void) throws {
    let folder = try TemporaryFolder()
    let base = try folder.file(
      "base.yaml",
      "tokenizer: somewhere\ndata: {train: {file: a.jsonl}, valid: {file: a.jsonl}}\nvalidation: {generated_samples: 0}\n"
    )
    let sweep = try folder.file(
      "file.yaml",
      """
      configuration: \(base)
      output: \(folder.path("sweep"))
      dimensions: {seed: {values: [1, 2]}}
      search: {method: grid}

      """)
    try body(SweepPlan(loading: sweep), SweepFolder(folder.path("sweep")))
  }

  /// The request comes when the scheduler has begun to write, and before it looks for requests.
  @Test func aRequestToStopThatComesWhileASweepIsBegunIsHeard() throws {
    try withPlan { plan, folder in
      let scheduler = try SweepScheduler(beginning: plan) { access(folder.settings, F_OK) == 0 ? 1 : 0 }
      #expect(throws: SweepError.stopped(path: folder.path)) { try scheduler.run() }
      #expect(try folder.state(plan).trials.isEmpty)
    }
  }

  @Test func aRequestToStopThatComesWhileASweepIsTakenUpIsHeard() throws {
    try withPlan { plan, folder in
      try folder.make()
      try folder.write(plan)
      try "".write(toFile: folder.journal, atomically: true, encoding: .utf8)
      let lock = "\(folder.path)/\(RunLock.fileName)"
      let scheduler = try SweepScheduler(resuming: folder.path) { access(lock, F_OK) == 0 ? 1 : 0 }
      #expect(throws: SweepError.stopped(path: folder.path)) { try scheduler.run() }
    }
  }

  @Test func timesThatNobodyLivesInAreDamage() throws {
    try withPlan { plan, folder in
      try folder.make()
      try "{\"event\":\"opened\",\"time\":1}\n{\"event\":\"opened\",\"time\":1e300}\n"
        .write(toFile: folder.journal, atomically: true, encoding: .utf8)
      do {
        _ = try folder.state(plan)
        Issue.record("a damaged journal was read")
      } catch let error as DataLineError {
        #expect(error.line == 2)
      }
    }
  }
}
