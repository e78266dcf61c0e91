import CKernels

/// What computes the products of matrices.
package enum ProductKernels: Sendable, Equatable {
  /// Fovea's own kernels, which pack an operand once for several products. They need AVX-512.
  case packed
  /// OpenBLAS, in single precision only.
  case openBLAS

  /// Whether this processor can run Fovea's own kernels in single precision.
  private static var hasPacked: Bool { fovea_processor_level() == 4 }

  /// The fastest for a precision that this processor supports.
  package static func fastest(_ precision: Precision) -> ProductKernels {
    precision == .bf16 || hasPacked ? .packed : .openBLAS
  }

  /// What runs on this processor, for people and for comparing ranks.
  package static var ofThisProcessor: String {
    let single = hasPacked ? "AVX-512" : "OpenBLAS \(OpenBLASCore.name)"
    return "fp32 \(single), bf16 \(Precision.bf16.isSupported ? "AVX-512 BF16" : "not on this processor")"
  }
}
