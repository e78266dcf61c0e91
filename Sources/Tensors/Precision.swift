import CKernels

/// The precision of the products of matrices. Weights, sums and everything else stay in single precision.
package enum Precision: String, Sendable, CaseIterable, Codable {
  /// Single precision.
  case fp32
  /// The factors are rounded to bfloat16 (8 significant bits), and their products are summed in single precision.
  case bf16

  /// Whether this processor has the instructions.
  package var isSupported: Bool { self == .fp32 || fovea_has_bf16_products() != 0 }

  /// bfloat16 where the processor has the instructions, otherwise single precision.
  package static var fastest: Precision { bf16.isSupported ? .bf16 : .fp32 }
}
