import CKernels

/// What the processor can do that decides over results.
package enum Processor {
  /// Whether it multiplies and adds with one rounding, as the kernels do wherever they can.
  package static var hasFusedMultiplyAdd: Bool { fovea_processor_level() >= 3 }
}
