import CKernels

/// Inverted dropout: elements are kept with probability 1 − rate and scaled by its inverse.
package enum Dropout {
  /// values = mask(values), `[T, D]`. The backward pass is the same call on the gradients.
  package static func apply(
    to values: Matrix, keys: UnsafeMutableBufferPointer<FoveaRowKey>, _ dropout: FoveaDropout, _ context: ComputeContext
  ) {
    guard dropout.threshold != 0 else { return }
    forRowBlocks(values, keys, .dropout, context) { block, keys in
      fovea_dropout(block.base, block.base, keys, block.rows, block.columns, dropout)
    }
  }

  /// residual += mask(values), both `[T, D]`.
  package static func add(
    _ values: Matrix, to residual: Matrix, keys: UnsafeMutableBufferPointer<FoveaRowKey>, _ dropout: FoveaDropout,
    _ context: ComputeContext
  ) {
    values.requireShape(residual.rows, residual.columns, "the dropped-out input")
    values.requireContiguous("the dropped-out input")
    forRowBlocks(residual, keys, .residual, context) { block, keys in
      let input = values.base + (block.base - residual.base)
      if dropout.threshold == 0 {
        fovea_add(block.base, input, block.count)
      } else {
        fovea_dropout_add(block.base, input, keys, block.rows, block.columns, dropout)
      }
    }
  }

  /// The gradient of `add`'s input from its residual's gradient: output = mask(gradient), both `[T, D]`.
  package static func addBackward(
    _ gradient: Matrix, into output: Matrix, keys: UnsafeMutableBufferPointer<FoveaRowKey>, _ dropout: FoveaDropout,
    _ context: ComputeContext
  ) {
    output.requireShape(gradient.rows, gradient.columns, "the input's gradient")
    gradient.requireContiguous("the residual's gradient")
    forRowBlocks(output, keys, .dropout, context) { block, keys in
      let input = gradient.base + (block.base - output.base)
      if dropout.threshold == 0 {
        block.base.update(from: input, count: block.count)
      } else {
        fovea_dropout(block.base, input, keys, block.rows, block.columns, dropout)
      }
    }
  }
}

/// Splits a contiguous matrix `[T, D]` into blocks of rows, with their row keys, and distributes them over the threads.
package func forRowBlocks(
  _ matrix: Matrix, _ keys: UnsafeMutableBufferPointer<FoveaRowKey>, _ kind: OperationProfiler.Kind,
  _ context: ComputeContext, _ body: (Matrix, UnsafeMutablePointer<FoveaRowKey>) -> Void
) {
  precondition(matrix.isContiguous && keys.count == matrix.rows, "one key for each row of a contiguous matrix")
  guard let firstKey = keys.baseAddress, matrix.rows > 0 else { return }
  let rowsPerBlock = max(1, (1 << 15) / max(matrix.columns, 1))
  context.profiled(kind) {
    context.pool.forRanges(of: matrix.rows, size: rowsPerBlock) { rows in
      body(matrix.rows(rows), firstKey + rows.lowerBound)
    }
  }
}
