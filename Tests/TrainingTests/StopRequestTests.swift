import Basics
import Collectives
import CollectivesContract
import Foundation
import TestSupport
import Testing

@testable import Training

/// A run that is asked to stop does so on all ranks after the same step, and its continuation is as if it had not.
@Suite(.serialized) struct StopRequestTests {
  private func configuration(_ fixture: Fixture) -> TrainingConfiguration {
    fixture.configuration {
      $0.training.epochs = 9
      $0.training.maximumSteps = 9
      $0.validation.everySteps = 3
      $0.checkpoints.everySteps = 100
      $0.schedule.decay = .constant
    }
  }

  /// Asks for a stop when a step's event comes, by what it is given.
  private final class Trigger: EventSink {
    let step: Int
    let action: () throws -> Void

    init(_ step: Int, _ action: @escaping () throws -> Void) {
      self.step = step
      self.action = action
    }

    func receive(_ event: TrainingEvent) throws {
      if case .step(let report) = event, report.step == step { try action() }
    }
  }

  @Test(arguments: [1, 2])
  func aFileThatRankZeroSeesStopsAllRanks(_ asked: Int) throws {
    let fixture = try Fixture.shared.get()
    let settings = configuration(fixture)
    let whole = try InProcessGroup(size: 3).run { try fixture.train(settings, $0).weights }
    let folder = try TemporaryFolder()
    let path = folder.path
    let first = try InProcessGroup(size: 3).run { communicator in
      try fixture.train(
        settings, communicator, store: CheckpointStore(path),
        stopRequest: StopRequest(folder: communicator.rank == 0 ? path : nil),
        sink: Trigger(asked) {
          if communicator.rank == 0 { try AtomicFile.write("", to: "\(path)/\(StopRequest.fileName)") }
        }
      ).events
    }
    // The step after the request is the first that can tell the other ranks.
    for events in first {
      #expect(events.finished?.reason == .stopFile && events.finished?.step == asked + 1)
      #expect(events.validations.isEmpty)
    }
    StopRequest.clear(folder: path)
    let resumed = try InProcessGroup(size: 3).run { communicator in
      let outcome = try fixture.train(
        settings, communicator, store: CheckpointStore(path), resume: "\(path)/step-0000000\(asked + 1)",
        stopRequest: StopRequest(folder: path))
      return (outcome.events.validations.map(\.step), outcome.weights)
    }
    for (validations, weights) in resumed {
      #expect(validations == [3, 6, 9], "the validation that the stop put off is made up for")
      #expect(weights == whole[0])
    }
  }

  @Test func signalsAreCountedAndTheFirstSuffices() throws {
    let fixture = try Fixture.shared.get()
    let folder = try TemporaryFolder()
    TerminationSignals.catchAll()
    TerminationSignals.workBegins()
    let watcher = StopRequest(folder: nil)
    let events = try fixture.train(
      configuration(fixture), store: CheckpointStore(folder.path), stopRequest: StopRequest(folder: nil),
      sink: Trigger(4) {
        kill(getpid(), SIGTERM)
        kill(getpid(), SIGUSR1)
        // On a busy machine a signal may take longer than the steps that are left.
        _ = comesTrue { watcher.cause != nil }
      }
    ).events
    // The signals come between step 4 and step 5: step 5 sees them, or step 4 does where the event was sent before the vote.
    let finished = try #require(events.finished)
    #expect(finished.reason == .signal && (4...5).contains(finished.step))
    #expect(CheckpointStore(folder.path).list().filter { $0.contains("step-0000000\(finished.step)") }.count == 1)
    #expect(StopRequest(folder: nil).cause == nil, "signals before a run do not stop it")
  }

  @Test func aRequestInTheLastStepChangesNothing() throws {
    let fixture = try Fixture.shared.get()
    let folder = try TemporaryFolder()
    let path = folder.path
    let events = try fixture.train(
      configuration(fixture), store: CheckpointStore(path), stopRequest: StopRequest(folder: path),
      sink: Trigger(8) { try AtomicFile.write("", to: "\(path)/\(StopRequest.fileName)") }
    ).events
    #expect(events.finished?.reason == .completed && events.finished?.step == 9)
  }
}
