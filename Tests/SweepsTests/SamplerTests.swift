import Testing

@testable import Sweeps

struct SamplerTests {
  private static let rate = Dimension(
    key: "rate", values: .range(NumericRange(low: 1e-4, high: 1e-1, isLogarithmic: true)))
  private static let layers = Dimension(key: "layers", values: .range(NumericRange(low: 1, high: 4, isInteger: true)))
  private static let kind = Dimension(key: "kind", values: .choices(["relu", "gated-gelu"]))
  private static let seeds = Dimension(key: "seed", values: .choices(["1", "2", "3"]))

  @Test func aGridIsExactlyTheProduct() {
    let space = SearchSpace([
      Self.kind, Self.layers,
      Dimension(key: "rate", values: .range(NumericRange(low: 0.1, high: 0.3, step: 0.1))), Self.seeds,
    ])
    #expect(space.combinations == 2 * 4 * 3 * 3)
    let sampler = GridSampler(space)
    let points = (0..<24).map { sampler.parameters(ofPoint: $0, given: []) }
    #expect(Set(points).count == 24)
    #expect(points.allSatisfy { Set($0.keys) == ["kind", "layers", "rate"] })
    #expect(Set(points.compactMap { $0["rate"] }) == ["0.1", "0.2", "0.3"])
    #expect(Set(points.compactMap { $0["layers"] }) == ["1", "2", "3", "4"])
    #expect(sampler.parameters(ofPoint: 0, given: []) != sampler.parameters(ofPoint: 1, given: []))
  }

  @Test func randomDrawsAreEvenOnTheScaleAndAFunctionOfTheSeed() throws {
    let space = SearchSpace([Self.rate, Self.layers, Self.kind, Self.seeds])
    let sampler = RandomSampler(space, seed: 5)
    let points = (0..<3000).map { sampler.parameters(ofPoint: $0, given: []) }
    let rates = try points.map { try #require($0["rate"].flatMap { Double($0) }) }
    #expect(rates.allSatisfy { (1e-4...1e-1).contains($0) })
    // A third of a logarithmic scale of three decades is a decade.
    for decade in [1e-4...1e-3, 1e-3...1e-2, 1e-2...1e-1] {
      #expect(abs(rates.count { decade.contains($0) } - 1000) < 100)
    }
    for value in ["1", "2", "3", "4"] { #expect(abs(points.count { $0["layers"] == value } - 750) < 100) }
    #expect(abs(points.count { $0["kind"] == "relu" } - 1500) < 120)
    #expect(points.allSatisfy { $0["seed"] == nil })
    #expect(RandomSampler(space, seed: 5).parameters(ofPoint: 7, given: []) == points[7])
    #expect(RandomSampler(space, seed: 6).parameters(ofPoint: 7, given: []) != points[7])
  }

  @Test func numbersReadBackAsTheyWereGiven() {
    let range = NumericRange(low: 1e-6, high: 1, isLogarithmic: true)
    #expect(range.text(at: 0) == "1.0e-06")
    #expect(range.text(at: 1) == "1.0")
    #expect(abs(range.unit(of: 1e-3) - 0.5) < 1e-12)
    let steps = NumericRange(low: 0, high: 0.3, step: 0.1)
    #expect(steps.count == 4)
    #expect((0..<4).map { steps.text(number: $0) } == ["0.0", "0.1", "0.2", "0.3"])
    #expect(steps.text(at: 0.999) == "0.3")
    #expect(abs(steps.unit(of: 0.2) - 0.625) < 1e-12)
    let whole = NumericRange(low: 16, high: 1024, isLogarithmic: true, isInteger: true)
    #expect(whole.text(at: 0) == "16" && whole.text(at: 1) == "1024" && whole.text(at: 0.5) == "128")
  }

  /// A bowl over two numbers with a choice that lifts it: 0 at its lowest.
  private static func bowl(_ parameters: TrialParameters) -> Double {
    let x = parameters["x"].flatMap { Double($0) } ?? 0
    let y = parameters["y"].flatMap { Double($0) } ?? 0
    return (x - 0.7) * (x - 0.7) + (y + 2) * (y + 2) / 10 + (parameters["kind"] == "relu" ? 0 : 0.2)
  }

  private static func best(of sampler: any Sampler, points: Int) -> Double {
    var observations: [Observation] = []
    for point in 0..<points {
      let parameters = sampler.parameters(ofPoint: point, given: observations)
      observations.append(Observation(parameters: parameters, value: bowl(parameters)))
    }
    return observations.map(\.value).min() ?? .infinity
  }

  @Test func tpeFindsTheBottomOfABowlSoonerThanRandomSearch() {
    let space = SearchSpace([
      Dimension(key: "x", values: .range(NumericRange(low: -1, high: 1))),
      Dimension(key: "y", values: .range(NumericRange(low: -5, high: 5))), Self.kind,
    ])
    var wins = 0
    var (random, tpe) = (0.0, 0.0)
    for seed in 0..<40 {
      let first = Self.best(of: RandomSampler(space, seed: UInt64(seed)), points: 60)
      let second = Self.best(of: TPESampler(space, seed: UInt64(seed), startup: 10), points: 60)
      wins += second < first ? 1 : 0
      random += first
      tpe += second
    }
    // Without an advantage, 28 or more of 40 have a probability below 1 %.
    #expect(wins >= 28, "TPE won \(wins) of 40")
    #expect(tpe < 0.6 * random, "means \(tpe / 40) and \(random / 40)")
  }

  @Test func tpeFollowsResultsOnlyOnceItHasEnoughAndIgnoresWhatIsNoNumber() {
    let space = SearchSpace([Self.rate, Self.kind])
    let sampler = TPESampler(space, seed: 3, startup: 10)
    let few = (0..<9).map { Observation(parameters: ["rate": "0.001", "kind": "relu"], value: Double($0)) }
    let random = RandomSampler(space, seed: 3)
    #expect(sampler.parameters(ofPoint: 4, given: few) == random.parameters(ofPoint: 4, given: []))
    let good = (0..<20).map { Observation(parameters: ["rate": "0.01", "kind": "relu"], value: Double($0)) }
    let bad = (0..<80).map { place in
      Observation(parameters: ["rate": "0.0002", "kind": "gated-gelu"], value: place % 2 == 0 ? .nan : 1000)
    }
    let points = (0..<50).map { sampler.parameters(ofPoint: $0, given: bad + good) }
    #expect(points.count { $0["kind"] == "relu" } > 45)
    #expect(points.count { (0.003...0.03).contains($0["rate"].flatMap { Double($0) } ?? 0) } > 40)
  }

  @Test func aParzenDensityHasTheMassOne() {
    for places in [[], [0.5], [0, 0.01, 1], [0.2, 0.2, 0.2]] {
      let density = ParzenEstimator(places)
      let mass = (0..<10_000).reduce(0) { $0 + density.density(at: (Double($1) + 0.5) / 10_000) } / 10_000
      #expect(abs(mass - 1) < 1e-3, "\(places)")
    }
  }
}
