import Tensors

/// A CodeT5 model: layers and weights (Wang et al., "CodeT5: Identifier-aware unified pre-trained encoder-decoder
/// models for code understanding and generation", EMNLP 2021).
///
/// ```swift
/// import CodeT5
/// import Tokenization
///
/// let folder = "codet5-small"
/// let tokenizer = try Tokenizer(directory: folder)
/// let model = CodeT5Model(try PretrainedDirectory(loading: folder), threads: 4)
///
/// let source = tokenizer.encodeSequence("int twice(int n) { return 2 * n; }", maximalLength: 512).ids
/// let target = tokenizer.encodeSequence("Doubles a number.").ids
/// let losses = model.losses(sources: [source], targets: [target])
/// print(losses[0].reduce(0, +) / Float(losses[0].count))
///
/// var options = GenerationSettings()
/// options.beams = 4
/// let output = model.generate([source], options)[0]
/// print(tokenizer.decode(output, skippingSpecialTokens: true))
/// ```
///
/// Only one thread may use a model at a time. In training, each rank has one replica.
public final class CodeT5Model {
  package let architecture: Architecture
  package let weights: ParameterArena
  package let context: ComputeContext

  package init(_ architecture: Architecture, weights: ParameterArena, context: ComputeContext) {
    precondition(weights.layout == architecture.layout, "the weights belong to another architecture")
    self.architecture = architecture
    self.weights = weights
    self.context = context
  }

  /// The shape of the model and its special tokens.
  public var configuration: ModelConfiguration { architecture.configuration }

  /// The loss of each target token, in the rows of `batch.targets`, without dropout.
  package func losses(_ batch: PackedBatch, smoothing: Float = 0) -> [Float] {
    context.arena.reset()
    let pass = Pass(weights: weights, dropout: .none, context: context, gradients: nil)
    let decoded = decode(batch, pass).output
    let losses = pass.matrix(1, batch.targetTokenCount)
    architecture.crossEntropy(smoothing: smoothing).forward(
      decoded, head: architecture.head(weights), targets: batch.targets.tokens, losses: losses, context)
    return losses.elements
  }

  /// All logits `[T, V]`, row by row, without dropout; meant for comparisons on small batches.
  package func logits(_ batch: PackedBatch) -> [Float] {
    context.arena.reset()
    let pass = Pass(weights: weights, dropout: .none, context: context, gradients: nil)
    let decoded = decode(batch, pass).output
    let logits = pass.matrix(batch.targetTokenCount, configuration.vocabularySize)
    architecture.crossEntropy(smoothing: 0).logits(decoded, head: architecture.head(weights), into: logits, context)
    return logits.elements
  }

