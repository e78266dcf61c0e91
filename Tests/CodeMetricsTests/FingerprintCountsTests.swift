import Basics
import Testing

@testable import CodeMetrics

struct FingerprintCountsTests {
  @Test func takesEachAsOftenAsItOccurs() {
    var counts = FingerprintCounts([7, 9, 7, 0])
    #expect(counts.take(7) && counts.take(7) && !counts.take(7))
    #expect(counts.contains(7), "taking does not make forget")
    #expect(counts.take(0) && !counts.take(0) && !counts.take(1) && !counts.contains(1))
  }

  @Test func agreesWithADictionaryOnFingerprintsThatCollide() {
    var stream = RandomStream(seed: 5, purpose: .testData)
    for size in [0, 1, 2, 3, 100, 1000] {
      // Equal low bits put them all into neighbouring slots.
      let fingerprints = (0..<size).map { _ in stream.next() << 40 }.map { $0 | ($0 >> 60) }
      var counts = FingerprintCounts(fingerprints)
      var expected = Dictionary(fingerprints.map { ($0, 1) }, uniquingKeysWith: +)
      for fingerprint in (fingerprints + fingerprints).shuffled(using: &stream) {
        let left = expected[fingerprint, default: 0]
        expected[fingerprint] = left - 1
        #expect(counts.take(fingerprint) == (left > 0))
      }
    }
  }
}
