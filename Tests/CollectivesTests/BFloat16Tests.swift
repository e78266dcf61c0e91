import Testing

@testable import Collectives

struct BFloat16Tests {
  /// Expected values from the format: a sign, eight bits of exponent, seven of fraction.
  @Test(
    arguments: [
      (0, 0x0000), (-0.0, 0x8000), (1, 0x3f80), (-2, 0xc000), (0x1.02p0, 0x3f81), (3.140625, 0x4049),
      // Ties go to the even neighbour; anything beyond the middle goes up.
      (0x1.01p0, 0x3f80), (0x1.03p0, 0x3f82), (0x1.0102p0, 0x3f81), (0x1.00fep0, 0x3f80),
      (Float.greatestFiniteMagnitude, 0x7f80), (.infinity, 0x7f80), (-.infinity, 0xff80),
      (0x1.fep127, 0x7f7f), (Float.leastNonzeroMagnitude, 0x0000), (0x1p-133, 0x0001),
    ] as [(Float, UInt16)])
  func roundsToNearestEven(_ value: Float, _ expected: UInt16) {
    #expect(BFloat16.round(value) == expected)
  }

  @Test func everyNumberSurvivesAndNaNStaysNaN() {
    for number in UInt16.min...UInt16.max {
      let value = BFloat16.float(number)
      if value.isNaN {
        #expect(BFloat16.float(BFloat16.round(value)).isNaN)
      } else {
        #expect(BFloat16.round(value) == number)
      }
    }
    // A NaN whose upper half alone would be infinity.
    #expect(BFloat16.float(BFloat16.round(Float(bitPattern: 0x7f80_0001))).isNaN)
  }
}
