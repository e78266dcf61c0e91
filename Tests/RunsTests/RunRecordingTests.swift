import Basics
import Collectives
import Foundation
import Testing
import Training

@testable import Runs

@Suite struct RunRecordingTests {
  private final class Folder {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("fovea-\(UUID().uuidString)").path
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func status() throws -> RunStatus {
      try #require(try RunFolder(path).status())
    }
  }

  private func keeper(_ folder: Folder, isDebugging: Bool = false) throws -> RunStatusKeeper {
    var configuration = TrainingConfiguration()
    configuration.output = folder.path
    configuration.name = "tiny"
    configuration.seed = 7
    return RunStatusKeeper(configuration, try Communicators.forThisProcess(environment: [:]), isDebugging: isDebugging)
  }

  private static let failure = FileFailure(.read, path: "data.jsonl", errorNumber: ENOENT)

  @Test(
    arguments: [
      (.completed, .completed, 0), (.earlyStopping, .earlyStopping, 0), (.signal, .stopped, 75),
      (.stopFile, .stopped, 75),
    ] as [(TrainingEvent.Finished.Reason, RunStatus.State, Int32)])
  func aRunSaysHowItEnded(_ reason: TrainingEvent.Finished.Reason, _ state: RunStatus.State, _ code: Int32) throws {
    let folder = Folder()
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    let keeper = try keeper(folder)
    try keeper.begin()
    var status = try folder.status()
    #expect(status.state == .running && status.exitCode == nil && status.ended == nil && status.process == getpid())
    try keeper.end(reason)
    status = try folder.status()
    #expect(status.state == state && status.exitCode == code && status.ended != nil && status.seed == 7)
  }

  @Test func aFailedRunSaysWhy() throws {
    let folder = Folder()
    try keeper(folder).fail(because: Self.failure)
    let status = try folder.status()
    #expect(status.state == .failed && status.exitCode == 74 && status.failure?.place == "data.jsonl")
    #expect(status.failure?.problem.contains("No such file") == true)
  }

  @Test func aRunThatNeverJoinedAFolderLeavesItsStatusAlone() throws {
    let folder = Folder()
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    let first = try keeper(folder)
    try first.begin()
    try first.end(.completed)
    try keeper(folder).fail(because: Self.failure)
    #expect(try folder.status().state == .completed)
  }

  @Test func debuggingLeavesNothing() throws {
    let folder = Folder()
    let keeper = try keeper(folder, isDebugging: true)
    try keeper.begin()
    keeper.fail(because: Self.failure)
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }

  @Test func predictionsAreKeptForTheLastAndTheBest() throws {
    let folder = Folder()
    let files = try PredictionFiles(RunFolder(folder.path))
    for (step, isBest) in [(1, true), (2, false)] {
      try files.receive(
        ValidationOutputs(
          step: step, isBest: isBest,
          samples: [.init(sample: 0, source: "s", reference: "r", prediction: "step \(step)\nline")]))
    }
    func text(_ name: String) throws -> [String] {
      try JSONLines.read(ValidationOutputs.Sample.self, from: "\(folder.path)/predictions/\(name).jsonl")
        .map(\.prediction)
    }
    #expect(try text("best") == ["step 1\nline"] && text("last") == ["step 2\nline"])
  }

  @Test func theCommitIsReadFromGitsFiles() throws {
    let folder = Folder()
    let git = "\(folder.path)/.git"
    try FileManager.default.createDirectory(atPath: "\(git)/refs/heads", withIntermediateDirectories: true)
    let program = "\(folder.path)/.build/release/fovea"
    func write(_ text: String, _ name: String) throws {
      try text.write(toFile: "\(git)/\(name)", atomically: true, encoding: .utf8)
    }
    try write("ref: refs/heads/main\n", "HEAD")
    func commit(builtAt time: Int = 1000) -> String? { SourceCommit.around(program, builtAt: time) }
    #expect(commit() == nil)
    try write("# pack-refs\nabc refs/heads/other\nfed refs/heads/main\n", "packed-refs")
    #expect(commit() == "fed")
    try write("123\n", "refs/heads/main")
    #expect(commit() == "123")
    try write("detached\n", "HEAD")
    #expect(commit() == "detached")
    // Of a repository that tells its history, the commit at the time of the build counts.
    try FileManager.default.createDirectory(atPath: "\(git)/logs", withIntermediateDirectories: true)
    try write(
      "0 aaa A Name <a@b> 900 +0100\tclone: from there\naaa bbb A Name <a@b> 1000 +0100\tcommit: it is 5000 now\n"
        + "bbb detached A Name <a@b> 1001 +0100\tcheckout: moving\n", "logs/HEAD")
    #expect(commit() == "bbb" && commit(builtAt: 999) == "aaa" && commit(builtAt: 2000) == "detached")
    #expect(commit(builtAt: 899) == nil)
  }

  @Test func aRunWithoutAnOutputGoesToItsExperiment() throws {
    var configuration = TrainingConfiguration()
    configuration.name = "tiny"
    configuration.seed = 3
    #expect(configuration.defaultOutput == "results/tiny/tiny-seed-3")
    configuration.experiment = "study"
    #expect(configuration.defaultOutput == "results/study/tiny-seed-3")
    configuration.experiment = "../elsewhere"
    #expect(configuration.invalidSettings().contains { $0.keyPath == "experiment" })
  }
}
