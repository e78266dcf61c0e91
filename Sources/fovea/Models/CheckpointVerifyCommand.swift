import ArgumentParser
import Basics
import Foundation
import Programs
import Training

/// `fovea checkpoint verify`: verifies the checksums of checkpoints.
struct CheckpointVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Verifies the checksum of every file; exits with 65 if any differs.",
    discussion: "For a run's folder, verifies all of the run's checkpoints.")

  @Argument(help: ArgumentHelp("The folder of a checkpoint or a run.", valueName: "dir"))
  var folder: String

  @Flag(help: "Print one JSON object per checkpoint.")
  var json = false

  private struct Verdict: Encodable {
    var checkpoint: String
    var isIntact: Bool
    var files: Int
    var problem: String?
  }

  func run() throws {
    let output = StandardOutput()
    var firstFailure: (any Error)?
    for checkpoint in try checkpoints() {
      var verdict = Verdict(checkpoint: checkpoint, isIntact: true, files: 0)
      do {
        let manifest = try CheckpointManifest(of: checkpoint)
        verdict.files = manifest.files.count
        try manifest.verify(checkpoint)
      } catch {
        firstFailure = firstFailure ?? error
        verdict.isIntact = false
        let diagnosis = Diagnosis(of: error)
        verdict.problem = "\(diagnosis.place): \(diagnosis.problem)"
      }
      if json {
        try output.writeJSON(verdict)
      } else {
        let text = verdict.problem ?? "all \(verdict.files) files are intact"
        try output.writeLine(verdict.isIntact ? "\(checkpoint): \(text)" : text)
      }
    }
    try output.flush()
    if let firstFailure { throw firstFailure }
  }

  /// The checkpoint itself, or the checkpoints of the run.
  private func checkpoints() throws -> [String] {
    if access("\(folder)/manifest.json", F_OK) == 0 { return [folder] }
    for candidate in ["\(folder)/checkpoints", folder] {
      let found = CheckpointStore(candidate).list()
      if !found.isEmpty { return found }
    }
    // Neither: report the missing manifest.
    return [folder]
  }
}
