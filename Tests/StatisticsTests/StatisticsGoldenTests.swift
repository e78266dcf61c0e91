import Statistics
import TestSupport
import Testing

/// Against `Golden/make_golden.py`, which computes the same with SciPy and from the definitions.
struct StatisticsGoldenTests {
  private struct Paired: Decodable {
    let differences: [Double]
    let mean, lower, upper, p_student, p_flips, standardised, equivalence_p, overlapping_half_width: Double
  }

  private struct Crossed: Decodable {
    let values: [[Double]]
    let estimate, seed_part, sample_part: Double
  }

  private struct Clustered: Decodable {
    let participants, methods: [Int]
    let values: [Double]
    let mean, variance, half_width, participants_only: Double
  }

  private struct Golden: Decodable {
    let beta, student, critical, power: [[Double]]
    let holm: [[[Double]]]
    let paired: [Paired]
    let crossed: [Crossed]
    let clustered: [Clustered]
  }

  private let golden: Golden

  init() throws { golden = try GoldenFolder().decoded(Golden.self, "statistics.json") }

  private static func isClose(_ value: Double?, _ expected: Double, _ tolerance: Double = 1e-10) -> Bool {
    guard let value else { return false }
    return abs(value - expected) <= tolerance * max(1, abs(expected))
  }

  @Test func distributionsAreThoseOfSciPy() {
    for row in golden.beta {
      let value = IncompleteBeta.regularized(row[0], row[1], row[2])
      #expect(abs(value - row[3]) <= 1e-11 * row[3], "I_\(row[0])(\(row[1]), \(row[2]))")
    }
    for row in golden.student {
      let distribution = StudentDistribution(degreesOfFreedom: row[0])
      #expect(Self.isClose(distribution.cumulative(row[1]), row[2], 1e-12), "\(row)")
      #expect(abs(distribution.twoSided(row[1]) - row[3]) <= 1e-9 * row[3], "\(row)")
    }
    for row in golden.critical {
      let value = StudentDistribution(degreesOfFreedom: row[0]).critical(confidence: row[1])
      #expect(Self.isClose(value, row[2], 1e-9), "\(row)")
    }
  }

  @Test func powerIsThatOfTheNoncentralDistribution() {
    for row in golden.power {
      let value = StatisticalPower.power(effect: row[0], degreesOfFreedom: row[1], level: row[2])
      #expect(Self.isClose(value, row[3], 1e-5), "\(row): \(value)")
    }
    // Solved with SciPy's noncentral t: the effect that eight pairs find in 80 % of experiments.
    let effect = StatisticalPower.detectable(power: 0.8, degreesOfFreedom: 7, level: 0.05)
    #expect(Self.isClose(effect, 3.269759840387533, 1e-5))
  }

  @Test func pairedDifferencesGiveTheIntervalsAndTestsOfSciPy() throws {
    for row in golden.paired {
      let interval = PairedDifferences(row.differences, unit: "seeds").interval()
      #expect(Self.isClose(interval.estimate, row.mean))
      #expect(Self.isClose(interval.lower, row.lower, 1e-9) && Self.isClose(interval.upper, row.upper, 1e-9))
      #expect(Self.isClose(interval.variance?.twoSided(abs(row.mean)), row.p_student, 1e-9))
      #expect(Self.isClose(SignFlipTest().run(row.differences, unit: "seeds")?.p, row.p_flips))
      #expect(Self.isClose(StandardizedEffect(row.differences, unit: "seeds").value, row.standardised))
      #expect(Self.isClose(EquivalenceTest(interval, margin: 1.5).p, row.equivalence_p, 1e-9))
      let corrected = PairedDifferences(row.differences, unit: "splits").interval(overlappingSplits: 0.25)
      #expect(Self.isClose(corrected.upper, row.mean + row.overlapping_half_width, 1e-9))
    }
  }

  @Test func crossedDifferencesHaveTheComponentsOfTheTwoWayLayout() throws {
    for row in golden.crossed {
      let crossed = CrossedDifferences(
        seeds: row.values.map { Descriptive.mean($0) ?? 0 }, samples: row.values)
      let interval = crossed.interval()
      let components = try #require(interval.variance).components
      #expect(Self.isClose(interval.estimate, row.estimate))
      #expect(Self.isClose(components.first { $0.source == "seeds" }?.variance, row.seed_part))
      #expect(Self.isClose(components.first { $0.source == "samples" }?.variance ?? 0, row.sample_part))
      #expect(interval.units.text == "\(row.values.count) seeds × \(row.values[0].count) samples")
    }
    #expect(golden.crossed.contains { $0.sample_part == 0 } && golden.crossed.contains { $0.sample_part > 0 })
  }

  @Test func clusteredReadingsHaveTheVarianceOfTheSandwich() throws {
    for row in golden.clustered {
      let names = (row.participants.map { "p\($0)" }, row.methods.map { "m\($0)" })
      let clusters = ReadingClusters(participants: names.0, methods: names.1)
      let interval = try #require(ClusteredInterval(clusters).mean(row.values))
      #expect(Self.isClose(interval.estimate, row.mean) && Self.isClose(interval.variance?.variance, row.variance))
      #expect(Self.isClose(interval.upper, row.mean + row.half_width, 1e-9))
      // The statistic "mean" is that mean, and without a second method only participants vary.
      let statistic = ClusteredInterval(clusters).statistic { weights in
        let total = weights.reduce(0, +)
        return total > 0 ? zip(weights, row.values).reduce(0) { $0 + $1.0 * $1.1 } / total : nil
      }
      #expect(Self.isClose(statistic?.upper, row.mean + row.half_width, 1e-9))
      let people = ReadingClusters(participants: names.0, methods: names.1.map { _ in "one" })
      #expect(Self.isClose(ClusteredInterval(people).mean(row.values)?.upper, row.mean + row.participants_only, 1e-9))
    }
  }

  @Test func holmMultipliesBySmallerCounts() {
    for row in golden.holm {
      let adjusted = HolmAdjustment.adjusted(row[0])
      #expect(zip(adjusted, row[1]).allSatisfy { Self.isClose($0, $1, 1e-12) })
    }
    #expect(HolmAdjustment.adjusted([nil, 0.03, nil, 0.02]) == [nil, 0.04, nil, 0.04])
    #expect(HolmAdjustment.adjusted([]).isEmpty)
  }
}
