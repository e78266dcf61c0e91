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
package struct ModelOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The model's Hugging Face directory, with config.json and the weights.", valueName: "dir"))
  package var model: String

  @Option(help: ArgumentHelp("The tokenizer's directory (default: the model's).", valueName: "dir"))
  package var tokenizer: String?

  @OptionGroup package var threads: ThreadOptions
  @OptionGroup package var precision: PrecisionOptions

  package init() {}

  /// - Throws: the errors of `LoadedModel`.
  package func load() throws -> (model: CodeT5Model, tokenizer: Tokenizer) {
    let loaded = try LoadedModel(model, tokenizer: tokenizer, threads: threads.count(), precision: precision.chosen)
    return (loaded.model, loaded.tokenizer)
  }
}
