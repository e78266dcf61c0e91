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

  /// - Throws: as `LoadedModel`.
  func load() throws -> (model: CodeT5Model, tokenizer: Tokenizer) {
    let loaded = try LoadedModel(model, tokenizer: tokenizer, threads: threads.count())
    return (loaded.model, loaded.tokenizer)
  }
}

/// A model and the tokenizer that belongs to it.
struct LoadedModel {
  let model: CodeT5Model
  let tokenizer: Tokenizer

  /// Loads both, the small tokenizer first.
  ///
  /// - Parameter tokenizerPath: the tokenizer's directory; nil for the model's.
  /// - Throws: what is wrong with their files; `TrainingError` when they do not fit together.
  init(_ path: String, tokenizer tokenizerPath: String?, threads: Int) throws {
    let tokenizerPath = tokenizerPath ?? path
    for directory in [path, tokenizerPath] { try requireDirectory(directory) }
    tokenizer = try Tokenizer(directory: tokenizerPath)
    let directory = try PretrainedDirectory(loading: path)
    try TrainingError.requireFit(tokenizer, directory.configuration, path: tokenizerPath)
    model = CodeT5Model(
      directory.architecture, weights: directory.weights, context: ComputeContext(threads: threads))
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
