import Basics
import CodeT5
import Foundation
import Tensors
import Tokenization
import Training

/// A model with its tokenizer.
package struct LoadedModel {
  package let model: CodeT5Model
  package let tokenizer: Tokenizer

  /// Loads both, first the tokenizer, which is smaller.
  ///
  /// - Parameters:
  ///   - tokenizerPath: the tokenizer's directory; nil for the model's.
  ///   - precision: one that the processor supports.
  /// - Throws: errors in their files; `TrainingError` if they do not fit together.
  package init(_ path: String, tokenizer tokenizerPath: String?, threads: Int, precision: Precision = .fp32) throws {
    let tokenizerPath = tokenizerPath ?? path
    for directory in [path, tokenizerPath] { try ModelFolder.require(directory) }
    tokenizer = try Tokenizer(directory: tokenizerPath)
    let directory = try PretrainedDirectory(loading: path)
    try TrainingError.requireFit(tokenizer, directory.configuration, path: tokenizerPath)
    model = CodeT5Model(
      directory.architecture, weights: directory.weights,
      context: ComputeContext(threads: threads, precision: precision))
  }
}
