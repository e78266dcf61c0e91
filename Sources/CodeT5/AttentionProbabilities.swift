import Tensors

/// Where an objective looks at the model's attention to the source.
package enum AttentionPlace: String, Codable, CaseIterable, Sendable {
  /// The decoder's cross-attention: the queries are the target's tokens.
  case cross
  /// The encoder's self-attention: the queries are the source's tokens.
  case encoder
}

/// A term of the objective that depends on the probabilities of attention to the source tokens.
///
/// Legend: Q query tokens of the batch, K source tokens of its longest source.
package struct ProbabilityTerm {
  package var place: AttentionPlace
  /// Layers of the decoder or encoder, counted from 0.
  package var layers: [Int]
  /// Heads of each of these layers, counted from 0.
  package var heads: [Int]
  /// Gets the probabilities `[Q, K]`, averaged over layers and heads, before dropout, and the queries' sequences; row q
  /// holds those of the source tokens of its sequence, and 0 behind them. Replaces them by the term's gradient with
  /// respect to them and returns true, or returns false if they are only observed.
  package var replaceByGradient: (Matrix, PackedSequences) -> Bool

  package init(
    place: AttentionPlace, layers: [Int], heads: [Int],
    replaceByGradient: @escaping (Matrix, PackedSequences) -> Bool
  ) {
    self.place = place
    self.layers = layers
    self.heads = heads
    self.replaceByGradient = replaceByGradient
  }
}

/// The gradient of an objective's term with respect to the probabilities of each of its heads.
struct ProbabilityGradient {
  let place: AttentionPlace
  let layers: [Int]
  let heads: [Int]
  /// `[Q, K]`, the same for all heads of all layers.
  let gradient: Matrix

  /// Itself if it flows into this layer.
  func flowing(into place: AttentionPlace, layer: Int) -> ProbabilityGradient? {
    self.place == place && layers.contains(layer) ? self : nil
  }
}

extension CodeT5Model {
  /// What a pass saves for backward, of both stacks.
  struct SavedStacks {
    let encoder: EncoderStack.Saved
    let decoder: DecoderStack.Saved
  }

  /// The mean probabilities `[Q, K]` of a term's layers and heads after a forward pass.
  func probabilities(
    _ term: ProbabilityTerm, _ saved: SavedStacks, _ sides: CrossAttention.Sides, _ pass: Pass
  ) -> Matrix {
    let queries = queries(of: term.place, sides)
    let mean = context.arena.zeros(queries.tokenCount, sides.source.longest)
    let share = 1 / Float(term.layers.count * term.heads.count)
    for layer in term.layers {
      func add(_ attention: Attention, _ input: Attention.Input, logSumExp: Matrix) {
        attention.addProbabilities(to: mean, share: share, heads: term.heads, input, logSumExp: logSumExp, context)
      }
      switch term.place {
      case .cross:
        let block = architecture.decoder.blocks[layer].crossAttention
        architecture.decoder.withSaved(layer, saved.decoder, sides, pass) { savedBlock in
          let attention = savedBlock.crossAttention
          add(block.attention, block.attentionInput(attention, sides, pass), logSumExp: attention.logSumExp)
        }
      case .encoder:
        let block = architecture.encoder.blocks[layer].selfAttention
        architecture.encoder.withSaved(layer, saved.encoder, sides.source, pass) { savedBlock in
          let attention = savedBlock.selfAttention
          let input = block.attentionInput(attention.projected, sides.source, saved.encoder.bias, pass)
          add(block.attention, input, logSumExp: attention.logSumExp)
        }
      }
    }
    return mean
  }

  /// The gradient that a term sends into the attention, after a forward pass; nil if there is none.
  func probabilityGradient(
    _ term: ProbabilityTerm, _ saved: SavedStacks, _ sides: CrossAttention.Sides, _ pass: Pass
  ) -> ProbabilityGradient? {
    let layers = term.place == .cross ? architecture.decoder.blocks.indices : architecture.encoder.blocks.indices
    precondition(!term.layers.isEmpty && term.layers.allSatisfy(layers.contains), "layers that the model has")
    precondition(!term.heads.isEmpty, "a term needs heads")
    let probabilities = probabilities(term, saved, sides, pass)
    context.inspect("probabilities of attention (\(term.place.rawValue))", probabilities)
    guard term.replaceByGradient(probabilities, queries(of: term.place, sides)) else { return nil }
    let share = 1 / Float(term.layers.count * term.heads.count)
    for place in 0..<probabilities.count { probabilities.base[place] *= share }
    return ProbabilityGradient(
      place: term.place, layers: term.layers, heads: term.heads, gradient: probabilities)
  }

  /// Shows the mean probabilities of the term's layers and heads to its closure, without dropout and without a backward
  /// pass.
  package func observe(_ term: ProbabilityTerm, _ batch: PackedBatch) {
    context.arena.reset()
    let pass = Pass(weights: weights, dropout: .none, context: context, gradients: nil)
    let (_, sides, encoder, decoder) = decode(batch, pass)
    _ = probabilityGradient(term, SavedStacks(encoder: encoder, decoder: decoder), sides, pass)
  }

  private func queries(of place: AttentionPlace, _ sides: CrossAttention.Sides) -> PackedSequences {
    place == .cross ? sides.target : sides.source
  }
}
