import Basics
import Foundation
import Testing

@testable import CodeMetrics

struct PairedTestTests {
  /// References and two systems' outputs, the second of which has fewer words wrong.
  private static func outputs(_ count: Int, errors: (Double, Double)) -> ([[String]], [String], [String]) {
    let words = ["get", "set", "the", "value", "list", "of", "names", "return", "file", "open"]
    var stream = RandomStream(seed: 7, purpose: .testData)
    func noisy(_ text: [String], _ share: Double) -> String {
      text.map { stream.uniform() < share ? "wrong" : $0 }.joined(separator: " ")
    }
    var references: [[String]] = []
    var baseline: [String] = []
    var system: [String] = []
    for _ in 0..<count {
      let text = (0..<12).map { _ in words[Int(stream.next() % UInt64(words.count))] }
      references.append([text.joined(separator: " ")])
      baseline.append(noisy(text, errors.0))
      system.append(noisy(text, errors.1))
    }
    return (references, baseline, system)
  }

  private static func systems(
    _ metric: any SummableMetric, count: Int = 120, errors: (Double, Double)
  ) throws -> PairedSystems {
    let (references, baseline, system) = outputs(count, errors: errors)
    return try PairedSystems(metric: metric, references: references, baseline: baseline, system: system)
  }

  private static let metrics: [any SummableMetric] = TextMetricPropertyTests.metrics

  private static func bootstrap(rounds: Int = 1_000, seed: UInt64 = 0) -> PairedBootstrap {
    var bootstrap = PairedBootstrap()
    bootstrap.rounds = rounds
    bootstrap.seed = seed
    return bootstrap
  }

  private static func randomization(rounds: Int = 10_000, seed: UInt64 = 0) -> ApproximateRandomization {
    var randomization = ApproximateRandomization()
    randomization.rounds = rounds
    randomization.seed = seed
    return randomization
  }

  @Test(arguments: metrics.indices) func theDifferenceIsThatOfTheScores(_ index: Int) throws {
    let metric = Self.metrics[index]
    let (references, baseline, system) = Self.outputs(40, errors: (0.4, 0.2))
    let expected =
      try metric.score(references: references, predictions: system).corpus
      - metric.score(references: references, predictions: baseline).corpus
    let systems = try PairedSystems(metric: metric, references: references, baseline: baseline, system: system)
    #expect(systems.difference == expected)
    #expect(try Self.bootstrap(rounds: 10).compare(systems).difference == expected)
    #expect(try Self.randomization(rounds: 10).compare(systems).difference == expected)
  }

  @Test(arguments: [0, 1, 5, 7, 8]) func aClearDifferenceIsFound(_ index: Int) throws {
    let systems = try Self.systems(Self.metrics[index], errors: (0.5, 0.1))
    let bootstrap = try Self.bootstrap(rounds: 200).compare(systems)
    #expect(bootstrap.pValue == 0 && bootstrap.lower > 0)
    #expect(bootstrap.lower < bootstrap.difference && bootstrap.difference < bootstrap.upper)
    let randomization = try Self.randomization(rounds: 200).compare(systems)
    #expect(randomization.extremeRounds == 0 && randomization.pValue == 1.0 / 201)
  }

  @Test(arguments: [0, 1, 5, 7, 8]) func equallyGoodSystemsAreNotTold(_ index: Int) throws {
    let systems = try Self.systems(Self.metrics[index], errors: (0.3, 0.3))
    let bootstrap = try Self.bootstrap(rounds: 300).compare(systems)
    #expect(bootstrap.lower < 0 && bootstrap.upper > 0 && bootstrap.pValue > 0.02)
    #expect(try Self.randomization(rounds: 300).compare(systems).pValue > 0.05)
  }

  @Test(arguments: metrics.indices) func aSystemDoesNotDifferFromItself(_ index: Int) throws {
    let (references, baseline, _) = Self.outputs(30, errors: (0.3, 0.3))
    let systems = try PairedSystems(
      metric: Self.metrics[index], references: references, baseline: baseline, system: baseline)
    let bootstrap = try Self.bootstrap(rounds: 50).compare(systems)
    #expect(bootstrap.difference == 0 && bootstrap.lower == 0 && bootstrap.upper == 0 && bootstrap.pValue == 1)
    #expect(try Self.randomization(rounds: 50).compare(systems).pValue == 1)
  }

