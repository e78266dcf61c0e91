import Testing

@testable import Sweeps

struct SuccessiveHalvingTests {
  private typealias Result = SuccessiveHalving.Result
  private let halving = SuccessiveHalving(factor: 3, rungs: 3)

  @Test func nobodyGoesOnBeforeThreeHaveArrived() throws {
    let two = [Result(trial: 0, value: 1, hasLeft: false), Result(trial: 1, value: 2, hasLeft: false)]
    #expect(halving.promotion(among: [two]) == nil)
    let next = try #require(halving.promotion(among: [two + [Result(trial: 2, value: 0.5, hasLeft: false)]]))
    #expect(next == (2, 1))
  }

  @Test func theTopThirdGoesOnOnceAndHigherRungsFirst() throws {
    let bottom = (0..<9).map { Result(trial: $0, value: Double(9 - $0), hasLeft: $0 >= 6) }
    // All of the top third have left; the fourth best must not follow.
    #expect(halving.promotion(among: [bottom]) == nil)
    let middle = (6..<9).map { Result(trial: $0, value: Double($0), hasLeft: false) }
    let waiting = (0..<9).map { Result(trial: $0, value: Double(9 - $0), hasLeft: false) }
    let next = try #require(halving.promotion(among: [waiting, middle]))
    #expect(next == (6, 2))
    // From the last rung nobody goes on.
    #expect(
      halving.promotion(among: [bottom, middle.map { Result(trial: $0.trial, value: $0.value, hasLeft: true) }, middle])
        == nil)
  }

  @Test func whatIsNoNumberIsWorst() throws {
    let results = [
      Result(trial: 0, value: .nan, hasLeft: false), Result(trial: 1, value: .infinity, hasLeft: false),
      Result(trial: 2, value: 1e300, hasLeft: false),
    ]
    #expect(try #require(halving.promotion(among: [results])) == (2, 1))
  }

  @Test func equalTrialsGoOnInTheirOrder() throws {
    let results = (0..<6).map { Result(trial: 5 - $0, value: 1, hasLeft: false) }
    #expect(try #require(halving.promotion(among: [results])) == (0, 1))
  }

  /// All trials one after the other, promotions first: the shape of a whole bracket.
  @Test func ofTwentyFourTrialsTheBestReachesTheEnd() {
    let values = (0..<24).map { Double(($0 * 7 + 5) % 24) }
    var rungs: [[Int]] = [[], [], []]
    var left: [Set<Int>] = [[], [], []]
    var created = 0
    while true {
      let results = zip(rungs, left).map { trials, left in
        trials.map { Result(trial: $0, value: values[$0], hasLeft: left.contains($0)) }
      }
      if let (trial, rung) = halving.promotion(among: results) {
        left[rung - 1].insert(trial)
        rungs[rung].append(trial)
      } else if created < 24 {
        rungs[0].append(created)
        created += 1
      } else {
        break
      }
    }
    #expect(rungs[0].count == 24)
    let best = values.indices.sorted { values[$0] < values[$1] }
    #expect(Set(best.prefix(8)).isSubset(of: left[0]))
    #expect(rungs[2].contains(best[0]))
    #expect(rungs[1].count < 14 && rungs[2].count < 6)
  }

  @Test func rungsGrowByTheFactorUpToTheMaximum() {
    var settings = HalvingSettings()
    #expect(settings.rungs == [0])
    settings.minimumSteps = 10
    settings.maximumSteps = 100
    #expect(settings.rungs == [10, 30, 90, 100])
    settings.maximumSteps = 90
    #expect(settings.rungs == [10, 30, 90])
  }
}
