import CKernels
import COpenBLAS
import Foundation

/// Which of its kernels OpenBLAS uses.
///
/// OpenBLAS knows processors by their model number. An older release takes one that came after it for the oldest it has
/// and runs several times slower than it could (0.3.21 takes an Emerald Rapids for a Prescott). Here the choice is
/// checked against what the processor can do, and made again where it is too low.
package enum OpenBLASCore {
  /// The name of the kernels in use, for example `SkylakeX`.
  package static var name: String {
    openblas_get_corename().map { String(cString: $0) } ?? "unknown"
  }

  /// Kernels that use no more than SSE.
  private static let outdated: Set<String> = [
    "Prescott", "Core2", "Penryn", "Dunnington", "Nehalem", "Atom", "Katmai", "Coppermine", "Northwood", "Banias",
    "Athlon", "Opteron", "Opteron_SSE3", "Barcelona", "Bobcat", "Nano", "Unknown",
  ]
  private static let variable = "OPENBLAS_CORETYPE"

  /// Lets OpenBLAS choose again where its kernels are outdated for this processor; a choice of the user's stands.
  package static func choose() {
    let better = [3: "Haswell", 4: "SkylakeX"][fovea_processor_level()]
    guard let better, outdated.contains(name), getenv(variable) == nil else { return }
    // Exported by builds with run-time detection alone, so they are looked up rather than linked.
    typealias Action = @convention(c) () -> Void
    guard let quit = dlsym(nil, "gotoblas_dynamic_quit"), let start = dlsym(nil, "gotoblas_dynamic_init") else {
      return
    }
    setenv(variable, better, 1)
    unsafeBitCast(quit, to: Action.self)()
    unsafeBitCast(start, to: Action.self)()
  }
}
