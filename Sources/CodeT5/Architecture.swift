import Basics
import Tensors

/// The layers of a CodeT5 model and the positions of their parameters in an arena, without any weights.
package struct Architecture: Sendable {
  package let configuration: ModelConfiguration
  package let layout: ParameterLayout

  let embedding: ParameterView
  let encoder: EncoderStack
  let decoder: DecoderStack
  /// Nil if the embedding table is also the head.
  let separateHead: ParameterView?

  package static let embeddingName = "shared.weight"
  package static let headName = "lm_head.weight"

  package init(_ configuration: ModelConfiguration) {
    self.configuration = configuration
    var table = ParameterTable()
    let factor = configuration.initializerFactor
    embedding = table.matrix(
      Self.embeddingName, configuration.vocabularySize, configuration.modelWidth, deviation: factor)
    encoder = EncoderStack(configuration, table: &table)
    decoder = DecoderStack(configuration, table: &table)
    separateHead =
      configuration.tiesWordEmbeddings
      ? nil
      : table.matrix(Self.headName, configuration.vocabularySize, configuration.modelWidth, deviation: factor)
    layout = table.layout
  }

  /// The head `[V, D]`.
  var head: ParameterView { separateHead ?? embedding }

  /// The loss on top of the head, with the scale that tied models use.
  func crossEntropy(smoothing: Float) -> CrossEntropy {
    CrossEntropy(smoothing: smoothing, inputScale: headInputScale)
  }

  var headInputScale: Float {
    configuration.scalesDecoderOutput ? 1 / Float(configuration.modelWidth).squareRoot() : 1
  }

  /// Weights initialised as in T5; a pure function of the seed and each parameter's position.
  ///
  /// - Parameter threads: how many threads draw them; they do not change the result.
  package func initialWeights(seed: UInt64, threads: Int = 1) -> ParameterArena {
    let weights = ParameterArena(layout)
    WorkerPool(threads: threads).run(layout.entries.count) { index in
      let entry = layout.entries[index]
      guard let deviation = entry.initialDeviation else {
        weights.matrix(entry).fill(configuration.initializerFactor)
        return
      }
      var random = RandomStream(seed: seed, purpose: .initialization, index)
      for position in entry.range { weights.buffer[position] = Float(random.normal()) * deviation }
    }
    return weights
  }
}
