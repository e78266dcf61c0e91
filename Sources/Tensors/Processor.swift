import CKernels

/// Processor features that affect results.
package enum Processor {
  /// Whether it has fused multiply-add, which the kernels use where available.
  package static var hasFusedMultiplyAdd: Bool { fovea_processor_level() >= 3 }
}
