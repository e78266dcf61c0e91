import ArgumentParser
import Basics
import CodeT5
import Foundation
import Programs

extension ConfigCommand {
  /// `fovea config init`: a commented configuration to begin with.
  struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "init", abstract: "Writes a commented configuration with the settings that matter first.",
      discussion: """
        Without --finetune or --from-checkpoint, a small model is trained from scratch. Fine-tuning has the learning \
        rate, warm-up, batches and beams of CodeT5's own scripts. Change the names of the data files, then try it: \
        fovea train my.yaml --dry-run.

        EXAMPLES:
          fovea config init summarization --output my.yaml
          fovea config init translation --from-checkpoint codet5-small --output my.yaml
          fovea config init pairs --finetune
        """)

    @Argument(
      help: ArgumentHelp(
        "One of \(LearningTask.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "task"))
    var task: LearningTask

    @Option(help: ArgumentHelp("The file to write (default: standard output).", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("Fine-tune the model in this folder, in Hugging Face's layout.", valueName: "dir"))
    var fromCheckpoint: String?

    @Flag(help: "Fine-tune; without --from-checkpoint, the model that the variable CODET5 names.")
    var finetune = false

    @Flag(help: "Replace the file of --output if it exists.")
    var force = false

    func validate() throws {
      guard !force || output != nil else { throw ValidationError("--force has no effect without --output") }
    }

    func run() throws {
      var template = ConfigurationTemplate(task, checkpoint: fromCheckpoint ?? (finetune ? "${CODET5}" : nil))
      if let fromCheckpoint {
        try ModelFolder.require(fromCheckpoint)
        _ = try PretrainedDirectory.shape(of: fromCheckpoint)
        template.hasTokenizer = ["tokenizer.json", "vocab.json"].contains {
          FileManager.default.fileExists(atPath: PathName.joined(fromCheckpoint, $0))
        }
      }
      guard let output else {
        let standard = StandardOutput()
        try standard.write(template.text)
        return try standard.flush()
      }
      guard force || !FileManager.default.fileExists(atPath: output) else { throw FileExists(path: output) }
      try AtomicFile.write(template.text, to: output)
      Console.standardError.note("\(output): name your data in it, then try fovea train \(output) --dry-run")
    }
  }
}

/// A file that is not to be replaced without being asked.
struct FileExists: DiagnosableError, Equatable {
  var path: String

  var diagnosis: Diagnosis {
    Diagnosis(
      .inputOutput, problem: "the file exists already", place: path, remedy: "choose another name, or add --force")
  }
}
