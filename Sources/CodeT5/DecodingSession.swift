import CKernels
import Tensors

/// The inner loop of generation: extends hypotheses token by token with cached keys and values.
///
/// A row is one hypothesis. Sources are admitted while others are being decoded, and take over the memory of those that
/// have no more rows.
///
/// Legend: N rows, A attention width, V vocabulary.
final class DecodingSession {
  private let model: CodeT5Model
  private let pass: Pass
  private let memory: SourceMemory
  private let cache: HypothesisCache
  /// The rows of `memory` with each slot's source; nil if the slot is free.
  private var slots: [Range<Int>?]
  /// The decoder's bias by distance, `[H, 2R − 1]`.
  private let bias: Matrix
  /// The weights that every token needs, prepared once, by their offset.
  private var weights: [Int: SharedOperand] = [:]

  /// Source tokens that are encoded together, unless a single source has more.
  static let encodedTogether = 1024

  /// - Parameters:
  ///   - size: the most sources and source tokens at once.
  ///   - rowsPerSource: the most hypotheses of a source.
  ///   - maximumLength: the most tokens of a hypothesis.
  init(_ model: CodeT5Model, _ size: GenerationSize.Bounds, rowsPerSource: Int, maximumLength: Int) {
    self.model = model
    model.context.arena.reset()
    pass = Pass(weights: model.weights, dropout: .none, context: model.context, gradients: nil)
    slots = Array(repeating: nil, count: size.sources)
    let decoder = model.architecture.decoder
    for view in decoder.blocks.flatMap(\.weightsOfNextToken) + [model.architecture.head] {
      weights[view.offset] = FewRowsProduct.prepare(view(model.weights), model.context)
    }
    let columns = 2 * model.configuration.attentionWidth
    memory = SourceMemory(layers: decoder.blocks.count, tokens: size.sourceTokens, columns: columns, pass)
    cache = HypothesisCache(
      layers: decoder.blocks.count, slots: size.sources, rowsPerSlot: rowsPerSource, maximumLength: maximumLength,
      columns: columns, pass)
    bias = decoder.bias.forward(reach: maximumLength, pass)
  }

  /// How many more sources may be admitted, if their tokens fit.
  var freeSlots: Int { slots.count { $0 == nil } }

  /// Encodes the first of these sources, as many as there is room for, and adds their rows after the others.
  ///
  /// - Returns: how many sources were admitted.
  func admit(_ sources: [[Int32]]) -> Int {
    var admitted: [(source: [Int32], rows: Range<Int>)] = []
    for source in sources {
      guard let slot = slots.firstIndex(of: nil), let rows = memory.reserve(source.count) else { break }
      slots[slot] = rows
      cache.addRows(slot: slot)
      admitted.append((source, rows))
    }
    var rest = admitted[...]
    while let first = rest.first {
      var tokens = first.source.count
      let group =
        [first]
        + rest.dropFirst().prefix {
          tokens += $0.source.count
          return tokens <= Self.encodedTogether
        }
      encode(group)
      rest = rest.dropFirst(group.count)
    }
    return admitted.count
  }

  private func encode(_ group: [(source: [Int32], rows: Range<Int>)]) {
    model.context.withScratch {
      let packed = PackedSequences(group.map(\.source), samples: Array(group.indices))
      let encoded = model.encode(packed, pass)
      for (layer, block) in model.architecture.decoder.blocks.enumerated() {
        let projection = block.crossAttention.keysAndValues
        model.context.withScratch {
          let projected = pass.matrix(encoded.rows, projection.rows)
          Linear.forward(encoded, projection(model.weights), into: projected, model.context)
          for (index, entry) in group.enumerated() {
            memory.keysAndValues[layer].rows(entry.rows).copy(from: projected.rows(packed.rows(of: index)))
          }
        }
      }
    }
  }

  /// Keeps the rows with these indices, in this order (a row may be kept several times), and drops the others. The rows
  /// of a source stay neighbours.
  func keepRows(_ kept: [Int]) {
    cache.keepRows(kept)
    let used = Set(cache.rows.map(\.slot))
    for (slot, rows) in slots.enumerated() where !used.contains(slot) {
      if let rows { memory.release(rows) }
      slots[slot] = nil
    }
  }

