import Foundation
import Testing

/// `fovea train` under real signals: it stops with a checkpoint, and goes on as if it had not stopped.
@Suite(
  .enabled(if: Program.isBuilt, Program.skipMessage), .enabled(if: TrainCommandTests.hasMPI, "there is no mpirun"),
  .serialized)
struct StopCommandTests {
  /// So many steps that a signal arrives before the last, however late it is.
  private static let length = length(of: 100_000)

  private static func length(of steps: Int) -> String {
    "--set training.maximum_steps=\(steps) --set training.epochs=100000 --set validation.every_steps=999 "
      + "--set checkpoints.every_steps=2000"
  }

  /// Runs in the background, waits for a step's event, does `then` (in which `$pid` is the launcher) and exits as the run
  /// did.
  private func interrupted(_ workspace: TrainingWorkspace, _ launcher: String, then: String) throws -> Program.Result {
    try Program.shell(
      """
      \(launcher) "$0" train \(workspace.config) \(Self.length) & pid=$!
      wait_until "grep -qs '.step.:20,' \(workspace.run)/events.jsonl" $pid
      \(then)
      wait $pid
      """)
  }

  @Test func aSignalThatComesWhileTheRunLoadsStopsIt() throws {
    let workspace = try TrainingWorkspace()
    let data = workspace.folder.path("pairs.jsonl")
    // Without an alarm the run waits as long as the script takes, and the pipe has a writer all the time. The signal is
    // number 10, the kernel's bit 0x200 of those that have not arrived.
    let stopped = try Program.shell(
      """
      mv \(data) \(data).kept; mkfifo \(data); exec 3<>\(data)
      env --block-signal=ALRM "$0" train \(workspace.config) \(Self.length) --set data.valid.file=\(data).kept 3>&- & pid=$!
      wait_until '[ -e \(workspace.run)/lock ]' $pid
      kill -USR1 $pid; wait_until "! grep -q '^ShdPnd:.*[2367abef]..$' /proc/$pid/status" $pid
      cat \(data).kept >&3; exec 3>&-
      wait $pid
      """)
    #expect(stopped.status == 75, "\(stopped.errors)")
    #expect(stopped.errors.contains("before the first step"), "\(stopped.errors)")
  }

  @Test(arguments: [
    ("", "kill -TERM $pid", "signal"),
    (TrainCommandTests.mpirun(2), "kill -USR1 $(pgrep -P $pid -x mpirun)", "signal"),
    (
      TrainCommandTests.mpirun(3),
      "kill -USR1 $(pgrep -P $pid -x mpirun); sleep 0.02; kill -USR1 $(pgrep -P $pid -x mpirun)", "signal"
    ),
    (TrainCommandTests.mpirun(2), "touch RUN/stop", "stop_file"),
  ])
  func aStoppedRunGoesOnToTheBit(_ launcher: String, _ action: String, _ reason: String) throws {
    let workspace = try TrainingWorkspace()
    let stopped = try interrupted(
      workspace, launcher, then: action.replacingOccurrences(of: "RUN", with: workspace.run))
    #expect(stopped.status == 75, "\(stopped.errors)")
    #expect(stopped.errors.contains("--resume auto"), "\(stopped.errors)")
    struct Event: Decodable { let reason: String? }
    let events = try workspace.folder.read("run/events.jsonl").split(separator: "\n")
    #expect(try events.compactMap { try decoded(Event.self, String($0)).reason } == [reason])

    // A run that does not stop takes as many steps as this one and its continuation.
    let length = Self.length(of: try workspace.losses().count + 100)
    let resumed = try Program.shell("\(launcher) \"$0\" train \(workspace.config) \(length) --resume auto")
    #expect(resumed.status == 0, "\(resumed.errors)")
    let whole = try TrainingWorkspace()
    let reference = try Program.shell("\(launcher) \"$0\" train \(whole.config) \(length)")
    #expect(reference.status == 0, "\(reference.errors)")
    // No step is done twice: the checkpoint is that of the last step.
    #expect(try workspace.losses() == whole.losses())
    #expect(try workspace.weights() == whole.weights())
  }
}
