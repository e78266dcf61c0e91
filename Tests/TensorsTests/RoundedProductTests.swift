import Tensors
import Testing

/// What is particular to products in bfloat16.
@Suite(.enabled(if: Precision.bf16.isSupported, "this processor has no instructions for bfloat16"))
struct RoundedProductTests {
  @Test func roundingIsToTheNearestEvenNumber() {
    let space = Workspace(precision: .bf16)
    // Halfway cases go to the even neighbour; a little more goes up.
    let values: [(Float, Float)] = [
      (1 + 0x1p-8, 1), (1 + 3 * 0x1p-8, 1 + 0x1p-6), (1 + 0x1p-8 + 0x1p-20, 1 + 0x1p-7), (-1 - 3 * 0x1p-8, -1 - 0x1p-6),
      (0x1p-130, 0), (.infinity, .infinity),
    ]
    for (value, expected) in values {
      let result = space.blank(1, 1)
      let factor = space.matrix(Grid(1, 1) { _, _ in Double(value) })
      MatrixProduct.multiply(factor, space.matrix(Grid(1, 1) { _, _ in 1 }), into: result, space.context)
      #expect(result[0, 0] == expected, "\(value)")
    }
    let result = space.blank(1, 1)
    let notANumber = space.matrix(Grid(1, 1) { _, _ in .nan })
    MatrixProduct.multiply(notANumber, space.matrix(Grid(1, 1) { _, _ in 1 }), into: result, space.context)
    #expect(result[0, 0].isNaN)
  }

  @Test func theLossAndItsGradientsAreCloseToSinglePrecision() {
    func gradients(_ precision: Precision) -> (losses: [Double], hidden: [Double], head: [Double]) {
      let space = Workspace(threads: 2, precision: precision, seed: 3)
      let hidden = space.matrix(space.randomGrid(37, 64))
      let head = space.matrix(space.randomGrid(301, 64, scale: 0.2))
      let (losses, hiddenGradient, headGradient) = (space.blank(1, 37), space.blank(37, 64), space.zeros(301, 64))
      var targets = (0..<37).map { Int32($0 * 7) }
      targets.withUnsafeMutableBufferPointer {
        CrossEntropy(smoothing: 0.1, inputScale: 0.5, chunk: 10).backward(
          hidden, head: head, targets: $0, losses: losses, lossScale: 1, hiddenGradient: hiddenGradient,
          headGradient: headGradient, space.context)
      }
      return (space.read(losses).values, space.read(hiddenGradient).values, space.read(headGradient).values)
    }
    let (exact, rounded) = (gradients(.fp32), gradients(.bf16))
    #expect(zip(exact.losses, rounded.losses).allSatisfy { abs($0 - $1) < 0.02 })
    #expect(cosine(exact.hidden, rounded.hidden) > 0.9999 && cosine(exact.head, rounded.head) > 0.9999)
    #expect(exact.hidden != rounded.hidden)
  }

  private func cosine(_ first: [Double], _ second: [Double]) -> Double {
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    return dot(first, second) / (dot(first, first) * dot(second, second)).squareRoot()
  }
}

/// The numbers with eight significant bits.
enum BFloat16 {
  /// The nearest one, of two equally near the even one.
  static func nearest(_ value: Double) -> Double {
    let bits = Float(value).bitPattern
    return Double(Float(bitPattern: (bits + 0x7fff + (bits >> 16 & 1)) & 0xffff_0000))
  }
}