  /// Appends one token to each row and calls `body` with the logits `[N, V]` of the next token.
  func withNextLogits<Result>(appending tokens: [Int32], _ body: (Matrix) -> Result) -> Result {
    precondition(tokens.count == cache.rows.count, "one token for each row")
    return model.context.withScratch {
      let decoder = model.architecture.decoder
      let hidden = pass.matrix(tokens.count, model.configuration.modelWidth)
      var input = tokens
      input.withUnsafeMutableBufferPointer {
        Embedding.forward($0, table: model.architecture.embedding(model.weights), into: hidden, model.context)
      }
      cache.extendRows()
      for (index, block) in decoder.blocks.enumerated() {
        model.context.withScratch {
          selfAttention(block.selfAttention, hidden, cache.keysAndValues[index])
          crossAttention(block.crossAttention, hidden, memory.keysAndValues[index])
          feedForward(block.feedForward, hidden)
        }
      }
      let normed = normalized(hidden, decoder.rmsNorm, decoder.finalNorm)
      let logits = pass.matrix(tokens.count, model.configuration.vocabularySize)
      FewRowsProduct.multiply(
        normed, shared(model.architecture.head), into: logits,
        scale: model.architecture.crossEntropy(smoothing: 0).inputScale, model.context)
      return body(logits)
    }
  }

  private var attentionWidth: Int { model.configuration.attentionWidth }

  private func normalized(_ hidden: Matrix, _ norm: RMSNorm, _ weight: ParameterView) -> Matrix {
    let output = pass.matrix(hidden.rows, hidden.columns)
    norm.forward(
      hidden, weight: weight(model.weights), into: output, inverseRMS: pass.matrix(1, hidden.rows), model.context)
    return output
  }

  private func shared(_ weight: ParameterView) -> SharedOperand {
    guard let shared = weights[weight.offset] else { preconditionFailure("a weight that was not prepared") }
    return shared
  }

  private func project(_ input: Matrix, _ weight: ParameterView) -> Matrix {
    let output = pass.matrix(input.rows, weight.rows)
    FewRowsProduct.multiply(input, shared(weight), into: output, model.context)
    return output
  }

  private func addProjected(_ input: Matrix, _ weight: ParameterView, to hidden: Matrix) {
    FewRowsProduct.multiply(input, shared(weight), into: hidden, accumulate: true, model.context)
  }

  private func selfAttention(_ layer: SelfAttention, _ hidden: Matrix, _ keysAndValues: Matrix) {
    let width = attentionWidth
    let projected = project(normalized(hidden, layer.rmsNorm, layer.norm), layer.projections)
    for row in 0..<hidden.rows {
      (keysAndValues.base + cache.newestPlace(of: row)).update(from: projected.row(row) + width, count: 2 * width)
    }
    let attended = pass.matrix(hidden.rows, width)
    let zero = (bias.columns - 1) / 2
    attend(projected, keysAndValues.base, into: attended, longest: cache.longest) { row, head in
      let places = self.cache.places(of: row)
      return (places, UnsafePointer(self.bias.row(head) + zero - (places.count - 1)))
    }
    addProjected(attended, layer.output, to: hidden)
  }

  private func crossAttention(_ layer: CrossAttention, _ hidden: Matrix, _ keysAndValues: Matrix) {
    let queries = project(normalized(hidden, layer.rmsNorm, layer.norm), layer.query)
    let attended = pass.matrix(hidden.rows, attentionWidth)
    let places = cache.rows.map { memory.places(of: slots[$0.slot] ?? 0..<0) }
    attend(
      queries, keysAndValues.base, into: attended, longest: places.reduce(0) { max($0, $1.count) }
    ) { row, _ in (places[row], nil) }
    addProjected(attended, layer.output, to: hidden)
  }

  private func feedForward(_ layer: FeedForward, _ hidden: Matrix) {
    let product = project(normalized(hidden, layer.rmsNorm, layer.norm), layer.inner)
    let keys = UnsafeMutableBufferPointer<FoveaRowKey>.allocate(capacity: hidden.rows)
    defer { keys.deallocate() }
    keys.initialize(repeating: FoveaRowKey(sample: 0, position: 0))
    let none = DropoutStep.none.site(0)
    var activated = product
    if layer.isGated {
      activated = pass.matrix(hidden.rows, layer.output.columns)
      GatedGELU.forward(product, into: activated, keys: keys, none, model.context)
    } else {
      ReLU.forward(product, keys: keys, none, model.context)
    }
    addProjected(activated, layer.output, to: hidden)
  }

  /// Attention of one query per row and head over the keys and values that begin at `past(row, head).places`.
  private func attend(
    _ queries: Matrix, _ keysAndValues: UnsafeMutablePointer<Float>, into output: Matrix, longest: Int,
    past: (Int, Int) -> (places: UnsafeBufferPointer<Int>, bias: UnsafePointer<Float>?)
  ) {
    let headWidth = model.configuration.headWidth
    let heads = model.configuration.heads
    let scratch = pass.matrix(output.rows, longest)
    model.context.pool.run(output.rows) { row in
      for head in 0..<heads {
        let column = head * headWidth
        let (places, bias) = past(row, head)
        fovea_attend_one(
          output.row(row) + column, queries.row(row) + column, keysAndValues + column,
          keysAndValues + self.attentionWidth + column, places.baseAddress, places.count, headWidth, bias,
          scratch.row(row))
      }
    }
  }
}
