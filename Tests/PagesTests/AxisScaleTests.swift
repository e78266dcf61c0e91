import Testing

@testable import Pages

struct AxisScaleTests {
  @Test(arguments: [
    ([0.0, 1], [0, 0.2, 0.4, 0.6, 0.8, 1]), ([1, 9.3], [0, 2, 4, 6, 8, 10]), ([-3, 7], [-4, -2, 0, 2, 4, 6, 8]),
    ([0, 1234], [0, 250, 500, 750, 1000, 1250]), ([2.301, 2.309], [2.3, 2.302, 2.304, 2.306, 2.308, 2.31]),
  ])
  func ticksAreRoundNumbersAroundTheValues(_ values: [Double], _ expected: [Double]) {
    let scale = AxisScale(holding: values)
    #expect(scale.ticks.count == expected.count, "\(scale.ticks)")
    #expect(zip(scale.ticks, expected).allSatisfy { abs($0 - $1) < 1e-9 * max(1, abs($1)) }, "\(scale.ticks)")
    #expect(values.allSatisfy { (0...1).contains(scale.position($0)) })
  }

  @Test(arguments: [[], [5], [0], [.nan, .infinity], [-2, -2, -2], [1e300, 2e300], [1e-300, 1]] as [[Double]])
  func anyValuesGiveAScale(_ values: [Double]) {
    for kind in [AxisScale.Kind.linear, .logarithmic] {
      let scale = AxisScale(kind, holding: values)
      #expect(scale.lower < scale.upper)
      #expect(scale.ticks.count <= 60 && scale.ticks.allSatisfy(\.isFinite))
      #expect(scale.position(scale.lower) == 0 && abs(scale.position(scale.upper) - 1) < 1e-9)
    }
  }

  @Test func logarithmicScalesSpaceByFactors() {
    let scale = AxisScale(.logarithmic, holding: [1e-4, 1e-2])
    #expect(abs(scale.position(1e-3) - 0.5) < 1e-12)
    #expect(scale.ticks.contains { abs($0 - 1e-3) < 1e-12 })
    #expect(AxisScale(.logarithmic, holding: [-1, 1]).kind == .linear)
  }

  @Test func numbersAtTheLimitsOfArithmeticHaveTicksToo() {
    for values in [[-1e308, 1e308], [1e308, 1e308], [0, .leastNonzeroMagnitude], [1e17, 1e17 + 16]] {
      let scale = AxisScale(holding: values)
      #expect(scale.ticks.count <= 50 && scale.lower < scale.upper, "\(values)")
    }
  }

  @Test(arguments: [
    (0.0, "0"), (1234, "1234"), (12_345, "12.3k"), (2_500_000, "2.5M"), (0.00003, "3e-5"), (0.05, "0.05"),
    (.nan, "–"),
  ])
  func numbersAreShort(_ value: Double, _ expected: String) {
    #expect(PlotNumber.short(value) == expected)
  }

  @Test func fixedNumbersHaveNoNegativeZero() {
    #expect(PlotNumber.fixed(-0.001, decimals: 2) == "0.00")
    #expect(PlotNumber.signed(-1.5, decimals: 1) == "−1.5")
    #expect(PlotNumber.signed(2, decimals: 2) == "+2.00")
  }
}
