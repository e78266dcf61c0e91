import ArgumentParser
import Basics
import CodeT5
import Foundation
import Programs
import Runs
import Tensors
import Tokenization
import Training

/// A model, the tokenizer that belongs to it, and the threads it computes with.
struct ModelOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The model's Hugging Face directory: config.json and its weights.", valueName: "dir"))
  var model: String

  @Option(help: ArgumentHelp("The tokenizer's directory (default: the model's).", valueName: "dir"))
  var tokenizer: String?

  @OptionGroup var threads: ThreadOptions

  /// - Throws: as `LoadedModel`.
  func load() throws -> (model: CodeT5Model, tokenizer: Tokenizer) {
    let loaded = try LoadedModel(model, tokenizer: tokenizer, threads: threads.count())
    return (loaded.model, loaded.tokenizer)
  }
}
