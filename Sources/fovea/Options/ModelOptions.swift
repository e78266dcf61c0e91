import ArgumentParser
import Basics
import CodeT5
import Foundation
import Programs
import Runs
import Tensors
import Tokenization
import Training

/// A model, its tokenizer, its threads and its precision.
struct ModelOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The model's Hugging Face directory, with config.json and the weights.", valueName: "dir"))
  var model: String

  @Option(help: ArgumentHelp("The tokenizer's directory (default: the model's).", valueName: "dir"))
  var tokenizer: String?

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var precision: PrecisionOptions

  /// - Throws: the errors of `LoadedModel`.
  func load() throws -> (model: CodeT5Model, tokenizer: Tokenizer) {
    let loaded = try LoadedModel(model, tokenizer: tokenizer, threads: threads.count(), precision: precision.chosen)
    return (loaded.model, loaded.tokenizer)
  }
}
