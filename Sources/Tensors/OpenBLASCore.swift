import Basics
import CKernels
import COpenBLAS
import Foundation

/// Selects OpenBLAS's kernels.
///
/// OpenBLAS identifies processors by model number. An older release takes a newer processor for the oldest that it
/// supports and runs several times slower than it could (0.3.21 takes an Emerald Rapids for a Prescott). So this checks
/// the choice against the processor's features, and repeats it if it is too low.
package enum OpenBLASCore {
  /// The name of the current kernels, for example `SkylakeX`.
  package static var name: String {
    openblas_get_corename().map { String(cString: $0) } ?? "unknown"
  }

  /// Kernels that use at most SSE.
  private static let outdated: Set<String> = [
    "Prescott", "Core2", "Penryn", "Dunnington", "Nehalem", "Atom", "Katmai", "Coppermine", "Northwood", "Banias",
    "Athlon", "Opteron", "Opteron_SSE3", "Barcelona", "Bobcat", "Nano", "Unknown",
  ]
  private static let variable = "OPENBLAS_CORETYPE"

  /// The memory that OpenBLAS takes for each thread that computes (0.3.21 on x86-64).
  private static let bufferBytes = 128 << 20

  /// Ends the process with a message if the system would refuse OpenBLAS's buffers: OpenBLAS itself asks for them again
  /// and again, for ever.
  static func requireBuffers(threads: Int) {
    let bytes = threads * bufferBytes
    let flags = Int32(MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE)
    guard let probe = mmap(nil, bytes, PROT_READ | PROT_WRITE, flags, -1, 0), probe != MAP_FAILED else {
      MemoryLimit.endProcess(refused: bytes)
    }
    munmap(probe, bytes)
  }

  /// Makes OpenBLAS choose again if its kernels are outdated for this processor; a choice by the user is kept.
  package static func choose() {
    let better = [3: "Haswell", 4: "SkylakeX"][fovea_processor_level()]
    guard let better, outdated.contains(name), getenv(variable) == nil else { return }
    // Only builds with run-time detection export these, so they are looked up instead of linked.
    typealias Action = @convention(c) () -> Void
    guard let quit = dlsym(nil, "gotoblas_dynamic_quit"), let start = dlsym(nil, "gotoblas_dynamic_init") else {
      return
    }
    setenv(variable, better, 1)
    unsafeBitCast(quit, to: Action.self)()
    unsafeBitCast(start, to: Action.self)()
  }
}

/// Processor features that affect results.
package enum Processor {
  /// Whether it has fused multiply-add, which the kernels use where available.
  package static var hasFusedMultiplyAdd: Bool { fovea_processor_level() >= 3 }
}
