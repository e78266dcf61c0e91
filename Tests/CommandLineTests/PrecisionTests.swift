import Foundation
import Tensors
import Testing

/// The choice of precision, as a person makes it.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage), .serialized)
struct PrecisionTests {
  @Test func aRunRecordsWhatAutomaticCameToAndGoesOnWithIt() throws {
    let workspace = try TrainingWorkspace()
    let run = try Program.run("train", workspace.config, "--set", "training.precision=auto")
    #expect(run.status == 0, "\(run.errors)")
    let configuration = try String(contentsOfFile: "\(workspace.run)/config.yaml", encoding: .utf8)
    #expect(configuration.contains("precision: \(Precision.fastest.rawValue)"))
    let resumed = try Program.run(
      "train", workspace.config, "--resume", "auto", "--set", "training.precision=\(Precision.fastest.rawValue)")
    #expect(resumed.status == 0, "\(resumed.errors)")
    let other = Precision.fastest == .bf16 ? "fp32" : "bf16"
    let changed = try Program.run(
      "train", workspace.config, "--resume", "auto", "--set", "training.precision=\(other)")
    #expect(changed.status == 78, "\(changed.errors)")
  }

  @Test func anUnknownPrecisionIsRefused() throws {
    let workspace = try TrainingWorkspace()
    let run = try Program.run("train", workspace.config, "--set", "training.precision=fp8")
    #expect(run.status == 78 && run.errors.contains("fp32, bf16"), "\(run.errors)")
    let evaluation = try Program.run("evaluate", "--model", "m", "--task", "pairs", "--data", "d", "--precision", "fp8")
    #expect(evaluation.status == 64 && evaluation.errors.contains("bf16"), "\(evaluation.errors)")
  }

  @Test(.enabled(if: !Precision.bf16.isSupported, "this processor has the instructions for bfloat16"))
  func withoutTheInstructionsItIsRefused() throws {
    let workspace = try TrainingWorkspace()
    let run = try Program.run("train", workspace.config, "--set", "training.precision=bf16")
    #expect(run.status == 78 && run.errors.contains("no instructions"), "\(run.errors)")
    let evaluation = try Program.run(
      "evaluate", "--model", "m", "--task", "pairs", "--data", "d", "--precision", "bf16")
    #expect(evaluation.status == 64 && evaluation.errors.contains("no instructions"), "\(evaluation.errors)")
  }
}
