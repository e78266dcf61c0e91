import ArgumentParser
import Basics
import CodeT5
import Foundation
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

  /// Loads both, the small tokenizer first.
  ///
  /// - Throws: what is wrong with their files; `TrainingError` when they do not fit together.
  func load() throws -> (model: CodeT5Model, tokenizer: Tokenizer) {
    let threads = try threads.count()
    let tokenizerDirectory = tokenizer ?? model
    for directory in [model, tokenizerDirectory] { try requireDirectory(directory) }
    let tokenizer = try Tokenizer(directory: tokenizerDirectory)
    let directory = try PretrainedDirectory(loading: model)
    try TrainingError.requireFit(tokenizer, directory.configuration, path: tokenizerDirectory)
    let model = CodeT5Model(
      directory.architecture, weights: directory.weights, context: ComputeContext(threads: threads))
    return (model, tokenizer)
  }
}

/// Throws `FileFailure` unless `path` is a directory: a better message than that of the first file missing inside it.
func requireDirectory(_ path: String) throws {
  var isDirectory: ObjCBool = false
  guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
    throw FileFailure(.read, path: path, errorNumber: ENOENT)
  }
  guard isDirectory.boolValue else { throw FileFailure(.list, path: path, errorNumber: ENOTDIR) }
}
