import CollectivesContract
import Basics
import CodeT5
import Collectives
import Foundation
import TestSupport
import Testing

@testable import Training

struct CheckpointTests {
  private func configuration(_ fixture: Fixture, steps: Int, every: Int) -> TrainingConfiguration {
    fixture.configuration {
      $0.training.epochs = 4
      $0.training.maximumSteps = steps
      $0.checkpoints.everySteps = every
      $0.checkpoints.keep = 10
      // The schedule must not depend on where the first part ends.
      $0.schedule.decay = .constant
    }
  }

  @Test func aResumedRunRepeatsEveryLossToTheBit() throws {
    let fixture = try Fixture.shared.get()
    let folder = try TemporaryFolder()
    let store = CheckpointStore(folder.path)
    let whole = try fixture.train(configuration(fixture, steps: 12, every: 5), store: store)
    let resumed = try fixture.train(
      configuration(fixture, steps: 12, every: 5), store: store, resume: folder.path("step-00000005"))
    #expect(resumed.events.losses == Array(whole.events.losses.dropFirst(5)))
    #expect(resumed.weights == whole.weights)
  }

  @Test func aRunMayResumeOnAnotherNumberOfRanks() throws {
    let fixture = try Fixture.shared.get()
    let folder = try TemporaryFolder()
    let whole = try fixture.train(configuration(fixture, steps: 9, every: 5), store: CheckpointStore(folder.path))
    let path = folder.path
    let settings = configuration(fixture, steps: 9, every: 100)
    let resumed = try InProcessGroup(size: 2).run { communicator in
      try fixture.train(
        settings, communicator, store: CheckpointStore(path), resume: "\(path)/step-00000005"
      ).events.losses
    }
    for losses in resumed {
      #expect(zip(losses, whole.events.losses.dropFirst(5)).allSatisfy { abs($0 - $1) < 1e-3 })
    }
  }

