import Foundation
import TestSupport
import Testing

/// `fovea train` while its helper processes are killed, stopped or run out of memory: the run ends as if nothing had been,
/// without the scores that did not come about.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage), .serialized)
struct HelperCommandTests {
  private static let options = "--set validation.code_language=java --set validation.generated_samples=5"

  /// Trains, and does `action` to each helper as soon as it is seen; in it `$helper` is the helper's process.
  private func train(
    _ config: String, _ launcher: String = "", _ options: String = options, toHelpers action: String
  ) throws -> Program.Result {
    try Program.shell(
      """
      \(launcher) "$0" train \(config) \(options) & run=$!
      while kill -0 $run 2>/dev/null; do
        for helper in $(grep -lsaz -x helper /proc/[0-9]*/cmdline | cut -d/ -f3); do
          parent=$(cut -d' ' -f4 /proc/$helper/stat 2>/dev/null) || continue
          grep -qsaF "\(config)" /proc/$parent/cmdline && { \(action); }
        done
        sleep 0.005
      done 2>/dev/null
      wait $run
      """)
  }

  private struct Event: Decodable {
    let event: String
    let message: String?
    let scores: [String: Double]?
  }

  private func events(_ folder: TemporaryFolder) throws -> [Event] {
    try folder.read("run/events.jsonl").split(separator: "\n").map { try decoded(Event.self, String($0)) }
  }

  /// What is done to the helpers, where, with what settings, and what is then said of them.
  private static let faults: [(action: String, launcher: String, options: String, words: String)] = [
    ("kill -KILL $helper", "", "", "signal 9 (Killed)"),
    ("kill -SEGV $helper", TrainCommandTests.mpirun(2), "", "signal 11 (Segmentation fault)"),
    ("kill -STOP $helper", "", "--set helpers.scoring_seconds=1", "not done after 1 s"),
    ("prlimit --pid $helper --as=100000", "", "", "the helper process"),
  ]

  @Test(.enabled(if: TrainCommandTests.hasMPI, "there is no mpirun"), arguments: 0..<faults.count)
  func aHelperThatFailsCostsItsScoresAndNothingElse(_ number: Int) throws {
    let fault = Self.faults[number]
    let whole = try TrainingWorkspace()
    let reference = try Program.shell("\(fault.launcher) \"$0\" train \(whole.config) \(Self.options)")
    #expect(reference.status == 0, "\(reference.errors)")
    let expected = try events(whole.folder).compactMap(\.scores)
    #expect(expected.count == 2 && expected.allSatisfy { $0["codebleu"] != nil && $0["bleu"] != nil })

    for _ in 1...20 {
      let workspace = try TrainingWorkspace()
      let result = try train(
        workspace.config, fault.launcher, "\(Self.options) \(fault.options)", toHelpers: fault.action)
      #expect(result.status == 0, "\(result.errors)")
      #expect(try workspace.weights() == whole.weights())
      let all = try events(workspace.folder)
      let scores = all.compactMap(\.scores)
      #expect(scores.count == 2 && !result.errors.contains("holds up the others"), "\(result.errors)")
      // On a busy machine the helpers may have done their work before they are seen.
      guard scores.contains(where: { $0["codebleu"] == nil }) else { continue }
      let warnings = all.filter { $0.event == "warning" }.compactMap(\.message)
      #expect(warnings.contains { $0.contains("missing: ") && $0.contains(fault.words) }, "\(warnings)")
      return
    }
    Issue.record("no helper was seen in time")
  }

