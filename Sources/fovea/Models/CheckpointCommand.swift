import ArgumentParser
import Basics
import CodeT5
import Foundation
import Programs
import Tokenization
import Training

/// `fovea checkpoint`: inspects, verifies and exports a run's checkpoints.
struct CheckpointCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint",
    abstract: "Inspects, verifies and exports checkpoints.",
    discussion: """
      EXAMPLES:
        fovea checkpoint inspect runs/quickstart/baseline/checkpoints/last
        fovea checkpoint verify runs/quickstart
        fovea checkpoint verify runs/quickstart/baseline/checkpoints/step-00000100
        fovea checkpoint export runs/quickstart/baseline/checkpoints/best --output my-model
      """,
    subcommands: [InspectCommand.self, CheckpointVerifyCommand.self, ExportCommand.self])

  struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "inspect", abstract: "Prints the contents of a checkpoint.")

    @Argument(help: ArgumentHelp("The checkpoint's folder.", valueName: "dir"))
    var checkpoint: String

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
      let manifest = try CheckpointManifest(of: checkpoint)
      let contents = try CheckpointStore.contents(of: checkpoint)
      let output = StandardOutput()
      if json {
        struct Report: Encodable {
          let state: TrainingState
          let files: [CheckpointManifest.File]
          let configuration: String
        }
        try output.writeJSON(
          Report(state: contents.state, files: manifest.files, configuration: contents.configuration))
      } else {
        let state = contents.state
        try output.writeLine("step        \(state.step), \(state.updates) updates")
        try output.writeLine("next batch  epoch \(state.cursor.epoch + 1), step \(state.cursor.step + 1)")
        try output.writeLine("best step   \(state.bestStep)")
        for file in manifest.files { try output.writeLine("file        \(file.name), \(file.bytes) bytes") }
        try output.writeLine("\n\(contents.configuration)")
      }
      try output.flush()
    }
  }

  struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export",
      abstract: "Writes a checkpoint's model and tokenizer as a directory for Hugging Face's transformers.")

    @Argument(help: ArgumentHelp("The checkpoint's folder.", valueName: "dir"))
    var checkpoint: String

    @Option(help: ArgumentHelp("The folder to write.", valueName: "dir"))
    var output: String

    func run() throws {
      try OutputInCheckpoint.check(output)
      try CheckpointManifest(of: checkpoint).verify(checkpoint)
      let directory = try PretrainedDirectory(loading: checkpoint)
      try PretrainedDirectory.save(
        directory.configuration, weights: directory.weights, to: output, originalFields: directory.originalFields)
      try Tokenizer(directory: checkpoint).write(to: output)
    }
  }
}
