import Basics
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

/// How a user chooses the precision.
package enum PrecisionChoice: String, Codable, CaseIterable, Sendable {
  case fp32, bf16
  /// The fastest that the processor supports.
  case auto

  package init(_ precision: Precision) { self = precision == .bf16 ? .bf16 : .fp32 }

  /// The choice for this processor, which may lack the instructions.
  package var resolved: Precision {
    switch self {
    case .fp32: .fp32
    case .bf16: .bf16
    case .auto: .fastest
    }
  }

  /// The choice for this processor.
  ///
  /// - Throws: `UnsupportedPrecision` if the processor lacks the instructions.
  package func supported() throws -> Precision {
    guard resolved.isSupported else { throw UnsupportedPrecision(precision: resolved) }
    return resolved
  }
}

/// A precision for which the processor has no instructions.
package struct UnsupportedPrecision: DiagnosableError, Equatable {
  package var precision: Precision

  package var diagnosis: Diagnosis {
    Diagnosis(
      .configuration, problem: "this processor has no instructions for products in \(precision.rawValue)",
      place: "precision \(precision.rawValue)",
      remedy: "use fp32, or auto, which takes bf16 only where the processor has AVX-512 BF16; `fovea doctor` says what "
        + "it has")
  }
}
