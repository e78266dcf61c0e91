import Foundation
import TestSupport
import Testing

/// Closed streams, odd paths, moved folders and signals, as a person's script may bring them about.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage), .serialized)
struct HostileSurroundingsTests {
  private typealias Workspace = TrainingWorkspace

  /// The next file to be opened would otherwise get the number of the closed stream, and the console's text with it.
  @Test func closedStreamsLeaveEveryFileWhole() throws {
    let workspace = try Workspace()
    let result = try Program.shell("$0 train \(workspace.config) <&- >&- 2>&-")
    #expect(result.status == 0)
    let events = try String(contentsOfFile: "\(workspace.run)/events.jsonl", encoding: .utf8)
    for line in events.split(separator: "\n") {
      #expect((try? JSONSerialization.jsonObject(with: Data(line.utf8))) != nil, "\(line)")
    }
    let lock = try String(contentsOfFile: "\(workspace.run)/lock", encoding: .utf8)
    #expect(lock.split(separator: "\n").count == 1, "\(lock)")
    #expect(try Program.run("checkpoint", "verify", "\(workspace.run)/checkpoints/last").status == 0)
  }

  @Test func pathsOfOneLetterArePaths() throws {
    let folder = try TemporaryFolder()
    let line = #"{"source": "a", "target": "b"}"#
    try folder.file("d", "\(line)\n")
    for command in [
      "tokenizer train --input d --field source --field target --vocabulary-size 300 --output t",
      "train c", "sweep run s", "metrics --metrics bleu --references d --predictions d", "gaze motifs d --cache c",
      "results report r --output p", "codebleu --references d --predictions d --language java",
    ] {
      let result = try Program.shell("cd \(folder.path) && $0 \(command)")
      #expect(result.status < 128, "\(command): \(result.errors)")
    }
  }

  @Test func aPipeAsConfigurationIsNoReasonToWaitForEver() throws {
    let folder = try TemporaryFolder()
    let result = try Program.shell("mkfifo \(folder.path)/p && timeout 900 $0 train \(folder.path)/p")
    #expect(result.status == 65 && result.errors.contains("nobody writes"), "\(result.errors)")
    let endless = try Program.shell("ulimit -v 4000000; timeout 900 $0 train /dev/zero")
    #expect(endless.status != 124 && endless.status < 128, "\(endless.status) \(endless.errors)")
  }

  /// `ulimit -f` counts kilobytes in bash; some limits are reached by the events, some by a checkpoint.
  @Test(arguments: [1, 8, 40, 64])
  func aLimitOnTheSizeOfFilesIsAnErrorAndNoCrash(_ kilobytes: Int) throws {
    let workspace = try Workspace()
    let first = try Program.shell("exec $0 train \(workspace.config) --set training.maximum_steps=4")
    #expect(first.status == 0, "\(first.errors)")
    let result = try Program.shell(
      "ulimit -f \(kilobytes); exec $0 train \(workspace.config) --resume auto --set training.maximum_steps=400")
    #expect(result.status == 74, "\(result.errors)")
    #expect(result.errors.contains("ulimit -f") && !result.errors.contains("Fatal error"), "\(result.errors)")
    #expect(try Program.run("checkpoint", "verify", "\(workspace.run)/checkpoints/last").status == 0)
    #expect(try workspace.losses().count >= 4)
  }

