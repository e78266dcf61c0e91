import Basics
import Foundation
import Runs
import TestSupport
import Testing
import Training

@testable import Results

@Suite struct RegistryTests {
  @Test func runsAreFoundWithWhatTheyReached() throws {
    let folder = try ResultsFolder()
    try folder.makeRun("study/gaze-1", name: "gaze", seed: 1, loss: 1.5, bleu: 30, ranks: 2)
    try folder.makeRun("study/baseline-1", name: "baseline", seed: 1)
    try folder.makeRun("sweep/trials/0001", name: "trial")
    try folder.write("not a run", "study/notes.txt")
    let registry = try ResultsRegistry(root: folder.path)
    #expect(registry.runs.map(\.path) == ["study/baseline-1", "study/gaze-1", "sweep/trials/0001"])
    #expect(registry.experiments == ["study", "sweep"])
    let gaze = registry.runs[1]
    #expect(gaze.state == .completed && gaze.validationLoss == 1.5 && gaze.scores == ["bleu": 30, "exact_match": 0])
    #expect(gaze.ranks == 2 && gaze.seed == 1 && gaze.tokensPerSecond == 500.5 && gaze.seconds == 60)
    #expect(registry.runs[2].label == "trials/0001" && registry.warnings.isEmpty)
  }

  @Test func changesAreSeenAtTheNextReading() throws {
    let folder = try ResultsFolder()
    try folder.makeRun("a/one", loss: 2)
    try folder.makeRun("a/two", loss: 3)
    #expect(try ResultsRegistry(root: folder.path).runs.map(\.path) == ["a/one", "a/two"])
    try folder.makeRun("a/one", loss: 1)
    try FileManager.default.removeItem(atPath: folder.file("a/two"))
    try folder.makeRun("b/three", loss: 4)
    // Version 0.1 kept an index here, which nothing reads any more.
    try folder.write("not a database", ".fovea-index.sqlite")
    let registry = try ResultsRegistry(root: folder.path)
    #expect(registry.runs.map(\.path) == ["a/one", "b/three"] && registry.runs[0].validationLoss == 1)
    #expect(registry.warnings.isEmpty)
  }

  @Test(arguments: [
    ("status.json", "{\"state\": \"comp", "status.json"), ("status.json", "[1, 2]", "status.json"),
    ("summary.json", "{\"steps\": \"many\"}", "summary.json"), ("summary.json", "", "summary.json"),
    ("status.json", "{\"state\": \"flying\"}", "status.json"),
  ])
  func aDamagedRunIsListedWithItsDamage(_ name: String, _ content: String, _ named: String) throws {
    let folder = try ResultsFolder()
    try folder.makeRun("a/good")
    try folder.makeRun("a/bad")
    try folder.write(content, "a/bad/\(name)")
    let runs = try ResultsRegistry(root: folder.path).runs
    #expect(runs.map(\.path) == ["a/bad", "a/good"])
    #expect(runs[0].problems.contains { $0.contains(named) }, "\(runs[0].problems)")
    #expect(runs[1].problems.isEmpty && runs[1].validationLoss == 2)
  }

  @Test func halfWrittenRunsAreListed() throws {
    let folder = try ResultsFolder()
    try folder.write("name: x\n", "a/only-configuration/config.yaml")
    try folder.write(ResultsFolder.events(loss: 2, bleu: 3, steps: 4, ranks: 1), "a/only-events/events.jsonl")
    try folder.write("", "a/empty-events/events.jsonl")
    let runs = try ResultsRegistry(root: folder.path).runs
    #expect(runs.map(\.label) == ["empty-events", "only-configuration", "only-events"])
    #expect(runs[2].state == .completed && runs[2].validationLoss == 2 && runs[2].steps == 4)
    #expect(runs[1].problems.count == 1 && runs[0].state == .unknown)
  }

