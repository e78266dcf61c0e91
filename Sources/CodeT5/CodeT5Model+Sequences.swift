import Tensors

extension CodeT5Model {
  /// Creates a model from a directory.
  ///
  /// - Parameters:
  ///   - directory: the configuration and the weights; models of the same directory share them.
  ///   - threads: the number of threads for the arithmetic of each call, at least 1.
  public convenience init(_ directory: PretrainedDirectory, threads: Int = 1) {
    self.init(directory.architecture, weights: directory.weights, context: ComputeContext(threads: threads))
  }

  /// The loss of each token of each target given its source: −log p in nats, without dropout.
  ///
  /// `exp` of the mean over a target is the model's perplexity on it.
  ///
  /// - Parameters:
  ///   - sources: the encoder's inputs, starting with `<s>` and ending with `</s>`, as created by
  ///     `Tokenizer.encodeSequence`.
  ///   - targets: the expected outputs in the same form, one for each source.
  ///   - smoothing: the amount of label smoothing, 0 for none.
  /// - Precondition: there are as many targets as sources, no sequence is empty and all ids are in the vocabulary.
  /// - Complexity: computes all sequences together; memory grows with the sum of their lengths.
  public func losses(sources: [[Int32]], targets: [[Int32]], smoothing: Float = 0) -> [[Float]] {
    let vocabulary = 0..<Int32(configuration.vocabularySize)
    precondition(targets.joined().allSatisfy(vocabulary.contains), "a target has an id outside the vocabulary")
    let batch = PackedBatch(
      sources: sources, targets: targets, samples: Array(sources.indices), startToken: configuration.decoderStartToken)
    guard !sources.isEmpty else { return [] }
    let losses = losses(batch, smoothing: smoothing)
    return targets.indices.map { Array(losses[batch.targets.rows(of: $0)]) }
  }
}
