import Basics
import Recordings
import Testing

@testable import ReadingTables

struct ReadingMeasuresTests {
  private func measure(_ path: [(units: [Int], duration: Double)], _ count: Int) -> [UnitReading] {
    ReadingMeasures.measures(path.map { UnitVisit(units: $0.units, duration: $0.duration) }, unitCount: count)
  }

  /// 0, 1 twice, back to 0, on to 1 and 3, back to 2, on to 4.
  @Test func theMeasuresFollowTheirDefinitions() {
    let found = measure(
      [([0], 100), ([1], 200), ([1], 50), ([0], 80), ([1], 60), ([3], 120), ([2], 90), ([4], 110)], 6)
    #expect(found.map(\.totalTime) == [180, 310, 90, 120, 110, 0])
    #expect(found.map(\.fixations) == [2, 3, 1, 1, 1, 0])
    #expect(found.map(\.entries) == [2, 2, 1, 1, 1, 0])
    #expect(found.map { $0.firstPass?.firstFixationDuration } == [100, 200, nil, 120, 110, nil])
    #expect(found.map { $0.firstPass?.singleFixationDuration } == [100, nil, nil, 120, 110, nil])
    #expect(found.map { $0.firstPass?.gazeDuration } == [100, 250, nil, 120, 110, nil])
    #expect(found.map { $0.firstPass?.fixations } == [1, 2, nil, 1, 1, nil])
    #expect(found.map(\.secondPassDuration) == [80, 60, 90, 0, 0, 0])
    #expect(found.map(\.secondPassFixations) == [1, 1, 1, 0, 0, 0])
    #expect(found.map(\.regressionsIn) == [1, 0, 1, 0, 0, 0])
    #expect(found.map(\.regressionsOut) == [0, 1, 0, 1, 0, 0])
    #expect(found.map { $0.firstPass?.endsInRegression } == [false, true, nil, true, false, nil])
    // 1: from its first fixation to the first one on 3, the return to 0 included; 3: the return to 2 included.
    #expect(found.map { $0.firstPass?.regressionPathDuration } == [100, 390, nil, 210, 110, nil])
  }

  @Test func aFixationOnSeveralUnitsIsShared() {
    let found = ReadingMeasures.measures(
      [
        UnitVisit(units: [0, 1], duration: 90, shares: [1, 2], start: 40),
        UnitVisit(units: [1], duration: 10, start: 150),
      ],
      unitCount: 2)
    #expect(found.map(\.totalTime) == [30, 70] && found.map(\.sharedFixations) == [1, 1])
    #expect(found[1].firstPass?.gazeDuration == 70 && found[1].regressionsIn == 0 && found[0].regressionsOut == 0)
    #expect(found[0].firstPass != nil && found.map(\.firstStart) == [40, 40] && found.map(\.entries) == [1, 1])
  }

  @Test func looksAwayAndUnknownUnitsArePassedOver() {
    let found = measure([([0], 10), ([], 500), ([9, -1], 500), ([0], 20), ([1], .nan)], 2)
    #expect(found[0].firstPass?.gazeDuration == 30 && found[0].totalTime == 30 && found[1].fixations == 0)
    #expect(found[0].entries == 1)
    #expect(measure([([0], 1)], 0).isEmpty)
  }

  @Test func invariantsHold() {
    for seed in 0..<200 {
      var random = RandomStream(seed: 2, purpose: .testData, seed)
      let path = (0..<60).map { _ in
        (
          units: (0..<Int.random(in: 0...3, using: &random)).map { _ in Int.random(in: 0..<12, using: &random) },
          duration: 400 * random.uniform()
        )
      }
      let found = measure(path, 12)
      let expected = path.filter { !$0.units.isEmpty }.reduce(0) { $0 + $1.duration }
      #expect(abs(found.reduce(0) { $0 + $1.totalTime } - expected) < 1e-6)
      for unit in found {
        #expect(unit.regressionsIn <= unit.entries && unit.regressionsOut <= unit.entries)
        #expect(unit.sharedFixations <= unit.fixations && unit.entries <= unit.fixations)
        #expect(abs(unit.totalTime - unit.secondPassDuration - (unit.firstPass?.gazeDuration ?? 0)) < 1e-9)
        guard let first = unit.firstPass else { continue }
        #expect(first.firstFixationDuration <= first.gazeDuration + 1e-9 && first.fixations <= unit.fixations)
        #expect(first.gazeDuration <= first.regressionPathDuration + 1e-9)
        #expect(!first.endsInRegression || unit.regressionsOut > 0)
      }
    }
  }

  /// The first pass of a line is not the sum of its tokens' first passes: token 1 is skipped at first, so it has none.
  @Test func aLinesFirstPassIsItsOwn() throws {
    var trial = ReadingTrial(
      participant: "p", method: "m", language: "java", code: "int a;\nint b;",
      tokens: [("int", 0), ("a", 4), ("int", 7), ("b", 11)].map { text, start in
        StimulusToken(
          text: text, byteRange: start..<start + text.utf8.count, line: start < 7 ? 1 : 2,
          column: start < 7 ? start : start - 7)
      }, provenance: Provenance(format: .eyeTrans, file: "f", line: 1))
    trial.fixations = [
      Fixation(duration: 100, tokens: [1]), Fixation(duration: 40, tokens: [0]), Fixation(duration: 70, tokens: [3]),
      Fixation(duration: 30, tokens: [0, 1]),
    ]
    let set = try ReadingSet([trial])
    let lines = MeasureTable.rows(set, unit: .line)
    #expect(lines.map(\.item.text) == ["int a;", "int b;"] && lines.map(\.item.tokens) == [2, 2])
    #expect(lines.map { $0.measures.firstPass?.gazeDuration } == [140, 70])
    #expect(lines.map(\.measures.fixations) == [3, 1] && lines[0].measures.totalTime == 170)
    #expect(lines[0].measures.secondPassDuration == 30 && lines[0].measures.sharedFixations == 0)
    let tokens = MeasureTable.rows(set, unit: .token)
    #expect(tokens.map { $0.measures.firstPass?.gazeDuration } == [nil, 100, nil, 70])
    // "int" has three bytes and "a" one.
    #expect(tokens.map(\.measures.totalTime) == [62.5, 107.5, 0, 70])
  }
}