  @Test func aRunWhoseProcessIsGoneIsLost() throws {
    let folder = try ResultsFolder()
    try folder.makeRun("a/here")
    var status = try String(contentsOfFile: folder.file("a/here/status.json"), encoding: .utf8)
      .replacing("completed", with: "running")
    try folder.write(status, "a/elsewhere/status.json")
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, 255)
    let host = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
    // No process has this number: it is above the highest that Linux gives.
    status = status.replacing("elsewhere", with: host).replacing("\"process\": 1", with: "\"process\": 2000000000")
    try folder.write(status, "a/here/status.json")
    try folder.write(status.replacing("2000000000", with: "\(getpid())"), "a/mine/status.json")
    // On another host its silence tells, and before that its lock.
    for name in ["silent", "locked"] {
      try folder.write(
        status.replacing(host, with: "elsewhere"), "a/\(name)/status.json")
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -3600)], ofItemAtPath: folder.file("a/\(name)/status.json"))
    }
    let lock = try RunLock(folder.file("a/locked"))
    let states = try ResultsRegistry(root: folder.path).runs.reduce(into: [:]) { $0[$1.label] = $1.state }
    #expect(
      states == ["here": .lost, "elsewhere": .running, "mine": .running, "silent": .lost, "locked": .running])
    withExtendedLifetime(lock) {}
  }

  /// The number of a run's process may be another's by now.
  @Test func aRunWhoseLockIsFreeIsLost() throws {
    let folder = try ResultsFolder()
    try folder.makeRun("a/run", state: "running")
    let status = try String(contentsOfFile: folder.file("a/run/status.json"), encoding: .utf8)
    try folder.write(
      status.replacing("elsewhere", with: Machine.this.host).replacing(
        "\"process\": 1,", with: "\"process\": \(getpid()),"),
      "a/run/status.json")
    func state() throws -> RunRecord.State? { try ResultsRegistry(root: folder.path).runs.first?.state }
    #expect(try state() == .running, "there is no lock that could tell")
    let lock = try RunLock(folder.file("a/run"))
    #expect(try state() == .running)
    withExtendedLifetime(lock) {}
    try folder.write("", "a/run/lock")
    #expect(try state() == .lost)
    try FileManager.default.removeItem(atPath: folder.file("a/run/lock"))
    mkfifo(folder.file("a/run/lock"), 0o600)
    #expect(try state() == .running, "a pipe is no lock")
  }

  /// Reading a pipe would wait for somebody to write to it.
  @Test func whatIsNoRegularFileIsNotRead() throws {
    let folder = try ResultsFolder()
    let names = [
      "config.yaml", "events.jsonl", "status.json", "summary.json", "environment.jsonl", "predictions/best.jsonl",
    ]
    for name in names {
      let run = "a/with-\(name.replacing("/", with: "-"))"
      try folder.makeRun(run)
      try? FileManager.default.removeItem(atPath: folder.file("\(run)/\(name)"))
      try #require(mkfifo(folder.file("\(run)/\(name)"), 0o600) == 0)
    }
    let registry = try ResultsRegistry(root: folder.path)
    try #require(registry.runs.count == names.count)
    for record in registry.runs {
      let run = RunDetails(record, folder: registry.folder(of: record))
      #expect(run.problems.contains { $0.contains("a pipe or a device") }, "\(record.path): \(run.problems)")
    }
    try #require(mkfifo(folder.file("sweep.json"), 0o600) == 0)
    #expect(throws: UnusableFile.self) { try SweepSummary(of: folder.path) }
  }

  @Test func aFileThatIsTooLargeIsNotRead() throws {
    let folder = try ResultsFolder()
    try folder.makeRun("a/run", state: "failed")
    try #require(truncate(folder.file("a/run/events.jsonl"), off_t(OwnFile.mostBytes) + 1) == 0)
    let record = try #require(try ResultsRegistry(root: folder.path).runs.first)
    #expect(record.problems.contains { $0.contains("events.jsonl") && $0.contains("too large") }, "\(record.problems)")
  }

  @Test(.enabled(if: getuid() != 0, "root may enter any folder"))
  func aClosedFolderIsNamedAndTheRestListed() throws {
    let folder = try ResultsFolder()
    try folder.makeRun("open/run")
    try folder.makeRun("closed/run")
    chmod(folder.file("closed"), 0)
    let registry = try ResultsRegistry(root: folder.path)
    #expect(registry.runs.map(\.path) == ["open/run"])
    #expect(registry.warnings.contains { $0.contains("closed") })
  }

  @Test func linksAreNotFollowed() throws {
    let folder = try ResultsFolder()
    try folder.makeRun("a/one")
    symlink(folder.path, folder.file("a/loop"))
    symlink(folder.file("a/one"), folder.file("b"))
    #expect(try ResultsRegistry(root: folder.path).runs.map(\.path) == ["a/one"])
  }

  /// What others may write to shared results does not make anybody's files show.
  @Test func filesThatAreLinksAreNotFollowed() throws {
    let (folder, elsewhere) = (try ResultsFolder(), try ResultsFolder())
    try elsewhere.makeRun("other", name: "secret", loss: 0.125)
    for name in ["config.yaml", "events.jsonl", "status.json", "summary.json", "predictions"] {
      try folder.makeRun("a/with-\(name)", loss: 3)
      try FileManager.default.removeItem(atPath: folder.file("a/with-\(name)/\(name)"))
      symlink(elsewhere.file("other/\(name)"), folder.file("a/with-\(name)/\(name)"))
    }
    let registry = try ResultsRegistry(root: folder.path)
    try #require(registry.runs.count == 5)
    for record in registry.runs {
      let run = RunDetails(record, folder: registry.folder(of: record))
      #expect(record.name != "secret" && run.settings["name"] != "secret", "\(record.path)")
      #expect(record.validationLoss != 0.125 && run.history.bestValidation?.loss != 0.125, "\(record.path)")
      #expect(run.problems.contains { $0.contains("link to another place") }, "\(record.path): \(run.problems)")
    }
    #expect(RunDetails(registry.runs[2], folder: folder.file("a/with-predictions")).samples.isEmpty)
  }

  @Test func unknownNamesAreAnsweredWithTheClosest() throws {
    let folder = try ResultsFolder()
    try folder.makeRun("study/one")
    #expect(throws: ResultsError.unknown("stdy", root: folder.path, known: ["study"])) {
      try RunSelection("stdy", root: folder.path)
    }
    let diagnosis = ResultsError.unknown("stdy", root: "results", known: ["study"]).diagnosis
    #expect(diagnosis.remedy.contains("did you mean 'study'"))
    #expect(throws: ResultsError.self) { try ResultsRegistry(root: folder.file("nowhere")) }
    #expect(try RunSelection("study", root: folder.path).runs.count == 1)
    #expect(try RunSelection("study/one", root: folder.path).runs.count == 1)
    #expect(try RunSelection(folder.file("study/one"), root: folder.file("nowhere")).runs.count == 1)
  }

  @Test func twoThousandRunsAreListed() throws {
    let folder = try ResultsFolder()
    for number in 0..<2000 {
      try folder.makeRun("experiment-\(number / 100)/run-\(number)", seed: number, loss: Double(number), steps: 2)
    }
    let runs = try ResultsRegistry(root: folder.path).runs
    #expect(runs.count == 2000)
    #expect(try ResultsRegistry(root: folder.path).runs == runs)
  }
}
