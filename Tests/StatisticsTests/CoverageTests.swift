import Basics
import Statistics
import Testing

/// Nominal 95 % intervals of simulated data. `fovea-bench coverage` does the same with more experiments and counts.
struct CoverageTests {
  private static func coverage(
    _ experiments: Int, _ interval: (inout RandomStream) -> ConfidenceInterval?
  ) -> Double {
    var stream = RandomStream(seed: 11, purpose: .testData)
    let covered = (0..<experiments).count { _ in interval(&stream)?.bounds?.contains(0) == true }
    return Double(covered) / Double(experiments)
  }

  @Test func threeSeedsAreCoveredAsPromised() {
    let share = Self.coverage(6_000) { stream in
      PairedDifferences((0..<3).map { _ in stream.normal() }, unit: "seeds").interval()
    }
    #expect(share > 0.94 && share < 0.96, "\(share)")
  }

  @Test(arguments: [0, 0.5, 1, 2]) func threeSeedsTimesSamplesAreCoveredAsPromised(_ scale: Double) {
    let share = Self.coverage(4_000) { stream in
      let samples = (0..<60).map { _ in scale * 60.0.squareRoot() * stream.normal() }
      let values = (0..<3).map { _ in
        let own = 1.2 * stream.normal()
        return samples.map { own + $0 + 8 * stream.normal() }
      }
      return CrossedDifferences(seeds: values.map { Descriptive.mean($0) ?? 0 }, samples: values).interval()
    }
    // The simulation itself errs by up to half a point.
    #expect(share > 0.94 && share < 0.965, "\(share)")
  }

  /// Twelve people read thirty methods, and both differ. Readings taken for independent cover less than three quarters.
  @Test func readingsAreCoveredThroughTheirClusters() {
    let pairs = (0..<12).flatMap { person in (0..<30).filter { ($0 + person) % 3 != 0 }.map { (person, $0) } }
    let clusters = ReadingClusters(participants: pairs.map { "\($0.0)" }, methods: pairs.map { "\($0.1)" })
    func values(_ stream: inout RandomStream) -> [Double] {
      let people = (0..<12).map { _ in 0.5 * stream.normal() }
      let code = (0..<30).map { _ in 0.5 * stream.normal() }
      return pairs.map { people[$0.0] + code[$0.1] + 0.8 * stream.normal() }
    }
    let clustered = Self.coverage(3_000) { ClusteredInterval(clusters).mean(values(&$0)) }
    let independent = Self.coverage(3_000) { PairedDifferences(values(&$0), unit: "readings").interval() }
    #expect(clustered > 0.935 && clustered < 0.965, "\(clustered)")
    #expect(independent < 0.75, "\(independent)")
  }

  @Test func overlappingSplitsAreCoveredOnlyWhenCorrected() {
    func splits(_ stream: inout RandomStream) -> PairedDifferences {
      let common = 0.2.squareRoot() * stream.normal()
      return PairedDifferences((0..<5).map { _ in common + 0.8.squareRoot() * stream.normal() }, unit: "splits")
    }
    let corrected = Self.coverage(4_000) { splits(&$0).interval(overlappingSplits: 0.25) }
    #expect(corrected > 0.94 && corrected < 0.96, "\(corrected)")
    #expect(Self.coverage(4_000) { splits(&$0).interval() } < 0.87)
  }

  /// The pilot's known variance gives the difference that a simulated experiment finds in 80 % of cases.
  @Test func theDetectableDifferenceIsFoundInItsShare() throws {
    let pilot = PairedDifferences([-1, 0, 1], unit: "seeds").interval()
    let effect = try #require(DetectableEffect(pilot: pilot, seeds: 6).difference)
    let missed = Self.coverage(6_000) { stream in
      PairedDifferences((0..<6).map { _ in effect + stream.normal() }, unit: "seeds").interval()
    }
    #expect(abs(missed - 0.2) < 0.015, "\(missed)")
  }
}
