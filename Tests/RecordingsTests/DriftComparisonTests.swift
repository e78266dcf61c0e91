import Testing

@testable import Recordings

struct DriftComparisonTests {
  /// Boxes at heights 100–130 and 160–190; lines 60 pixels apart at 115 and 175.
  @Test func countsFollowFromTheirDefinitions() throws {
    var trial = DriftTests.trial(heights: [110, 140, 175, 400])
    trial.fixations.append(Fixation(duration: 100))
    let comparison = try #require(DriftComparison(trial, of: [.attach, .segment]))
    #expect(comparison.trials == 1 && comparison.fixations == 4 && comparison.near == 3 && comparison.onBox == 2)
    #expect(comparison.candidates.map(\.name) == ["attach", "segment", "consensus"])
    let attach = comparison.candidates[0]
    #expect(attach.onBox == 3 && attach.kept == 2 && attach.changed == 0)
    // Moves of 5, −25 and 0 pixels.
    #expect(abs(try #require(attach.shift.mean) - 30.0 / 60 / 3) < 1e-9)
    #expect(abs(try #require(attach.shift.signedMean) + 20.0 / 60 / 3) < 1e-9)
    #expect(abs(attach.shift.largest - 25.0 / 60) < 1e-9)
    #expect(attach.doubtfulTrials == 0)
    // All saccades are as long, so the first of them begins the second line: 0, 1, 1.
    let segment = comparison.candidates[1]
    #expect(segment.onBox == 3 && segment.kept == 2 && segment.changed == 1)
    #expect(segment.same == [2, 3, 2])
    // The vote is tied on the second fixation and goes to the nearer line.
    #expect(comparison.candidates[2].same == [3, 2, 3])
  }

  @Test func trialsAddUp() throws {
    let trials = [[110.0, 140], [175, 120, 118]].map { DriftTests.trial(heights: $0) }
    var sum = DriftComparison()
    var parts: [DriftComparison] = []
    for trial in trials {
      let part = try #require(DriftComparison(trial))
      parts.append(part)
      sum.add(part)
    }
    #expect(sum.trials == 2 && sum.fixations == 5)
    for (place, candidate) in sum.candidates.enumerated() {
      #expect(candidate.shift.count == 5)
      #expect(candidate.onBox == parts.reduce(0) { $0 + $1.candidates[place].onBox })
      #expect(candidate.same[place] == 5, "every algorithm agrees with itself")
      for (pair, count) in candidate.same.enumerated() { #expect(sum.candidates[pair].same[place] == count) }
    }
  }

  /// An earlier correction does not count as where the fixations were.
  @Test func correctedTrialsAreComparedFromWhereTheyWere() throws {
    let trial = DriftTests.trial(heights: [110, 140, 175])
    var corrected = trial
    var settings = DriftSettings()
    settings.algorithm = .warp
    try DriftCorrection(settings).apply(to: &corrected)
    let (first, second) = (try #require(DriftComparison(trial)), try #require(DriftComparison(corrected)))
    #expect(first.onBox == second.onBox)
    #expect(first.candidates.map(\.onBox) == second.candidates.map(\.onBox))
    #expect(first.candidates.map(\.shift) == second.candidates.map(\.shift))
  }

  @Test func moreThanHalfALineIsDoubtful() throws {
    let trial = DriftTests.trial(heights: [112, 113, 114, 116])
    let comparison = try #require(DriftComparison(trial))
    let doubtful = comparison.candidates.filter { $0.doubtfulTrials > 0 }.map(\.name)
    for candidate in comparison.candidates {
      #expect((candidate.shift.mean ?? 0 > 0.5) == doubtful.contains(candidate.name))
    }
    #expect(doubtful.contains("segment") && !doubtful.contains("attach"))
  }

  @Test func trialsWithoutBoxesOrPositionsAreNotCompared() {
    var trial = DriftTests.trial(heights: [110])
    trial.fixations[0].position = nil
    #expect(DriftComparison(trial) == nil)
    trial = DriftTests.trial(heights: [110])
    trial.boxes = []
    #expect(DriftComparison(trial) == nil)
  }
}