  @Test func exchangingTheSystemsTurnsTheIntervalRound() throws {
    let (references, baseline, system) = Self.outputs(60, errors: (0.35, 0.3))
    let metric = CodeToCodeBLEU()
    let there = try PairedSystems(metric: metric, references: references, baseline: baseline, system: system)
    let back = try PairedSystems(metric: metric, references: references, baseline: system, system: baseline)
    let first = try Self.bootstrap(rounds: 200).compare(there)
    let second = try Self.bootstrap(rounds: 200).compare(back)
    #expect(first.difference == -second.difference)
    #expect(abs(first.lower + second.upper) < 1e-12 && abs(first.upper + second.lower) < 1e-12)
    #expect(first.pValue == second.pValue)
    #expect(
      try Self.randomization(rounds: 200).compare(there).extremeRounds
        == Self.randomization(rounds: 200).compare(back).extremeRounds)
  }

  @Test func outcomesAreAFunctionOfTheSeed() throws {
    let systems = try Self.systems(ChrF.characters, errors: (0.35, 0.3))
    let first = try Self.bootstrap(rounds: 100, seed: 3).compare(systems)
    #expect(try first == Self.bootstrap(rounds: 100, seed: 3).compare(systems))
    #expect(try first.lower != Self.bootstrap(rounds: 100, seed: 4).compare(systems).lower)
    let second = try Self.randomization(rounds: 2_000, seed: 3).compare(systems)
    #expect(try second == Self.randomization(rounds: 2_000, seed: 3).compare(systems))
  }

  /// Exact match on three samples, of which the system has one right and the baseline none.
  @Test func fewSamplesGiveTheProbabilitiesThatCanBeCounted() throws {
    let systems = try PairedSystems(
      metric: ExactMatch(), references: [["a"], ["b"], ["c"]], baseline: ["x", "x", "x"], system: ["a", "x", "x"])
    // Every swap leaves a difference of ±1/3.
    #expect(try Self.randomization(rounds: 400).compare(systems).pValue == 1)
    // The right sample is missing from a draw of three with probability (2/3)³ = 0.296.
    let outcome = try Self.bootstrap(rounds: 20_000).compare(systems)
    #expect(abs(outcome.pValue - 8.0 / 27) < 0.015)
    // It is drawn three times with probability 1/27, which is more than the 2.5 % above the interval.
    #expect(outcome.lower == 0 && outcome.upper == 100)
  }

  /// With four samples all in the system's favour, 2 of the 16 ways to swap are as extreme as what was seen.
  @Test func randomizationAgreesWithCountingAllSwaps() throws {
    let systems = try PairedSystems(
      metric: ExactMatch(), references: [["a"], ["b"], ["c"], ["d"]], baseline: ["x", "x", "x", "x"],
      system: ["a", "b", "c", "d"])
    #expect(try abs(Self.randomization(rounds: 20_000).compare(systems).pValue - 0.125) < 0.01)
  }

  @Test func moreSamplesThanAWordHasBitsAreSwappedIndependently() throws {
    let count = 130
    let systems = try PairedSystems(
      metric: ExactMatch(), references: (0..<count).map { ["\($0)"] },
      baseline: [String](repeating: "x", count: count), system: (0..<count).map { $0 % 2 == 0 ? "\($0)" : "x" })
    #expect(try Self.randomization(rounds: 2_000).compare(systems).extremeRounds == 0)
  }

  @Test func impossibleSettingsAreRefused() throws {
    let systems = try Self.systems(ExactMatch(), count: 2, errors: (0.5, 0.5))
    #expect(throws: InvalidSetting.self) { try Self.bootstrap(rounds: 0).compare(systems) }
    #expect(throws: InvalidSetting.self) { try Self.randomization(rounds: -1).compare(systems) }
    for confidence in [0, 1, -1, Double.nan, .infinity] {
      var bootstrap = PairedBootstrap()
      bootstrap.confidence = confidence
      #expect(throws: InvalidSetting.self) { try bootstrap.compare(systems) }
    }
  }

  @Test func systemsOfUnequalLengthAreReported() {
    #expect(throws: MetricInputError.unequalCounts(references: 2, predictions: 1)) {
      try PairedSystems(metric: METEOR(), references: [["a"], ["b"]], baseline: ["a", "b"], system: ["a"])
    }
  }
}
