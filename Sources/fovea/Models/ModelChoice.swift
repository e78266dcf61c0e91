import ArgumentParser
import Basics
import CodeT5
import Configuration
import Foundation
import Programs
import Runs
import Tokenization
import Training

/// The model of `fovea loss`, `evaluate` and `generate`: a folder, or the selected checkpoint of a run.
struct ModelChoice: ParsableArguments {
  @Option(help: ArgumentHelp("The model's Hugging Face directory, or a checkpoint of a run.", valueName: "dir"))
  var model: String?

  @Option(
    help: ArgumentHelp(
      "A run's folder instead: its best checkpoint, with the run's task, length limits and search.", valueName: "dir"))
  var run: String?

  @Option(help: ArgumentHelp("The tokenizer's directory (default: the model's).", valueName: "dir"))
  var tokenizer: String?

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var precision: PrecisionOptions

  func validate() throws {
    guard (model == nil) != (run == nil) else {
      throw ValidationError(
        model == nil ? "missing --model, or --run with a run's folder" : "give either --model or --run, not both")
    }
  }

  /// - Throws: `CheckpointError` or `FileFailure` if a run has no checkpoint; `ConfigurationError` for its configuration.
  func resolved() throws -> ChosenModel {
    guard let run else { return ChosenModel(path: model ?? "", tokenizer: tokenizer ?? model ?? "") }
    try Folder.require(run)
    let folder = RunFolder(run)
    let configuration = try ConfigurationLoader.load(
      TrainingConfiguration.self, from: folder.path(of: RunFolder.configuration), environment: [:])
    let links = ["best", "last"].map { PathName.joined(folder.checkpointsPath, $0) }
    guard let link = links.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      throw CheckpointError.noneIntact(folder: folder.checkpointsPath)
    }
    return ChosenModel(path: link, tokenizer: tokenizer ?? link, run: configuration)
  }
}

/// A model's folder, and the configuration of the run that it is from.
struct ChosenModel {
  let path: String
  let tokenizer: String
  /// Nil for a model that was named by its folder.
  var run: TrainingConfiguration?

  func load(_ choice: ModelChoice) throws -> (model: CodeT5Model, tokenizer: Tokenizer) {
    let loaded = try LoadedModel(
      path, tokenizer: tokenizer, threads: choice.threads.count(), precision: choice.precision.chosen)
    return (loaded.model, loaded.tokenizer)
  }
}
