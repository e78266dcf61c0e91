import Basics
import Testing

@testable import Scanpaths

struct RandomDistributionTests {
  static func stream(_ seed: UInt64) -> RandomStream { RandomStream(seed: seed, purpose: .testData) }

  @Test(arguments: [(0.3, 0.7), (1.0, 1.0), (2.0, 5.0), (80.0, 20.0)])
  func theBetaDistributionHasItsMeanAndVariance(_ alpha: Double, _ beta: Double) {
    var stream = Self.stream(1)
    let values = (0..<40_000).map { _ in stream.beta(alpha, beta) }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    let total = alpha + beta
    let expected = alpha * beta / (total * total * (total + 1))
    #expect(abs(mean - alpha / total) < 4 * (expected / 40_000).squareRoot())
    #expect(abs(variance / expected - 1) < 0.05)
    #expect(values.allSatisfy { (0...1).contains($0) })
  }

  @Test func tinyParametersStayFinite() {
    var stream = Self.stream(2)
    #expect((0..<1000).allSatisfy { _ in (0...1).contains(stream.beta(1e-300, 1e-300)) })
  }

  @Test func placesFollowTheirWeights() {
    var stream = Self.stream(3)
    var counts = [0, 0, 0]
    for _ in 0..<9000 { counts[stream.place(weighted: [1, 0, 2]) ?? 1] += 1 }
    #expect(counts[1] == 0)
    #expect(abs(Double(counts[0]) / 9000 - 1.0 / 3) < 0.02)
    #expect(stream.place(weighted: [0, 0]) == nil)
    #expect(stream.place(weighted: []) == nil)
  }

  @Test func streamsOfDifferentNamesDiffer() {
    func first(_ domain: String, _ participant: String, _ code: String, _ number: Int) -> UInt64 {
      var stream = RandomStream(
        seed: 1, purpose: .augmentation, domain: domain, participant, code, number)
      return stream.next()
    }
    let values = [
      first("a", "b", "c", 0), first("a", "b", "c", 1), first("a", "bc", "", 0), first("ab", "", "c", 0),
      first("a", "c", "b", 0),
    ]
    #expect(Set(values).count == 5)
    #expect(first("a", "b", "c", 0) == values[0])
  }
}
