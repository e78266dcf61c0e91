import Tensors

/// What a figure of `SpeedCheck` must keep. Tighten the numbers below when a change makes something faster; loosen one
/// only with a reason in the commit.
enum SpeedThreshold: Sendable {
  case atLeast(Double)
  case atMost(Double)

  func accepts(_ value: Double) -> Bool {
    switch self {
    case .atLeast(let bound): value >= bound
    case .atMost(let bound): value <= bound
    }
  }

  var text: String {
    switch self {
    case .atLeast(let bound): "≥ \(bound)"
    case .atMost(let bound): "≤ \(bound)"
    }
  }

  /// The thresholds of a step.
  struct Step: Sendable {
    let shareOfLimit, attention, packing, elementWise: SpeedThreshold
  }

  /// Set some percent below what two quiet cores of a Zen 4 reach; without AVX-512, where OpenBLAS multiplies, lower.
  static func step(_ precision: Precision) -> Step {
    switch (precision, ProductKernels.fastest(precision)) {
    case (.bf16, _):
      Step(shareOfLimit: .atLeast(0.66), attention: .atMost(0.11), packing: .atMost(0.08), elementWise: .atMost(0.09))
    case (.fp32, .packed):
      Step(
        shareOfLimit: .atLeast(0.80), attention: .atMost(0.065), packing: .atMost(0.055), elementWise: .atMost(0.055))
    case (.fp32, .openBLAS):
      Step(shareOfLimit: .atLeast(0.65), attention: .atMost(0.10), packing: .atMost(0.01), elementWise: .atMost(0.08))
    }
  }

  static func generation(_ precision: Precision) -> SpeedThreshold { .atLeast(precision == .bf16 ? 0.45 : 0.50) }

  /// Tokens or sequences per second in bf16, of those in fp32.
  static let roundedStep = SpeedThreshold.atLeast(1.55)
  static let roundedGeneration = SpeedThreshold.atLeast(1.35)
}
