import Foundation
import TestSupport
import Testing

/// What a crash or a bad disk at any system call of a checkpoint's writing leaves behind: checkpoints that are whole.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage), .serialized)
struct CheckpointCrashTests {
  private let workspace: TrainingWorkspace
  private let library: String
  private let base: String

  /// A run that has a checkpoint at step 4, to be continued to step 8.
  init() throws {
    workspace = try TrainingWorkspace()
    library = try Program.faultLibrary("faulty-calls", in: workspace.folder)
    base = workspace.folder.path("base")
    let first = try Program.run("train", workspace.config, "--set", "training.maximum_steps=4")
    try #require(first.status == 0, "\(first.errors)")
    try FileManager.default.moveItem(atPath: workspace.run, toPath: base)
  }

  /// Continues a copy of the run with a fault at a call, and returns the exit code.
  private func train(_ kind: String, at call: Int, counting: String = "/dev/null") throws -> Int32 {
    try Program.shell(
      """
      rm -rf \(workspace.run); cp -a \(base) \(workspace.run)
      env LD_PRELOAD=\(library) FOVEA_FAULT_PATH=\(workspace.run)/checkpoints/ FOVEA_FAULT_KIND=\(kind) \
        FOVEA_FAULT_AT=\(call) FOVEA_FAULT_COUNT=\(counting) "$0" train \(workspace.config) --resume auto
      exit $?
      """
    ).status
  }

  private func checkpoints() throws -> Set<String> {
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(workspace.run)/checkpoints")
    return Set(names.filter { $0.hasPrefix("step-") && !$0.hasSuffix(".partial") })
  }

  /// The calls that one checkpoint takes.
  private func callCount() throws -> Int {
    let count = workspace.folder.path("count")
    let status = try train("kill", at: 0, counting: count)
    #expect(status == 0)
    #expect(try checkpoints() == ["step-00000004", "step-00000008"])
    return try #require(Int(workspace.folder.read("count").trimmingCharacters(in: .whitespacesAndNewlines)))
  }

  @Test(arguments: ["kill", "torn", "enospc", "eio", "short"])
  func everyCheckpointWithANameIsWhole(_ kind: String) throws {
    let whole = try Data(contentsOf: URL(fileURLWithPath: reference()))
    let calls = try callCount()
    #expect(calls > 50)
    // launch/faults goes through all of them; here each kind takes some.
    let kinds = ["kill", "torn", "enospc", "eio", "short"]
    let first = 1 + (kinds.firstIndex(of: kind) ?? 0)
    for call in stride(from: first, through: calls, by: 13) {
      let status = try train(kind, at: call)
      // Removing what earlier writers left may fail without harm, and so may closing a file that was read.
      #expect(kind == "kill" ? status == 128 + SIGKILL : status != 1, "\(kind) at call \(call): \(status)")
      #expect(try checkpoints().isSuperset(of: ["step-00000004"]))
      let verified = try Program.run("checkpoint", "verify", workspace.run)
      #expect(verified.status == 0, "\(kind) at call \(call): \(verified.output)")
      guard call % 5 == 0 else { continue }
      let resumed = try Program.run("train", workspace.config, "--resume", "auto")
      #expect(resumed.status == 0, "\(kind) at call \(call): \(resumed.errors)")
      let last = URL(fileURLWithPath: "\(workspace.run)/checkpoints/last/model.safetensors")
      #expect(try Data(contentsOf: last) == whole, "\(kind) at call \(call)")
    }
  }

  /// The weights of the run without a fault.
  private func reference() throws -> String {
    #expect(try train("kill", at: 0) == 0)
    let copy = workspace.folder.path("reference.safetensors")
    try FileManager.default.copyItem(atPath: "\(workspace.run)/checkpoints/last/model.safetensors", toPath: copy)
    return copy
  }
}
