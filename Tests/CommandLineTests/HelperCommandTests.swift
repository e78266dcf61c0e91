import Foundation
import TestSupport
import Testing

/// `fovea train` while its helper processes are killed, stopped or run out of memory: the run ends as if nothing had been,
/// without the scores that did not come about.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage), .serialized)
struct HelperCommandTests {
  private static let options = "--set validation.code_language=java --set validation.generated_samples=5"

  /// Trains with a fault of `launch/lib/faults/helper-fault.c` in the helpers: a signal's number, or `memory`.
  ///
  /// - Parameter once: a file that is made in the first helper; the others then have no fault.
  private func train(
    _ config: String, _ launcher: String = "", _ options: String, fault: String, library: String, once: String? = nil
  ) throws -> Program.Result {
    let mark = once.map { "FOVEA_FAULT_ONCE=\($0)" } ?? ""
    return try Program.shell(
      "exec env LD_PRELOAD=\(library) FOVEA_FAULT_HELPER=\(fault) \(mark) \(launcher) \"$0\" train \(config) \(options)"
    )
  }

  private struct Event: Decodable {
    let event: String
    let message: String?
    let scores: [String: Double]?
  }

  private func events(_ folder: TemporaryFolder) throws -> [Event] {
    try folder.read("run/events.jsonl").split(separator: "\n").map { try decoded(Event.self, String($0)) }
  }

  /// The helpers' fault, where, with what settings, and what is then said of them.
  private static let faults: [(fault: String, launcher: String, options: String, words: String)] = [
    ("\(SIGKILL)", "", "", "signal 9 (Killed)"),
    ("\(SIGSEGV)", TrainCommandTests.mpirun(2), "", "signal 11 (Segmentation fault)"),
    ("\(SIGSTOP)", "", "--set helpers.scoring_seconds=1", "not done after 1 s"),
    ("memory", "", "", "the helper process"),
  ]

  @Test(.enabled(if: TrainCommandTests.hasMPI, "there is no mpirun"), arguments: 0..<faults.count)
  func aHelperThatFailsCostsItsScoresAndNothingElse(_ number: Int) throws {
    let fault = Self.faults[number]
    let whole = try TrainingWorkspace()
    let reference = try Program.shell("\(fault.launcher) \"$0\" train \(whole.config) \(Self.options)")
    #expect(reference.status == 0, "\(reference.errors)")
    let expected = try events(whole.folder).compactMap(\.scores)
    #expect(expected.count == 2 && expected.allSatisfy { $0["codebleu"] != nil && $0["bleu"] != nil })

    let workspace = try TrainingWorkspace()
    let result = try train(
      workspace.config, fault.launcher, "\(Self.options) \(fault.options)", fault: fault.fault,
      library: Program.faultLibrary("helper-fault", in: workspace.folder))
    #expect(result.status == 0, "\(result.errors)")
    #expect(try workspace.weights() == whole.weights())
    let all = try events(workspace.folder)
    let scores = all.compactMap(\.scores)
    #expect(scores.count == 2 && scores.allSatisfy { $0["codebleu"] == nil }, "\(result.errors)")
    let warnings = all.filter { $0.event == "warning" }.compactMap(\.message)
    #expect(warnings.contains { $0.contains("missing: ") && $0.contains(fault.words) }, "\(warnings)")
  }

  @Test func gazeIsMadeWithoutACacheThatAHelperFailedOn() throws {
    let whole = try GazeTrainingWorkspace()
    let kind = "--set objective.kind=reward"
    #expect(try Program.shell("exec \"$0\" train \(whole.config) \(kind)").status == 0)
    var errors = ""
    for seconds in [2, 20, 200] {
      let workspace = try GazeTrainingWorkspace()
      let cache = workspace.folder.path("cache")
      let result = try train(
        workspace.config, "", "\(kind) --set gaze.cache=\(cache) --set helpers.gaze_seconds=\(seconds)",
        fault: "\(SIGSTOP)", library: Program.faultLibrary("helper-fault", in: workspace.folder),
        once: workspace.folder.path("stopped"))
      errors = result.errors
      // On a busy machine the second helper may not be done in time either; then both get more.
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
    // A file whose content never comes, as on a file system that hangs: mpirun itself has the pipe open to write.
    let pipe = workspace.folder.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    let result = try Program.shell(
      "exec \(TrainCommandTests.mpirun(2)) \"$0\" train \(workspace.config) --set objective.kind=reward "
        + "--set gaze.trials=\(pipe) --set helpers.gaze_seconds=1 3<>\(pipe)")
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
    let workspace = try GazeTrainingWorkspace()
    // A helper that reads a pipe from which nothing comes would never end by itself.
    let pipe = workspace.folder.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    let result = try Program.shell(
      """
      exec 3<>\(pipe)
      "$0" train \(workspace.config) --set objective.kind=reward --set gaze.trials=\(pipe) & run=$!
      wait_until 'helper=$(pgrep -P $run)' $run
      [ -n "$helper" ] && kill -KILL $run && wait_until '! kill -0 $helper 2>/dev/null' && echo ended
      """)
    #expect(result.output == "ended\n", "\(result.errors)")
  }
}
