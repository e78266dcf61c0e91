import Basics
import Foundation
import Statistics
import Testing

/// Too few units, equal values and huge ones: what cannot be said is said, and nothing is NaN or of no width.
struct DoubtfulInputTests {
  private static func isSound(_ interval: ConfidenceInterval) -> Bool {
    guard interval.estimate.isFinite, (interval.lower == nil) == (interval.upper == nil) else { return false }
    guard let lower = interval.lower, let upper = interval.upper else { return interval.reason?.isEmpty == false }
    return lower.isFinite && upper.isFinite && lower < upper && interval.reason == nil
  }

  @Test(arguments: [[0.5], [0.5, 0.5], [0, 0, 0], [1, 1, 1, 1], [0.1 + 0.2, 0.3, 0.3]])
  func tooFewOrEqualDifferencesHaveNoInterval(_ differences: [Double]) throws {
    let paired = PairedDifferences(differences, unit: "seeds")
    for interval in [paired.interval(), paired.interval(overlappingSplits: 0.25)] {
      #expect(interval.bounds == nil && Self.isSound(interval), "\(interval)")
      #expect(!interval.text(decimals: 2).contains("nan") && interval.text(decimals: 2).contains("no interval"))
      let equivalence = EquivalenceTest(interval, margin: 1)
      #expect(equivalence.p == nil && !equivalence.isEquivalent && equivalence.reason == interval.reason)
      #expect(DetectableEffect(pilot: interval).difference == nil && DetectableEffect(pilot: interval).reason != nil)
    }
    let effect = StandardizedEffect(differences, unit: "seeds")
    #expect(effect.value == nil && effect.reason != nil)
    let p = try #require(SignFlipTest().run(differences, unit: "seeds")?.p)
    #expect(p >= SignFlipTest.leastValue(pairs: differences.count) && p <= 1)
  }

  @Test func noPIsBelowWhatTheUnitsAllow() throws {
    for count in 1...24 {
      let differences = (0..<count).map { 1 + Double($0) / 100 }
      let test = try #require(SignFlipTest().run(differences, unit: "seeds"))
      #expect(test.p >= 2 / pow(2, Double(count)) && test.least == SignFlipTest.leastValue(pairs: count))
      if count <= 20 { #expect(test.p == test.least && test.method == "exact sign-flip test") }
    }
    #expect(SignFlipTest().run([], unit: "seeds") == nil)
    // More than exact: 24 differences of one sign, and 24 that cancel.
    let clear = try #require(SignFlipTest().run([Double](repeating: 1, count: 24), unit: "seeds"))
    #expect(clear.p == 1.0 / 10_001)
    let even = try #require(SignFlipTest().run((0..<24).map { $0 % 2 == 0 ? 1 : -1 }, unit: "seeds"))
    #expect(even.p == 1)
  }

  @Test func oneSeedSpeaksOnlyForSamplesAndEqualSeedsForNothing() {
    let one = CrossedDifferences(seeds: [2], samples: [[1, 2, 3]]).interval()
    #expect(one.bounds != nil && one.method.contains("says nothing about other seeds"))
    let equal = CrossedDifferences(seeds: [2, 2], samples: [[1, 2, 3], [1, 2, 3]]).interval()
    #expect(Self.isSound(equal) && equal.bounds == nil && equal.reason?.contains("all seeds are equal") == true)
    let constant = CrossedDifferences(seeds: [2, 2], samples: [[2, 2], [2, 2]]).interval()
    #expect(Self.isSound(constant) && constant.bounds == nil)
    let single = CrossedDifferences(seeds: [2, 3], samples: [[2], [3]]).interval()
    #expect(single.units == [SampledUnits("seeds", 2)], "one sample says nothing about samples")
  }

  @Test func readingsOfOnePersonOrMethodAreClusteredByTheOther() throws {
    let values: [Double?] = [1, 2, nil, 4]
    func interval(_ people: [String], _ code: [String]) -> ConfidenceInterval? {
      ClusteredInterval(ReadingClusters(participants: people, methods: code)).mean(values)
    }
    let people = try #require(interval(["a", "b", "c", "d"], ["m", "m", "m", "m"]))
    #expect(people.method.contains("other methods") && people.units.first?.count == 3, "the reading without value")
    #expect(Self.isSound(people) && people.bounds != nil)
    let code = try #require(interval(["a", "a", "a", "a"], ["k", "l", "m", "n"]))
    #expect(code.method.contains("other participants") && code.bounds != nil)
    let neither = try #require(interval(["a", "a", "a", "a"], ["m", "m", "m", "m"]))
    #expect(neither.bounds == nil && neither.reason?.contains("one participant and one method") == true)
    let clusters = ReadingClusters(participants: ["a", "b"], methods: ["m", "n"])
    #expect(ClusteredInterval(clusters).mean([nil, nil]) == nil)
    #expect(ClusteredInterval(clusters).mean([3, 3])?.bounds == nil)
    #expect(ClusteredInterval(clusters).difference([3, 1], [1, nil])?.estimate == 2)
    for interval in PigeonholeBootstrap(clusters, rounds: 50).means([[3, 3], [nil, nil], [1, 2]]) {
      #expect(interval.map(Self.isSound) ?? true)
    }
    #expect(PigeonholeBootstrap(clusters, rounds: 50).means([[nil, nil]]) == [nil])
  }

  @Test func hugeValuesDoNotOverflow() {
    let interval = PairedDifferences([1e308, -1e308, 1e308], unit: "seeds").interval()
    #expect(Self.isSound(interval))
    #expect(SignFlipTest().run([1e300, .infinity], unit: "seeds") == nil)
  }

  @Test func effectsAreThoseOfTheDefinition() {
    let share = SuperiorShare([[1, 0, -1, 2], [0, 0, 0, 1]])
    #expect(share?.value == (3 + 0.5 * 4) / 8 && share?.ties == 0.5)
    #expect(SuperiorShare([]) == nil && SuperiorShare([[], []]) == nil)
  }

  @Test func settingsAreChecked() {
    func refused(_ change: (inout ContrastSettings) -> Void) -> Bool {
      var settings = ContrastSettings()
      change(&settings)
      return !settings.invalidSettings().isEmpty
    }
    #expect(!refused { _ in })
    for confidence in [0, 1, -1, Double.nan] { #expect(refused { $0.confidence = confidence }) }
    for margin in [0, -1, Double.nan, .infinity] { #expect(refused { $0.equivalenceMargin = margin }) }
    for power in [0, 1, 0.01, Double.nan] { #expect(refused { $0.power = power }) }
    #expect(refused { $0.plannedSeeds = 8 }, "without a power it has no effect")
    #expect(refused { ($0.power, $0.plannedSeeds) = (0.8, 1) } && !refused { ($0.power, $0.plannedSeeds) = (0.8, 8) })
    #expect(refused { $0.rounds = 0 })
  }

  @Test func intervalsCanBeWrittenAndRead() throws {
    let interval = CrossedDifferences(seeds: [1, 2, 4], samples: [[1, 1], [3, 1], [3, 5]]).interval()
    #expect(try JSONDecoder().decode(ConfidenceInterval.self, from: JSONEncoder().encode(interval)) == interval)
  }
}