  @Test func damageIsFoundAndTheOneBeforeIsTaken() throws {
    let fixture = try Fixture.shared.get()
    let folder = try TemporaryFolder()
    let store = CheckpointStore(folder.path)
    _ = try fixture.train(configuration(fixture, steps: 6, every: 2), store: store)
    let newest = folder.path("step-00000006")
    #expect(try store.newestIntact { _ in } == newest)

    for (name, harm) in [
      ("optimizer.safetensors", { (data: inout Data) in data[data.count / 2] ^= 1 }),
      ("model.safetensors", { (data: inout Data) in data.removeLast(100) }),
    ] {
      let path = "\(newest)/\(name)"
      let intact = try Data(contentsOf: URL(fileURLWithPath: path))
      var damaged = intact
      harm(&damaged)
      try damaged.write(to: URL(fileURLWithPath: path))
      var reports: [String] = []
      #expect(try store.newestIntact { reports.append(Diagnosis(of: $0).place) } == folder.path("step-00000004"))
      #expect(reports == [path])
      let replica = try fixture.replica(configuration(fixture, steps: 6, every: 2), SoloCommunicator())
      #expect(throws: CheckpointError.self) {
        try store.load(newest, model: replica.model, optimizer: replica.optimizer)
      }
      try intact.write(to: URL(fileURLWithPath: path))
    }
    try FileManager.default.removeItem(atPath: "\(newest)/manifest.json")
    #expect(try store.newestIntact { _ in } == folder.path("step-00000004"))
  }

  @Test func retentionKeepsTheNewestAndTheBest() throws {
    let fixture = try Fixture.shared.get()
    let folder = try TemporaryFolder()
    let store = CheckpointStore(folder.path)
    var settings = configuration(fixture, steps: 8, every: 1)
    settings.checkpoints.keep = 2
    settings.validation.everySteps = 3
    // At this rate the second validation is worse than the first.
    settings.optimizer.learningRate = 0.5
    let events = try fixture.train(settings, store: store).events
    let best = try #require(events.finished?.bestStep)
    let kept = store.list().map { ($0 as NSString).lastPathComponent }
    #expect(kept.suffix(2) == ["step-00000007", "step-00000008"])
    #expect(kept.contains("step-0000000\(best)") && kept.count <= 3)
    let link = try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("best"))
    #expect(link == "step-0000000\(best)")
  }

  @Test func whatAnInterruptedWriterLeftIsNoCheckpoint() throws {
    let fixture = try Fixture.shared.get()
    let folder = try TemporaryFolder()
    let store = CheckpointStore(folder.path)
    _ = try fixture.train(configuration(fixture, steps: 4, every: 4), store: store)
    try FileManager.default.createDirectory(
      atPath: folder.path("step-00000009.partial"), withIntermediateDirectories: true)
    #expect(store.list().count == 1)
  }

  @Test func linksThatAWriterDidNotComeToAreSetByTheContinuation() throws {
    let fixture = try Fixture.shared.get()
    let folder = try TemporaryFolder()
    let store = CheckpointStore(folder.path)
    let settings = fixture.configuration {
      $0.training.maximumSteps = 4
      $0.validation.everySteps = 4
      $0.checkpoints.everySteps = 2
    }
    _ = try fixture.train(settings, store: store)
    let newest = folder.path("step-00000004")
    func target(_ link: String) throws -> String {
      try FileManager.default.destinationOfSymbolicLink(atPath: folder.path(link))
    }
    // As a kill between the renaming of the checkpoint and that of the links leaves them.
    try store.point("last", to: folder.path("step-00000002"))
    try FileManager.default.removeItem(atPath: folder.path("best"))
    try store.prepare(resumingFrom: newest)
    #expect(try target("last") == "step-00000004")
    #expect(try target("best") == "step-00000004")
    // A checkpoint of another run has no business here.
    try store.prepare(resumingFrom: "/elsewhere/step-00000009")
    #expect(try target("last") == "step-00000004")
  }

  @Test func aRunThatGoesBackIsContinuedFromItsOwnCheckpoints() throws {
    let fixture = try Fixture.shared.get()
    let folder = try TemporaryFolder()
    let store = CheckpointStore(folder.path)
    _ = try fixture.train(configuration(fixture, steps: 6, every: 2), store: store)
    func target(_ link: String) throws -> String {
      try FileManager.default.destinationOfSymbolicLink(atPath: folder.path(link))
    }
    try store.point("best", to: folder.path("step-00000006"))
    let before = "\(folder.path)/../\((folder.path as NSString).lastPathComponent)/step-00000002"
    #expect(
      try store.setAside(laterThan: before)
        == ["4", "6"].map { "\(folder.path)/abandoned-step-0000000\($0)" })
    try store.prepare(resumingFrom: before)
    #expect(store.list() == [folder.path("step-00000002")])
    #expect(try target("last") == "step-00000002")
    #expect(throws: (any Error).self) { try target("best") }
    #expect(try store.setAside(laterThan: "/elsewhere/step-00000001").isEmpty)
    // What is set aside stays whole, and can be gone back to.
    try CheckpointManifest(of: folder.path("abandoned-step-00000006")).verify(
      folder.path("abandoned-step-00000006"))
  }

  @Test func aRunDoesNotBeginAnewBesideItsPast() throws {
    let fixture = try Fixture.shared.get()
    let folder = try TemporaryFolder()
    let store = CheckpointStore(folder.path)
    #expect(try store.newestIntact { _ in } == nil)
    _ = try fixture.train(configuration(fixture, steps: 4, every: 2), store: store)
    for path in store.list() { try FileManager.default.removeItem(atPath: "\(path)/state.json") }
    #expect(throws: CheckpointError.noneIntact(folder: folder.path)) { try store.newestIntact { _ in } }
  }

  @Test(arguments: [true, false])
  func allRanksAreToldOfACheckpointAndOfTheWait(_ inBackground: Bool) throws {
    let fixture = try Fixture.shared.get()
    let folder = try TemporaryFolder()
    let path = folder.path
    var settings = configuration(fixture, steps: 4, every: 2)
    settings.checkpoints.inBackground = inBackground
    let checkpoints = try InProcessGroup(size: 2).run { [settings] communicator in
      try fixture.train(settings, communicator, store: CheckpointStore(path)).events.compactMap { event in
        if case .checkpoint(let checkpoint) = event { checkpoint } else { nil }
      }
    }
    #expect(checkpoints[0].map(\.step) == [2, 4] && checkpoints[1].map(\.step) == [2, 4])
    if !inBackground { #expect(checkpoints[0].allSatisfy { $0.blockingSeconds >= $0.seconds }) }
  }

  @Test func aModelOfAnotherShapeIsRefused() throws {
    let fixture = try Fixture.shared.get()
    let folder = try TemporaryFolder()
    let store = CheckpointStore(folder.path)
    _ = try fixture.train(configuration(fixture, steps: 1, every: 1), store: store)
    var other = fixture.architecture.configuration
    other.decoderLayers = 1
    let model = CodeT5Model(
      Architecture(other), weights: Architecture(other).initialWeights(seed: 1), context: .init(threads: 1))
    let optimizer = try fixture.replica(fixture.configuration(), SoloCommunicator()).optimizer
    #expect(throws: CheckpointError.otherModel(path: folder.path("step-00000001"))) {
      try store.load(folder.path("step-00000001"), model: model, optimizer: optimizer)
    }
  }
}
