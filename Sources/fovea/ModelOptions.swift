import ArgumentParser
import Basics
import CodeT5
import Foundation
import Tensors
import Tokenization

/// A model, the tokenizer that belongs to it, and the threads it computes with.
struct ModelOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The model's Hugging Face directory: config.json and its weights.", valueName: "dir"))
  var model: String

  @Option(help: ArgumentHelp("The tokenizer's directory (default: the model's).", valueName: "dir"))
  var tokenizer: String?

  @OptionGroup var threads: ThreadOptions

  /// Loads both, the small tokenizer first.
  ///
  /// - Throws: what is wrong with their files; `VocabularyMismatch` when they do not fit together.
  func load() throws -> (model: CodeT5Model, tokenizer: Tokenizer) {
    let threads = try threads.count()
    let tokenizerDirectory = tokenizer ?? model
    for directory in [model, tokenizerDirectory] { try requireDirectory(directory) }
    let tokenizer = try Tokenizer(directory: tokenizerDirectory)
    let directory = try PretrainedDirectory(loading: model)
    guard tokenizer.vocabularySize <= directory.configuration.vocabularySize else {
      throw VocabularyMismatch(
        tokenizerDirectory: tokenizerDirectory, tokenizerSize: tokenizer.vocabularySize, modelDirectory: model,
        modelSize: directory.configuration.vocabularySize)
    }
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

/// A tokenizer with ids that its model has no embedding for.
struct VocabularyMismatch: DiagnosableError {
  let tokenizerDirectory: String
  let tokenizerSize: Int
  let modelDirectory: String
  let modelSize: Int

  var diagnosis: Diagnosis {
    Diagnosis(
      .badData,
      problem: "the tokenizer has \(tokenizerSize) tokens, the model in \(modelDirectory) only \(modelSize)",
      place: tokenizerDirectory, remedy: "name the tokenizer that the model was trained with (--tokenizer)")
  }
}
