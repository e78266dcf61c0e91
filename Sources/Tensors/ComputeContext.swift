import CKernels

/// Receives the output of every operation, for checks and statistics.
package protocol TensorInspector: AnyObject {
  func inspect(_ name: @autoclosure () -> String, _ output: Matrix)
}

/// The context of operations: threads, precision, memory for activations, and an inspector in debug mode.
package final class ComputeContext {
  package let pool: WorkerPool
  /// The precision of the products of layers and of the head. Attention's own products are always in single precision.
  package let precision: Precision
  /// What computes these products.
  package let kernels: ProductKernels
  package let arena = ActivationArena()
  package var inspector: (any TensorInspector)?
  /// Records the operations while it is set.
  package var profiler: OperationProfiler? {
    didSet { pool.measures = profiler != nil }
  }

  /// - Parameters:
  ///   - precision: must be one that the processor supports.
  ///   - kernels: must be ones that the processor supports in this precision; by default the fastest.
  package init(threads: Int, precision: Precision = .fp32, kernels: ProductKernels? = nil) {
    precondition(precision.isSupported, "this processor has no products in \(precision.rawValue)")
    let fastest = ProductKernels.fastest(precision)
    precondition(kernels == nil || kernels == fastest || kernels == .openBLAS && precision == .fp32)
    self.precision = precision
    self.kernels = kernels ?? fastest
    OpenBLASCore.requireBuffers(threads: threads)
    pool = WorkerPool(threads: threads)
    _ = MatrixProduct.preparation
  }

  /// Shows an operation's output to the inspector, if there is one.
  package func inspect(_ name: @autoclosure () -> String, _ output: Matrix) {
    inspector?.inspect(name(), output)
  }

  /// Calls `body` and releases what it allocated in the activation arena.
  package func withScratch<Result>(_ body: () throws -> Result) rethrows -> Result {
    let mark = arena.mark
    defer { arena.release(to: mark) }
    return try body()
  }
}

extension Matrix {
  /// The position of the first NaN or infinite element, row by row.
  package var firstNonFinite: (row: Int, column: Int)? {
    for row in 0..<rows {
      let column = fovea_first_non_finite(self.row(row), columns)
      if column >= 0 { return (row, column) }
    }
    return nil
  }
}
