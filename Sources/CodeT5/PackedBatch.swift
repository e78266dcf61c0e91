import Tensors

/// The packed samples of one micro-batch, for training and evaluation.
package struct PackedBatch {
  /// The encoder's input, `[S]` sequences.
  package let source: PackedSequences
  /// The decoder's input: the start token, then the labels except the last.
  package let decoderInput: PackedSequences
  /// The labels, in the rows of `decoderInput`.
  package let targets: PackedSequences

  /// - Precondition: no source and no target is empty.
  package init(sources: [[Int32]], targets: [[Int32]], samples: [Int], startToken: Int32) {
    precondition(sources.count == targets.count, "each source needs its target")
    precondition(!sources.contains([]) && !targets.contains([]), "sequences cannot be empty")
    source = PackedSequences(sources, samples: samples)
    decoderInput = PackedSequences(targets.map { [startToken] + $0.dropLast() }, samples: samples)
    self.targets = PackedSequences(targets, samples: samples)
  }

  package var targetTokenCount: Int { targets.tokenCount }
}
