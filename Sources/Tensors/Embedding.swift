import CKernels

/// Embedding lookup: rows of a table by token number.
///
/// Legend: T tokens, V vocabulary, D features.
package enum Embedding {
  /// output `[T, D]`: row t is the table's `[V, D]` row `tokens[t]`.
  package static func forward(
    _ tokens: UnsafeMutableBufferPointer<Int32>, table: Matrix, into output: Matrix, _ context: ComputeContext
  ) {
    output.requireShape(tokens.count, table.columns, "the embeddings")
    context.profiled(.embedding) {
      context.pool.forRanges(of: tokens.count, size: 256) { rows in
        for row in rows {
          let token = Int(tokens[row])
          precondition(token >= 0 && token < table.rows, "token \(token) of a vocabulary of \(table.rows)")
          output.row(row).update(from: table.row(token), count: table.columns)
        }
      }
    }
  }

  /// Adds row t of the output's gradient `[T, D]` to row `tokens[t]` of the table's gradient `[V, D]`.
  ///
  /// Threads split the columns, not the rows: a token may occur often, and its sum must not depend on the order of
  /// threads.
  package static func backward(
    _ tokens: UnsafeMutableBufferPointer<Int32>, outputGradient: Matrix, tableGradient: Matrix,
    _ context: ComputeContext
  ) {
    outputGradient.requireShape(tokens.count, tableGradient.columns, "the embeddings' gradient")
    context.profiled(.embedding) {
      context.pool.forRanges(of: tableGradient.columns, size: 128) { columns in
        for row in 0..<tokens.count {
          fovea_add(
            tableGradient.row(Int(tokens[row])) + columns.lowerBound, outputGradient.row(row) + columns.lowerBound,
            columns.count)
        }
      }
    }
  }
}