  /// One forward and backward pass: adds to `gradients` the gradients of `lossScale` · Σ weight · token loss, and of
  /// the objective's term for the attention.
  ///
  /// - Parameters:
  ///   - dropout: `.none`, or this step's.
  ///   - terms: the objective's terms; the plain sum of the token losses by default.
  ///   - recomputesBlocks: saves only the inputs of the blocks and recomputes the rest of a block before its backward
  ///     pass: less memory, about a third more work, the same bits.
  ///   - finished: called with an arena offset as soon as all gradients from that offset to the arena's end are
  ///     complete, in the order of the backward pass; called last with 0.
  package func backward(
    _ batch: PackedBatch, lossScale: Float, smoothing: Float, dropout: DropoutStep, terms: LossTerms = LossTerms(),
    recomputesBlocks: Bool = false, gradients: ParameterArena, finished: (Int) -> Void = { _ in }
  ) -> BatchLoss {
    context.arena.reset()
    let pass = Pass(
      weights: weights, dropout: dropout, context: context, gradients: gradients, recomputesBlocks: recomputesBlocks)
    let (output, sides, savedEncoder, savedDecoder) = decode(batch, pass)
    let readout = terms.attention.flatMap { architecture.decoder.readout($0, savedDecoder, sides, pass) }
    let probabilities = terms.probabilities.flatMap {
      probabilityGradient($0, SavedStacks(encoder: savedEncoder, decoder: savedDecoder), sides, pass)
    }

    context.begin(.head)
    let losses = pass.matrix(1, batch.targetTokenCount)
    let outputGradient = pass.matrix(output.rows, output.columns)
    let crossEntropy = architecture.crossEntropy(smoothing: smoothing)
    let tokenWeights = weights(terms.tokenWeights, output, batch, crossEntropy, losses)
    crossEntropy.backward(
      output, head: architecture.head(weights), targets: batch.targets.tokens, losses: losses, lossScale: lossScale,
      weights: tokenWeights, hiddenGradient: outputGradient, headGradient: pass.gradient(architecture.head), context)
    context.inspect("loss", losses)
    context.inspect("gradient of decoder", outputGradient)
    if let head = architecture.separateHead { finished(head.offset) }

    context.begin(.decoderBackward)
    let encoderGradient = context.arena.zeros(sides.encoderOutput.rows, output.columns)
    let targetGradient = architecture.decoder.backward(
      outputGradient, savedDecoder, sides, encoderGradient: encoderGradient, readout: readout,
      probabilities: probabilities, pass, finished: finished)
    context.begin(.encoderBackward)
    let sourceGradient = architecture.encoder.backward(
      encoderGradient, savedEncoder, sides.source, probabilities: probabilities, pass, finished: finished)
    let tableGradient = pass.gradient(architecture.embedding)
    Embedding.backward(
      sides.target.tokens, outputGradient: targetGradient, tableGradient: tableGradient, context)
    Embedding.backward(
      sides.source.tokens, outputGradient: sourceGradient, tableGradient: tableGradient, context)
    finished(0)
    return BatchLoss(losses, weights: tokenWeights)
  }

  /// The weights `[T]` of the token losses; nil for 1 each. Uses `losses` as scratch.
  private func weights(
    _ tokenWeights: LossTerms.TokenWeights, _ output: Matrix, _ batch: PackedBatch, _ crossEntropy: CrossEntropy,
    _ losses: Matrix
  ) -> [Float]? {
    switch tokenWeights {
    case .equal: return nil
    case .given(let given): return given
    case .ofLosses(let weights):
      crossEntropy.forward(
        output, head: architecture.head(self.weights), targets: batch.targets.tokens, losses: losses, context)
      return weights(losses.elements)
    }
  }

  /// The encoder's output `[S, D]` of packed sources, without dropout and with nothing saved for a backward pass.
  func encode(_ source: PackedSequences, _ pass: Pass) -> Matrix {
    architecture.encoder.output(embed(source, pass), source, pass)
  }

  func decode(
    _ batch: PackedBatch, _ pass: Pass
  ) -> (output: Matrix, sides: CrossAttention.Sides, EncoderStack.Saved, DecoderStack.Saved) {
    context.begin(.encoderForward)
    let encoder = architecture.encoder.forward(embed(batch.source, pass), batch.source, pass)
    context.begin(.decoderForward)
    let sides = CrossAttention.Sides(
      encoderOutput: encoder.output, source: batch.source, target: batch.decoderInput)
    let decoder = architecture.decoder.forward(embed(batch.decoderInput, pass), sides, pass)
    return (decoder.output, sides, encoder.saved, decoder.saved)
  }

  private func embed(_ sequences: PackedSequences, _ pass: Pass) -> Matrix {
    let embedded = pass.matrix(sequences.tokenCount, configuration.modelWidth)
    Embedding.forward(sequences.tokens, table: architecture.embedding(weights), into: embedded, context)
    context.inspect("embedding", embedded)
    return embedded
  }
}

extension BatchLoss {
  fileprivate init(_ losses: Matrix, weights: [Float]?) {
    let losses = UnsafeBufferPointer(start: losses.base, count: losses.count)
    sum = losses.reduce(0) { $0 + Double($1) }
    weightedSum = weights.map { zip(losses, $0).reduce(0) { $0 + Double($1.0) * Double($1.1) } } ?? sum
  }
}
