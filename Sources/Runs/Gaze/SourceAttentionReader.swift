import Basics
import CodeT5
import Corpus
import Scanpaths
import Tokenization

/// Reads out of a model where its decoder looks in methods, token by token.
///
/// The decoder is fed what it is to make of the method, where that is known, else what it makes of it itself.
package struct SourceAttentionReader {
  package struct Settings: Sendable, Equatable {
    /// Decoder layers whose cross-attention counts, from 0; empty for all.
    package var layers: [Int] = []
    package var limits = LengthLimits()

    package init() {}
  }

  private let model: CodeT5Model
  private let tokenizer: Tokenizer
  private let targets: GazeTargets?
  private let settings: Settings

  /// Source and target subwords that go through the model at once.
  private static let subwordsAtOnce = 4096

  /// - Parameter targets: what the model is to make of the methods, and how it reads them; nil takes the model's own
  ///   greedy output and the text as people read it.
  /// - Throws: `SourceAttentionError.noSuchLayer`; `InvalidSetting` for limits that leave no room.
  package init(_ model: CodeT5Model, _ tokenizer: Tokenizer, targets: GazeTargets?, settings: Settings) throws {
    try settings.limits.validate()
    let layers = model.configuration.decoderLayers
    if let layer = settings.layers.first(where: { !(0..<layers).contains($0) }) {
      throw SourceAttentionError.noSuchLayer(layer, layers: layers)
    }
    self.model = model
    self.tokenizer = tokenizer
    self.targets = targets
    self.settings = settings
  }

  /// The attention to each of the methods that fit.
  ///
  /// - Parameter sources: the methods' texts as people read them, by identifier.
  /// - Throws: `SourceAttentionError.notFinite`.
  package func attention(
    to methods: some Sequence<LabelledCode>, sources: [String: String]
  ) throws -> MethodAttention {
    var result = MethodAttention()
    var prepared: [Prepared] = []
    for method in methods {
      switch prepare(method, text: sources[method.id]) {
      case .success(let ready):
        prepared.append(ready)
        if ready.encoded.isCut { result.cut.insert(method.id) }
      case .failure(let obstacle): result.obstacles[method.id] = obstacle
      }
    }
    let progress = ProgressWriter()
    defer { progress.finish() }
    for positions in batches(of: prepared) {
      let chosen = positions.map { prepared[$0] }
      for (method, mass) in zip(chosen, try subwordMasses(chosen)) {
        result.attention[method.id] = TokenAttention(mass, of: method)
      }
      progress.update { elapsed in
        ProgressLine(
          label: "attention", completed: result.attention.count, total: prepared.count, elapsed: elapsed,
          unit: "methods")
      }
    }
    return result
  }

  /// A method that the model can be asked about.
  fileprivate struct Prepared {
    var id: String
    var tokenCount: Int
    var encoded: EncodedMethod
    /// Nil where the model's own output takes its place.
    var target: [Int32]?
  }

  private func prepare(_ method: LabelledCode, text: String?) -> Result<Prepared, MethodAttention.Obstacle> {
    let row = targets?.rows[method.id]
    if targets != nil, row == nil { return .failure(.withoutTarget) }
    guard let text,
      let encoded = EncodedMethod(
        method, text: text, source: row?.source ?? text, tokenizer: tokenizer, limit: settings.limits.source)
    else { return .failure(.differentText) }
    guard encoded.tokens.contains(where: { $0 >= 0 }) else { return .failure(.nothingLeft) }
    return .success(
      Prepared(
        id: method.id, tokenCount: method.tokens.count, encoded: encoded,
        target: row.map { tokenizer.encodeSequence($0.target, maximalLength: settings.limits.target).ids }))
  }

  /// Methods that go through the model together.
  private func batches(of methods: [Prepared]) -> [[Int]] {
    let lengths = methods.map {
      SampleLength(source: $0.encoded.source.count, target: $0.target?.count ?? settings.limits.target)
    }
    return GlobalBatch(samples: Array(lengths.indices), lengths: lengths)
      .shards(ranks: 1, lengths: lengths, microBatchTokens: Self.subwordsAtOnce)[0].microBatches
  }

  /// For each method the attention to each of its subwords.
  private func subwordMasses(_ methods: [Prepared]) throws -> [[Float]] {
    let sources = methods.map(\.encoded.source)
    let batch = PackedBatch(
      sources: sources, targets: targets(of: methods, sources), samples: Array(methods.indices),
      startToken: model.configuration.decoderStartToken)
    let layers = settings.layers.isEmpty ? Array(0..<model.configuration.decoderLayers) : settings.layers
    let attention = model.sourceAttention(batch, layers: layers)
    return try methods.indices.map { place in
      let mass = Array(attention[batch.source.rows(of: place)])
      guard mass.allSatisfy(\.isFinite) else { throw SourceAttentionError.notFinite(method: methods[place].id) }
      return mass
    }
  }

  private func targets(of methods: [Prepared], _ sources: [[Int32]]) -> [[Int32]] {
    guard targets == nil else { return methods.map { $0.target ?? [] } }
    var greedy = GenerationSettings()
    greedy.maximumLength = settings.limits.target + 1
    // The decoder's start token is no output.
    return model.generate(sources, greedy).map { Array($0.dropFirst()) }
  }
}

extension TokenAttention {
  /// Each token's share is the sum over its subwords.
  fileprivate init(_ subwordMass: [Float], of method: SourceAttentionReader.Prepared) {
    var mass = [Double](repeating: 0, count: method.tokenCount)
    var evenMass = mass
    for (token, share) in zip(method.encoded.tokens, subwordMass) where token >= 0 {
      mass[Int(token)] += Double(share)
      evenMass[Int(token)] += 1 / Double(subwordMass.count)
    }
    self.init(mass: mass, evenMass: evenMass)
  }
}
