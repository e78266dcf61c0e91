import CKernels
import Tensors

/// The inner loop of generation: encodes sources once, then extends hypotheses token by token with cached keys and
/// values.
///
/// A row is one hypothesis. The keys and values of step t, row r are written once and never moved: reordering beams
/// copies only each row's list of positions.
///
/// Legend: N rows, A attention width, V vocabulary, L layers.
final class DecodingSession {
  private let model: CodeT5Model
  private let maximumRows: Int
  private let source: PackedSequences
  /// For each layer, the source's keys and values `[S, 2A]`.
  private var sourceMemory: [Matrix] = []
  /// For each layer, the hypotheses' keys and values, `[maximum length · maximum rows, 2A]`.
  private var cache: [Matrix] = []
  /// The decoder's bias by distance, `[H, 2R − 1]`.
  private let bias: Matrix
  private let pass: Pass
  /// The weights that every token needs, prepared once, by their offset.
  private var weights: [Int: SharedOperand] = [:]

  /// For each row, the positions of its past in `cache`, in floats, oldest first.
  private var places: [[Int]]
  /// For each row, the index of the sequence in `source` that it attends to.
  private var sequences: [Int]
  private(set) var length = 0

  /// - Parameters:
  ///   - rowsPerSequence: the number of hypotheses for each source.
  ///   - maximumLength: the most tokens of a hypothesis.
  init(_ model: CodeT5Model, sources: [[Int32]], rowsPerSequence: Int, maximumLength: Int) {
    self.model = model
    model.context.arena.reset()
    maximumRows = sources.count * rowsPerSequence
    places = Array(repeating: [], count: maximumRows)
    sequences = (0..<maximumRows).map { $0 / rowsPerSequence }
    source = PackedSequences(sources, samples: Array(sources.indices))
    pass = Pass(weights: model.weights, dropout: .none, context: model.context, gradients: nil)

    let decoder = model.architecture.decoder
    for view in decoder.blocks.flatMap(\.weightsOfNextToken) + [model.architecture.head] {
      weights[view.offset] = SharedOperand(view(model.weights), transposing: true, model.context)
    }
    let encoded = model.encode(source, pass)
    for block in decoder.blocks {
      let projection = block.crossAttention.keysAndValues
      let memory = pass.matrix(encoded.rows, projection.rows)
      Linear.forward(encoded, projection(model.weights), into: memory, model.context)
      sourceMemory.append(memory)
      cache.append(pass.matrix(maximumLength * maximumRows, projection.rows))
    }
    bias = decoder.bias.forward(reach: maximumLength, pass)
  }

  /// Keeps the rows with these indices, in this order (a row may be kept several times), and drops the others.
  func keepRows(_ kept: [Int]) {
    precondition(kept.count <= maximumRows)
    places = kept.map { places[$0] }
    sequences = kept.map { sequences[$0] }
  }

  /// Appends one token to each row and calls `body` with the logits `[N, V]` of the next token.
  func withNextLogits<Result>(appending tokens: [Int32], _ body: (Matrix) -> Result) -> Result {
    precondition(tokens.count == places.count, "one token for each row")
    return model.context.withScratch {
      let decoder = model.architecture.decoder
      let hidden = pass.matrix(tokens.count, model.configuration.modelWidth)
      var input = tokens
      input.withUnsafeMutableBufferPointer {
        Embedding.forward($0, table: model.architecture.embedding(model.weights), into: hidden, model.context)
      }
      for row in places.indices { places[row].append((length * maximumRows + row) * 2 * attentionWidth) }
      length += 1
      for (index, block) in decoder.blocks.enumerated() {
        selfAttention(block.selfAttention, hidden, cache[index])
        crossAttention(block.crossAttention, hidden, sourceMemory[index])
        feedForward(block.feedForward, hidden)
      }
      let normed = normalized(hidden, decoder.rmsNorm, decoder.finalNorm)
      let logits = pass.matrix(tokens.count, model.configuration.vocabularySize)
      model.architecture.crossEntropy(smoothing: 0).logits(
        normed, head: shared(model.architecture.head), into: logits, model.context)
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
    Linear.forward(input, shared(weight), into: output, model.context)
    return output
  }

  private func addProjected(_ input: Matrix, _ weight: ParameterView, to hidden: Matrix) {
    let output = project(input, weight)
    fovea_add(hidden.base, output.base, hidden.count)
  }

  private func selfAttention(_ layer: SelfAttention, _ hidden: Matrix, _ cache: Matrix) {
    let width = attentionWidth
    let projected = project(normalized(hidden, layer.rmsNorm, layer.norm), layer.projections)
    for row in 0..<hidden.rows {
      (cache.base + (places[row].last ?? 0)).update(from: projected.row(row) + width, count: 2 * width)
    }
    let attended = pass.matrix(hidden.rows, width)
    let newest = (bias.columns - 1) / 2 - (length - 1)
    attend(projected, cache.base, into: attended, longest: length) { row, head in
      (self.places[row], UnsafePointer(self.bias.row(head) + newest))
    }
    addProjected(attended, layer.output, to: hidden)
  }

  private func crossAttention(_ layer: CrossAttention, _ hidden: Matrix, _ memory: Matrix) {
    let queries = project(normalized(hidden, layer.rmsNorm, layer.norm), layer.query)
    let attended = pass.matrix(hidden.rows, attentionWidth)
    let rowPlaces = (0..<source.sequenceCount).map { source.rows(of: $0).map { $0 * memory.stride } }
    attend(queries, memory.base, into: attended, longest: source.longest) { row, _ in
      (rowPlaces[self.sequences[row]], nil)
    }
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
    past: (Int, Int) -> (places: [Int], bias: UnsafePointer<Float>?)
  ) {
    let headWidth = model.configuration.headWidth
    let heads = model.configuration.heads
    let scratch = pass.matrix(output.rows, longest)
    model.context.pool.run(output.rows) { row in
      for head in 0..<heads {
        let column = head * headWidth
        let (places, bias) = past(row, head)
        places.withUnsafeBufferPointer { places in
          fovea_attend_one(
            output.row(row) + column, queries.row(row) + column, keysAndValues + column,
            keysAndValues + self.attentionWidth + column, places.baseAddress, places.count, headWidth, bias,
            scratch.row(row))
        }
      }
    }
  }
}
