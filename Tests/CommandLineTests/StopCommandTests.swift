import Foundation
import Testing

/// `fovea train` under real signals: it stops with a checkpoint, and goes on as if it had not stopped.
@Suite(
  .enabled(if: Program.isBuilt, Program.skipMessage), .enabled(if: TrainCommandTests.hasMPI, "there is no mpirun"),
  .serialized)
struct StopCommandTests {
  /// Enough steps that a signal arrives long before the last.
  private static let length =
    "--set training.maximum_steps=4000 --set training.epochs=4000 --set validation.every_steps=999 --set checkpoints.every_steps=2000"

  /// Runs in the background, waits for a step's event, does `then` (in which `$pid` is the launcher) and exits as the run
  /// did.
  private func interrupted(_ workspace: TrainingWorkspace, _ launcher: String, then: String) throws -> Program.Result {
    try Program.shell(
      """
      \(launcher) "$0" train \(workspace.config) \(Self.length) & pid=$!
      while kill -0 $pid; do
        [ "$(grep -c '"event":"step"' \(workspace.run)/events.jsonl 2>/dev/null)" -ge 20 ] 2>/dev/null && break
        sleep 0.05
      done
      \(then)
      wait $pid
      """)
  }

  @Test func aSignalThatComesWhileTheRunLoadsStopsIt() throws {
    let workspace = try TrainingWorkspace()
    let data = workspace.folder.path("pairs.jsonl")
    let stopped = try Program.shell(
      """
      mv \(data) \(data).kept; mkfifo \(data)
      "$0" train \(workspace.config) \(Self.length) --set data.valid.file=\(data).kept & pid=$!
      while kill -0 $pid && ! [ -e \(workspace.run)/lock ]; do sleep 0.05; done
      sleep 0.2; kill -USR1 $pid; sleep 1
      cat \(data).kept > \(data)
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
    let whole = try TrainingWorkspace()
    let reference = try Program.shell("\(launcher) \"$0\" train \(whole.config) \(Self.length)")
    #expect(reference.status == 0, "\(reference.errors)")

    let workspace = try TrainingWorkspace()
    let stopped = try interrupted(
      workspace, launcher, then: action.replacingOccurrences(of: "RUN", with: workspace.run))
    #expect(stopped.status == 75, "\(stopped.errors)")
    #expect(stopped.errors.contains("--resume auto"), "\(stopped.errors)")
    struct Event: Decodable { let reason: String? }
    let events = try workspace.folder.read("run/events.jsonl").split(separator: "\n")
    #expect(try events.compactMap { try decoded(Event.self, String($0)).reason } == [reason])
    let losses = try workspace.losses()
    #expect(losses.count < 4000)

    let resumed = try Program.shell("\(launcher) \"$0\" train \(workspace.config) \(Self.length) --resume auto")
    #expect(resumed.status == 0, "\(resumed.errors)")
    // No step is done twice: the checkpoint is that of the last step.
    #expect(try workspace.losses() == whole.losses())
    #expect(try workspace.weights() == whole.weights())
  }
}
