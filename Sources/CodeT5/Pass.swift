import Tensors

/// The weights, dropout, context and gradients of a pass through the layers.
struct Pass {
  let weights: ParameterArena
  let dropout: DropoutStep
  let context: ComputeContext

  /// Where the backward pass adds gradients.
  let gradients: ParameterArena?

  /// Whether only the inputs of blocks are saved for the backward pass, which recomputes the rest.
  var recomputesBlocks = false

  /// The gradient of a parameter.
  func gradient(_ view: ParameterView) -> Matrix {
    guard let gradients else { preconditionFailure("a backward pass needs a gradient arena") }
    return view(gradients)
  }

  func matrix(_ rows: Int, _ columns: Int) -> Matrix { context.arena.matrix(rows, columns) }

  /// A copy of the residual stream for a sub-layer to add its output to; the original is saved for the backward pass.
  func residual(of hidden: Matrix) -> Matrix {
    let result = matrix(hidden.rows, hidden.columns)
    copy(hidden, into: result)
    return result
  }

  func copy(_ hidden: Matrix, into result: Matrix) {
    context.profiled(.residual) {
      context.pool.forRanges(of: hidden.count) { range in
        (result.base + range.lowerBound).update(from: hidden.base + range.lowerBound, count: range.count)
      }
    }
  }
}

/// The numbers of the sites where the network drops elements; each site needs a different number.
enum DropoutSites {
  static let encoderEmbedding = 0
  static let encoderOutput = 1
  static let decoderEmbedding = 2
  static let decoderOutput = 3

  /// The first of the eight sites of an encoder block.
  static func encoderBlock(_ index: Int) -> Int { 8 + 16 * index }
  /// The first of the eight sites of a decoder block.
  static func decoderBlock(_ index: Int) -> Int { 16 + 16 * index }
}
