import ArgumentParser
import Tensors

/// The option for the precision of a command's products of matrices.
package struct PrecisionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The precision of the model's matrix products: bf16 rounds the factors to bfloat16, auto does where the processor "
        + "has AVX-512 BF16.", valueName: "precision"))
  package var precision = PrecisionChoice.fp32

  package init() {}

  package func validate() throws {
    do {
      _ = try precision.supported()
    } catch let error as UnsupportedPrecision {
      throw ValidationError("--precision: \(error.diagnosis.problem); \(error.diagnosis.remedy)")
    }
  }

  /// The chosen precision, which the processor supports.
  package var chosen: Precision { precision.resolved }
}

extension PrecisionChoice: ExpressibleByArgument {}