  @Test func aRunWhoseFolderMovesEndsAndLeavesItsStateThere() throws {
    let workspace = try Workspace()
    let (run, moved) = (workspace.run, "\(workspace.run)-moved")
    let result = try Program.shell(
      """
      $0 train \(workspace.config) --set training.maximum_steps=100000 --set training.epochs=100000 2>\(run).log & job=$!
      wait_until "grep -qs '.step.:3,' \(run)/events.jsonl" $job
      mv \(run) \(moved); mkdir \(run)
      wait $job
      """)
    let log = try String(contentsOfFile: "\(run).log", encoding: .utf8)
    #expect(result.status == 74, "\(log)")
    #expect(log.contains("moved, removed or replaced") && log.contains("--resume auto"), "\(log)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: run).isEmpty)
    #expect(try Program.run("checkpoint", "verify", "\(moved)/checkpoints/last").status == 0)
    let status = try String(contentsOfFile: "\(moved)/status.json", encoding: .utf8)
    #expect(status.contains("74"), "\(status)")
    let resumed = try Program.shell(
      "$0 train \(workspace.config) --set output=\(moved) --resume auto --set training.maximum_steps=1 2>&1")
    #expect(resumed.output.contains("resumed after step"), "\(resumed.output)")
  }

  @Test func aRunCopiedWithoutItsLinksResumes() throws {
    let workspace = try Workspace()
    #expect(try Program.run("train", workspace.config).status == 0)
    #expect(
      try Program.shell("mv \(workspace.run) \(workspace.run)0; cp -rL \(workspace.run)0 \(workspace.run)").status == 0)
    let resumed = try Program.run("train", workspace.config, "--resume", "auto", "--set", "training.maximum_steps=10")
    #expect(resumed.status == 0 && resumed.errors.contains("resumed after step 8"), "\(resumed.errors)")
  }

  /// Data that never come, from a pipe that stays open: one signal ends the run by an alarm, two end it at once, so also
  /// where alarms do not come through.
  @Test(arguments: [
    ("", "kill -TERM $job"),
    ("env --block-signal=ALRM", "while kill -TERM $job 2>/dev/null; do sleep 0.1; done"),
  ])
  func aSignalEndsAStartThatDoesNotEnd(_ launcher: String, _ kill: String) throws {
    let workspace = try Workspace()
    let pipe = workspace.folder.path("pipe")
    let result = try Program.shell(
      """
      mkfifo \(pipe); exec 3<>\(pipe); printf '{"source' >&3
      \(launcher) "$0" train \(workspace.config) --set data.train.file=\(pipe) & job=$!
      wait_until '[ -e \(workspace.run)/lock ]' $job
      begin=$(date +%s); \(kill); wait $job; status=$?
      echo $(($(date +%s) - begin)); exit $status
      """)
    #expect(result.status == 75, "\(result.errors)")
    // The alarm comes after five seconds, not before.
    let seconds = try #require(result.lines.last.flatMap { Int($0) })
    #expect(seconds >= 4 || !launcher.isEmpty)
  }

  @Test func aRunWhoseFolderIsRemovedSaysSo() throws {
    let workspace = try Workspace()
    let run = workspace.run
    let result = try Program.shell(
      """
      $0 train \(workspace.config) --set training.maximum_steps=100000 --set training.epochs=100000 2>\(run).log & job=$!
      wait_until "grep -qs '.step.:3,' \(run)/events.jsonl" $job
      rm -r \(run); wait $job
      """)
    let log = try String(contentsOfFile: "\(run).log", encoding: .utf8)
    #expect(result.status == 74 && log.contains("the folder is gone"), "\(log)")
    #expect(!FileManager.default.fileExists(atPath: run))
  }

  @Test func anExportDoesNotGoIntoACheckpoint() throws {
    let workspace = try Workspace()
    #expect(try Program.run("train", workspace.config).status == 0)
    let best = "\(workspace.run)/checkpoints/best"
    for output in [best, "\(best)/inside", "\(workspace.run)/checkpoints/step-00000004"] {
      let result = try Program.run("checkpoint", "export", "\(workspace.run)/checkpoints/last", "--output", output)
      #expect(result.status == 64, "\(output): \(result.errors)")
    }
    #expect(try Program.run("checkpoint", "verify", workspace.run).status == 0)
    let elsewhere = try Program.run(
      "checkpoint", "export", "\(workspace.run)/checkpoints/last", "--output", "\(workspace.run)-model")
    #expect(elsewhere.status == 0, "\(elsewhere.errors)")
  }
}
