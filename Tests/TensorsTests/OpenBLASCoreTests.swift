import Testing

@testable import Tensors

struct OpenBLASCoreTests {
  @Test(arguments: [
    ("Haswell", Int32(4), "SkylakeX"), ("Zen", 4, "SkylakeX"), ("Prescott", 4, "SkylakeX"), ("Prescott", 3, "Haswell"),
  ])
  func narrowKernelsAreReplaced(_ chosen: String, _ level: Int32, _ better: String) {
    #expect(OpenBLASCore.better(than: chosen, level: level) == better)
  }

  @Test(arguments: [("SkylakeX", Int32(4)), ("Cooperlake", 4), ("SapphireRapids", 4), ("Haswell", 3), ("Prescott", 1)])
  func wideEnoughKernelsStay(_ chosen: String, _ level: Int32) {
    #expect(OpenBLASCore.better(than: chosen, level: level) == nil)
  }
}
