import CKernels
import Tensors

/// Global-norm clipping (Pascanu et al. 2013).
package enum GradientClipping {
  /// The Euclidean norm of all gradients; NaN or infinite if one of them is.
  ///
  /// Sums cover fixed ranges and are added in order, so the result does not depend on the number of threads.
  package static func globalNorm(_ gradients: ParameterArena, pool: WorkerPool) -> Double {
    sumOfSquares(gradients, 0..<gradients.buffer.count, pool: pool).squareRoot()
  }

  /// The sum of the squares of a share of the gradients.
  static func sumOfSquares(_ gradients: ParameterArena, _ share: ArenaShare, pool: WorkerPool) -> Double {
    share.ranges.reduce(0) { $0 + sumOfSquares(gradients, $1, pool: pool) }
  }

  private static func sumOfSquares(_ gradients: ParameterArena, _ range: Range<Int>, pool: WorkerPool) -> Double {
    let stretch = 1 << 16
    let sums = UnsafeMutableBufferPointer<Double>.allocate(capacity: (range.count + stretch - 1) / stretch)
    defer { sums.deallocate() }
    pool.forRanges(of: range.count, size: stretch) { part in
      sums[part.lowerBound / stretch] = fovea_sum_of_squares(
        gradients.storage.base + range.lowerBound + part.lowerBound, part.count)
    }
    return sums.reduce(0, +)
  }

  /// The factor that scales gradients of this norm down to `maximum`; 1 if the norm is below, or if `maximum` is 0. A
  /// NaN norm gives NaN, as in PyTorch's `clip_grad_norm_`.
  package static func scale(norm: Double, maximum: Double) -> Float {
    guard maximum > 0 else { return 1 }
    let factor = maximum / (norm + 1e-6)
    return factor > 1 ? 1 : Float(factor)
  }
}