  @Test func gazeIsMadeWithoutACacheThatAHelperFailedOn() throws {
    let whole = try GazeTrainingWorkspace()
    let kind = "--set objective.kind=reward"
    #expect(try Program.shell("exec \"$0\" train \(whole.config) \(kind)").status == 0)
    var errors = ""
    for seconds in [2, 2, 2, 20, 200] {
      let workspace = try GazeTrainingWorkspace()
      let cache = workspace.folder.path("cache")
      // Only the first helper is stopped; it is told by a file that says so.
      let mark = workspace.folder.path("stopped")
      let result = try train(
        workspace.config, "", "\(kind) --set gaze.cache=\(cache) --set helpers.gaze_seconds=\(seconds)",
        toHelpers: "[ -e \(mark) ] || { touch \(mark); kill -STOP $helper; }")
      errors = result.errors
      // On a busy machine the first helper may be done before it is seen, or the second not in time.
      guard result.status == 0, errors.contains("once more") else { continue }
      #expect(errors.contains("not done after \(seconds) s") && errors.contains("once more without \(cache)"))
      let losses = try [whole, workspace].map { try $0.events("step").compactMap(\.loss) }
      #expect(losses[0] == losses[1] && losses[0].count == 8)
      return
    }
    Issue.record("\(errors)")
  }

  @Test(.enabled(if: TrainCommandTests.hasMPI, "there is no mpirun"))
  func gazeThatCannotBeMadeEndsAllRanksWithItsReason() throws {
    let workspace = try GazeTrainingWorkspace()
    // A file that never comes, as on a file system that hangs.
    let pipe = workspace.folder.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    let result = try Program.shell(
      "exec \(TrainCommandTests.mpirun(2)) \"$0\" train \(workspace.config) --set objective.kind=reward "
        + "--set gaze.trials=\(pipe) --set helpers.gaze_seconds=1")
    #expect(result.status == 1, "\(result.errors)")
    #expect(result.errors.contains("could not be made") && result.errors.contains("not done after 1 s"))
    #expect(result.errors.components(separatedBy: "error:").count == 2, "one rank reports: \(result.errors)")
  }

  /// Version 0.1 kept the cache in a file. Its name means a folder beside that file, which stays as it is.
  @Test(arguments: ["cache", "cache.sqlite"]) func aDamagedCacheIsMadeAnewAndLogged(_ name: String) throws {
    let workspace = try GazeTrainingWorkspace()
    let old = try workspace.folder.file("cache.sqlite", "what version 0.1 left")
    let cache = workspace.folder.path("cache")
    func train(_ output: String) throws -> String {
      let result = try Program.run(
        "train", workspace.config, "--set", "objective.kind=reward", "--set",
        "gaze.cache=\(workspace.folder.path(name))", "--set", "output=\(workspace.folder.path(output))")
      #expect(result.status == 0, "\(result.errors)")
      return result.errors
    }
    let first = try train("first")
    #expect(!first.contains("taken from") && !first.contains("warning"), "\(first)")
    let entries = try FileManager.default.contentsOfDirectory(atPath: cache)
    #expect(entries.count == 1)
    let entry = "\(cache)/\(try #require(entries.first))"
    let whole = try Data(contentsOf: URL(fileURLWithPath: entry))
    try whole.dropLast(3).write(to: URL(fileURLWithPath: entry))
    let second = try train("second")
    #expect(second.contains("warning: the cache entry \(entry) is damaged"), "\(second)")
    #expect(!second.contains("taken from"))
    let third = try train("third")
    #expect(third.contains("taken from \(cache)") && !third.contains("warning"), "\(third)")
    #expect(try String(contentsOfFile: old, encoding: .utf8) == "what version 0.1 left")
    #expect(try workspace.folder.contents().filter { $0.hasPrefix("cache") } == ["cache", "cache.sqlite"])
  }

  @Test func aHelperEndsWithItsRun() throws {
    for _ in 1...20 {
      let workspace = try TrainingWorkspace()
      // The helper is stopped, its run killed, and the helper let go on: it must not outlive the run.
      let result = try train(
        workspace.config, toHelpers: "kill -STOP $helper; kill -KILL $parent; kill -CONT $helper; echo $helper")
      let helpers = result.lines.compactMap { pid_t($0) }
      // On a busy machine the helpers may have done their work before they are seen.
      guard !helpers.isEmpty else { continue }
      #expect(comesTrue { helpers.allSatisfy { kill($0, 0) != 0 } })
      return
    }
    Issue.record("no helper was seen in time")
  }
}
