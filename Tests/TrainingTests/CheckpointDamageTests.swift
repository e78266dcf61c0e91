import Basics
import CodeT5
import Collectives
import CollectivesContract
import Foundation
import TestSupport
import Testing

@testable import Training

/// Damage of any kind to a checkpoint is found and named, and costs no more than that checkpoint.
struct CheckpointDamageTests {
  private let fixture: Fixture
  private let folder: TemporaryFolder
  private let store: CheckpointStore

  /// A run of four steps with a checkpoint after each second.
  init() throws {
    fixture = try Fixture.shared.get()
    folder = try TemporaryFolder()
    store = CheckpointStore(folder.path)
    _ = try fixture.train(Self.configuration(fixture, steps: 4), store: store)
  }

  private static func configuration(_ fixture: Fixture, steps: Int) -> TrainingConfiguration {
    fixture.configuration {
      $0.training.epochs = 4
      $0.training.maximumSteps = steps
      $0.checkpoints.everySteps = 2
      $0.checkpoints.keep = 2
      $0.schedule.decay = .constant
    }
  }

  private var newest: String { folder.path("step-00000004") }

  private func problem(of checkpoint: String) -> String? {
    do {
      try CheckpointManifest(of: checkpoint).verify(checkpoint)
      return nil
    } catch {
      return Diagnosis(of: error).problem
    }
  }

  @Test func aFileCutAtAnyPageIsFoundWithWhatItCuts() throws {
    for name in ["model.safetensors", "optimizer.safetensors"] {
      let path = "\(newest)/\(name)"
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      for length in stride(from: 0, to: whole.count, by: 4096) {
        try whole.prefix(length).write(to: URL(fileURLWithPath: path))
        let found = try #require(problem(of: newest))
        #expect(found.hasPrefix("the file has \(length) bytes, not \(whole.count), which cuts the"), "\(found)")
      }
      #expect(try store.newestIntact { _ in } == folder.path("step-00000002"))
      try whole.write(to: URL(fileURLWithPath: path))
    }
    #expect(problem(of: newest) == nil)
  }

  @Test(arguments: ["/etc/passwd", "../step-00000002/model.safetensors", "a/../../b"])
  func aManifestThatNamesFilesElsewhereIsRefused(_ name: String) throws {
    let path = "\(newest)/manifest.json"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let escaped = "\"model.safetensors\""
    try #require(text.contains(escaped))
    let other = try String(decoding: JSONEncoder().encode(name), as: UTF8.self)
    try text.replacingOccurrences(of: escaped, with: other).write(toFile: path, atomically: true, encoding: .utf8)
    #expect(problem(of: newest) == "\(name) leaves the folder")
    #expect(try store.newestIntact { _ in } == folder.path("step-00000002"))
  }

  @Test func anyFlippedBitIsFoundAndItsTensorNamed() throws {
    let manifest = try CheckpointManifest(of: newest)
    var random = RandomStream(seed: 7, purpose: .testData)
    for file in manifest.files {
      let path = "\(newest)/\(file.name)"
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      for _ in 0..<40 {
        let place = Int(random.next() % UInt64(whole.count))
        var damaged = whole
        damaged[place] ^= 1 << UInt8(random.next() % 8)
        try damaged.write(to: URL(fileURLWithPath: path))
        let found = try #require(problem(of: newest))
        let piece = file.pieces?.first { ($0.begin..<$0.end).contains(place) }
        #expect(found == "\(piece?.description ?? "the file's content") does not match its checksum")
      }
      try whole.write(to: URL(fileURLWithPath: path))
    }
  }

  @Test func aStepReachedAgainOverwritesNothing() throws {
    let before = try Data(contentsOf: URL(fileURLWithPath: "\(newest)/manifest.json"))
    let resumed = try fixture.train(
      Self.configuration(fixture, steps: 4), store: store, resume: folder.path("step-00000002"))
    #expect(resumed.events.losses.count == 2)
    #expect(store.list().map { ($0 as NSString).lastPathComponent } == ["step-00000004", "step-00000004.1"])
    #expect(try Data(contentsOf: URL(fileURLWithPath: "\(newest)/manifest.json")) == before)
    let last = try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("last"))
    #expect(last == "step-00000004.1")
  }

  @Test func retentionKeepsOldCheckpointsWhenNoneOfTheNewestIsIntact() throws {
    for checkpoint in store.list() {
      let path = "\(checkpoint)/model.safetensors"
      if checkpoint == newest { try Data([1]).write(to: URL(fileURLWithPath: path)) }
    }
    #expect(try store.prune(keep: 1)?.contains("none of the newest 1 is intact") ?? false)
    #expect(store.list().count == 2)
  }

  @Test func aWriteThatFailsStopsAllRanksAtAStep() throws {
    let path = folder.path
    let outcomes = InProcessGroup(size: 2).outcomes { [fixture] communicator in
      var settings = Self.configuration(fixture, steps: 40)
      settings.training.epochs = 40
      settings.checkpoints.everySteps = 5
      // A file stands where the checkpoint's folder would be made.
      let blocked = "\(path)/blocked"
      if communicator.rank == 0 { try AtomicFile.write("", to: blocked) }
      try communicator.barrier()
      return try fixture.train(settings, communicator, store: CheckpointStore(blocked)).events.count
    }
    for outcome in outcomes {
      guard case .failure(let error) = outcome else {
        Issue.record("a rank went on without checkpoints")
        continue
      }
      #expect(Diagnosis(of: error).exitCode == .inputOutput)
      #expect(Diagnosis(of: error).place.hasPrefix("rank 0"))
    }
  }

  @Test func whatIsWrittenInTheBackgroundIsTheStateOfItsStep() throws {
    let other = try TemporaryFolder()
    var settings = Self.configuration(fixture, steps: 4)
    settings.checkpoints.inBackground = false
    _ = try fixture.train(settings, store: CheckpointStore(other.path))
    for step in [2, 4] {
      let paths = [folder, other].map { "\($0.path)/step-0000000\(step)" }
      #expect(try CheckpointManifest(of: paths[0]).files == CheckpointManifest(of: paths[1]).files)
    }
  }
}

struct RunLockTests {
  @Test func theSecondIsRefusedAndToldWhoHoldsIt() throws {
    let folder = try TemporaryFolder()
    var first: RunLock? = try RunLock(folder.path)
    let error = #expect(throws: RunFolderTaken.self) {
      _ = try RunLock(folder.path, waiting: .milliseconds(200))
    }
    #expect(error?.holder.hasPrefix("process \(getpid()) on ") ?? false)
    withExtendedLifetime(first) {}
    first = nil
    // A child that another test is just starting may still hold the file for a moment.
    _ = try RunLock(folder.path, waiting: .seconds(600))
  }
}
