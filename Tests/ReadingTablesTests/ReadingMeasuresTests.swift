import Basics
import Recordings
import Testing

@testable import ReadingTables

struct ReadingMeasuresTests {
  private func measure(_ path: [(tokens: [Int], duration: Double)], _ count: Int) -> [TokenReading] {
    ReadingMeasures.perToken(path.map { TokenVisit(tokens: $0.tokens, duration: $0.duration) }, tokenCount: count)
  }

  /// 0, 1 twice, back to 0, on to 1 and 3, back to 2, on to 4.
  @Test func theMeasuresFollowTheirDefinitions() {
    let found = measure(
      [([0], 100), ([1], 200), ([1], 50), ([0], 80), ([1], 60), ([3], 120), ([2], 90), ([4], 110)], 6)
    #expect(found.map(\.totalTime) == [180, 310, 90, 120, 110, 0])
    #expect(found.map(\.fixations) == [2, 3, 1, 1, 1, 0])
    #expect(found.map(\.firstFixationDuration) == [100, 200, 0, 120, 110, 0])
    #expect(found.map(\.singleFixationDuration) == [100, 0, 0, 120, 110, 0])
    #expect(found.map(\.gazeDuration) == [100, 250, 0, 120, 110, 0])
    #expect(found.map(\.isSkipped) == [false, false, true, false, false, true])
    #expect(found.map(\.regressionsIn) == [1, 0, 1, 0, 0, 0])
    #expect(found.map(\.regressionsOut) == [0, 1, 0, 1, 0, 0])
    // 1: from its first fixation to the first one on 3, the return to 0 included; 3: the return to 2 included.
    #expect(found.map(\.regressionPathDuration) == [100, 390, 0, 210, 110, 0])
  }

  @Test func aFixationOnSeveralTokensIsShared() {
    let found = ReadingMeasures.perToken(
      [TokenVisit(tokens: [0, 1], duration: 90, shares: [1, 2]), TokenVisit(tokens: [1], duration: 10)], tokenCount: 2)
    #expect(found.map(\.totalTime) == [30, 70])
    #expect(found[1].gazeDuration == 70 && found[1].regressionsIn == 0 && found[0].regressionsOut == 0)
    #expect(!found[0].isSkipped && !found[1].isSkipped)
  }

  @Test func lengthsShareATrialsDurations() {
    var trial = ReadingTrial(
      participant: "p", method: "m", code: "sb.append",
      tokens: [
        StimulusToken(text: "sb", byteRange: 0..<2, line: 1, column: 0),
        StimulusToken(text: "append", byteRange: 3..<9, line: 1, column: 3),
      ], provenance: Provenance(format: .eyeTrans, file: "f", line: 1))
    trial.fixations = [Fixation(duration: 80, tokens: [0, 1])]
    #expect(ReadingMeasures.perToken(trial).map(\.totalTime) == [20, 60])
  }

  @Test func looksAwayAndUnknownTokensArePassedOver() {
    let found = measure([([0], 10), ([], 500), ([9, -1], 500), ([0], 20), ([1], .nan)], 2)
    #expect(found[0].gazeDuration == 30 && found[0].totalTime == 30 && found[1].fixations == 0)
    #expect(measure([([0], 1)], 0).isEmpty)
  }

  @Test func invariantsHold() {
    for seed in 0..<200 {
      var random = RandomStream(seed: 2, purpose: .testData, seed)
      let path = (0..<60).map { _ in
        (
          tokens: (0..<Int.random(in: 0...3, using: &random)).map { _ in Int.random(in: 0..<12, using: &random) },
          duration: 400 * random.uniform()
        )
      }
      let found = measure(path, 12)
      let expected = path.filter { !$0.tokens.isEmpty }.reduce(0) { $0 + $1.duration }
      #expect(abs(found.reduce(0) { $0 + $1.totalTime } - expected) < 1e-6)
      for token in found {
        #expect(token.firstFixationDuration <= token.gazeDuration && token.gazeDuration <= token.totalTime + 1e-9)
        #expect(token.gazeDuration <= token.regressionPathDuration + 1e-9)
        #expect(token.isSkipped == (token.gazeDuration == 0))
        #expect(token.regressionsIn <= token.fixations && token.regressionsOut <= token.fixations)
        #expect(token.singleFixationDuration == 0 || token.singleFixationDuration == token.gazeDuration)
      }
    }
  }
}
