import Basics
import Foundation
import Testing

@testable import Recordings

/// A page of text read by a simulated reader whose lines are known.
struct SyntheticReading {
  enum Distortion: String, CaseIterable {
    case none, noise, slope, offset, growing, rereading
  }

  let text: TextLines
  private(set) var points: [ScreenPoint] = []
  private(set) var truth: [Int] = []

  /// Ten lines 64 pixels apart, as in Carr et al., with 6 to 12 words; a tenth of the words is read a second time;
  /// `rereading` goes back after a quarter of the lines and reads the line before once more.
  init(_ distortion: Distortion, seed: Int, lines: Int = 10) {
    var random = RandomStream(seed: 21, purpose: .testData, seed)
    var rows: [TextLines.Line] = []
    for line in 0..<lines {
      var x = 200.0
      let words = (0..<Int.random(in: 6...12, using: &random)).map { _ in
        let width = 40 + 80 * random.uniform()
        defer { x += width + 12 }
        return x + width / 2
      }
      rows.append(TextLines.Line(y: 150 + 64 * Double(line), words: words))
    }
    text = TextLines(lines: rows)
    let order = rows.indices.flatMap { line in
      distortion == .rereading && line > 0 && random.uniform() < 0.25 ? [line, line - 1] : [line]
    }
    for line in order {
      let row = rows[line]
      for (index, word) in row.words.enumerated() {
        add(line, word, row.y, distortion, &random)
        if index > 0, random.uniform() < 0.1 {
          add(line, row.words[index - 1], row.y, distortion, &random)
          add(line, word, row.y, distortion, &random)
        }
      }
    }
  }

  private mutating func add(
    _ line: Int, _ x: Double, _ y: Double, _ distortion: Distortion, _ random: inout RandomStream
  ) {
    let x = x + 8 * random.normal()
    var height = y + (distortion == .noise ? 14 : 4) * random.normal()
    switch distortion {
    case .none, .noise, .rereading: break
    case .slope: height += 0.05 * (x - 200)
    case .offset: height += 26
    case .growing: height += 5 * Double(line)
    }
    points.append(ScreenPoint(x: x, y: height))
    truth.append(line)
  }

  func accuracy(_ lines: [Int]) -> Double {
    Double(zip(lines, truth).count { $0 == $1 }) / Double(truth.count)
  }
}

struct DriftTests {
  private func accuracy(_ algorithm: DriftAlgorithm, _ distortion: SyntheticReading.Distortion) -> Double {
    var settings = DriftSettings()
    settings.algorithm = algorithm
    let correction = DriftCorrection(settings)
    let values = (0..<10).map { seed in
      let reading = SyntheticReading(distortion, seed: seed)
      return reading.accuracy(correction.lines(of: reading.points, in: reading.text))
    }
    return values.reduce(0, +) / Double(values.count)
  }

  @Test(arguments: DriftAlgorithm.allCases) func accuracyOfKnownDrift(_ algorithm: DriftAlgorithm) {
    let table = SyntheticReading.Distortion.allCases.map { ($0, accuracy(algorithm, $0)) }
    print(
      "\(algorithm.rawValue): " + table.map { "\($0.rawValue) \(($1 * 1000).rounded() / 10)" }.joined(separator: ", "))
    for ((distortion, value), minimum) in zip(table, Self.minima[algorithm] ?? []) {
      #expect(value >= minimum, "\(algorithm) \(distortion)")
    }
    #expect(Self.minima[algorithm]?.count == table.count)
  }

  /// Minima a little below what was measured, in the order of `Distortion`. What drifts by more than half of the lines'
  /// distance is beyond the algorithms that attach to the nearest line; `compare` misses return sweeps of short lines;
  /// `segment` and `warp` take the text to be read once from top to bottom.
  private static let minima: [DriftAlgorithm: [Double]] = [
    .attach: [1, 0.96, 0.75, 0.93, 0.79, 1], .chain: [1, 0.98, 0.96, 1, 0.8, 1], .cluster: [1, 0.96, 0.97, 1, 1, 1],
    .compare: [0.9, 0.9, 0.9, 0.9, 0.9, 0.9], .merge: [1, 0.96, 1, 1, 1, 1], .regress: [1, 0.96, 1, 1, 1, 1],
    .segment: [1, 1, 1, 1, 1, 0.4], .slice: [1, 0.97, 1, 1, 1, 1], .split: [0.98, 0.98, 0.95, 0.98, 0.79, 0.99],
    .stretch: [1, 0.95, 0.97, 1, 1, 1],
    .warp: [1, 1, 1, 1, 1, 0.78],
  ]

  @Test(arguments: DriftAlgorithm.allCases) func invariantsHold(_ algorithm: DriftAlgorithm) {
    var settings = DriftSettings()
    settings.algorithm = algorithm
    let correction = DriftCorrection(settings)
    for seed in 0..<40 {
      var random = RandomStream(seed: 4, purpose: .testData, seed)
      let count = Int.random(in: 0...60, using: &random)
      let points = (0..<count).map { _ in ScreenPoint(x: 1000 * random.uniform(), y: 800 * random.uniform()) }
      let rows = (0..<Int.random(in: 0...8, using: &random)).map { line in
        TextLines.Line(y: Double(line) * 40 + 20, words: (0..<(seed % 5)).map { Double($0) * 100 })
      }
      let text = TextLines(lines: rows)
      let lines = correction.lines(of: points, in: text)
      #expect(lines.count == (text.lines.isEmpty ? 0 : points.count))
      #expect(lines.allSatisfy(text.lines.indices.contains))
      #expect(lines == correction.lines(of: points, in: text))
    }
  }

  /// Fixations that already stand on their lines stay there.
  @Test(arguments: DriftAlgorithm.allCases) func nothingMovesWithoutDrift(_ algorithm: DriftAlgorithm) {
    let rows = (0..<6).map { TextLines.Line(y: 100 + 64 * Double($0), words: (0..<9).map { 100 + 90 * Double($0) }) }
    let text = TextLines(lines: rows)
    var settings = DriftSettings()
    settings.algorithm = algorithm
    let points = rows.flatMap { row in row.words.map { ScreenPoint(x: $0, y: row.y) } }
    let lines = DriftCorrection(settings).lines(of: points, in: text)
    #expect(lines == (0..<6).flatMap { repeatElement($0, count: 9) })
  }

  @Test func aTrialsFixationsMoveToLinesAndOthersStay() throws {
    let boxes = (0..<3).flatMap { line in
      (0..<4).map { word in
        (
          text: "w",
          rectangle: ScreenRectangle(x: 100 + 100 * Double(word), y: 100 + 60 * Double(line), width: 80, height: 30),
          identifier: ""
        )
      }
    }
    var trial = ReadingTrial(
      participant: "p", method: "m", boxes: TokenBox.numbered(boxes),
      provenance: Provenance(format: .eyeLinkReport, file: "f", line: 1))
    let positions = [ScreenPoint(x: 140, y: 133), ScreenPoint(x: 340, y: 140), ScreenPoint(x: 900, y: 130), nil]
    trial.fixations = positions.map { Fixation(duration: 100, position: $0) }
    var settings = FixationSettings()
    settings.drift = DriftSettings()
    settings.drift?.algorithm = .attach
    let result = try FixationPipeline(settings).result(of: trial)
    #expect(
      result.trial.fixations.map(\.position) == [
        ScreenPoint(x: 140, y: 115), ScreenPoint(x: 340, y: 115), ScreenPoint(x: 900, y: 130), nil,
      ])
    #expect(result.trial.fixations.map(\.box?.occurrence) == [0, 2, nil, nil])
    #expect(result.trial.notes.contains { $0.contains("2 of 4 fixations") })
    #expect(
      result.trial.fixations.map(\.rawPosition) == [
        ScreenPoint(x: 140, y: 133), ScreenPoint(x: 340, y: 140), nil, nil,
      ])
    #expect(result.trial.notes.contains { $0.contains("by 0.36 lines on average, 0.42 at most") })
  }

  /// Moving twice is moving once, and undoing brings everything back.
  @Test func aSecondCorrectionStartsFromWhereFixationsWere() throws {
    var trial = Self.trial(heights: [133, 140, 171, 100])
    let original = trial.fixations.map(\.position)
    var settings = DriftSettings()
    settings.algorithm = .segment
    try DriftCorrection(settings).apply(to: &trial)
    settings.algorithm = .attach
    try DriftCorrection(settings).apply(to: &trial)
    #expect(trial.fixations.map(\.position?.y) == [115, 115, 175, 115])
    #expect(trial.fixations.map(\.rawPosition) == original)
    #expect(trial.notes.count == 1 && trial.notes[0].contains("attach"))
    trial.undoDriftCorrection()
    #expect(trial.fixations.map(\.position) == original && trial.notes.isEmpty)
    #expect(trial.fixations.allSatisfy { $0.rawPosition == nil })
  }

  /// A fixation on its line already does not move, and the place that an editor reported is dropped only from those
  /// that do.
  @Test func onlyMovedFixationsLoseTheirSourcePosition() throws {
    var trial = Self.trial(heights: [115, 140])
    for index in trial.fixations.indices {
      trial.fixations[index].source = SourcePlace(file: "A.java", line: 1, column: 1)
    }
    var settings = DriftSettings()
    settings.algorithm = .attach
    try DriftCorrection(settings).apply(to: &trial)
    #expect(trial.fixations.map { $0.source == nil } == [false, true])
    #expect(trial.fixations.map { $0.rawPosition == nil } == [true, false])
  }

  @Test func trialsThatCannotBeCorrectedAreKeptAndCounted() throws {
    var settings = FixationSettings()
    settings.drift = DriftSettings()
    let pipeline = try FixationPipeline(settings)
    var trial = Self.trial(heights: [133, 140])
    trial.boxes = []
    let bare = try pipeline.result(of: trial).trial
    #expect(bare.fixations.map(\.position) == trial.fixations.map(\.position))
    #expect(bare.exclusions[.driftNotCorrected] == 1)
    #expect(bare.exclusions.tallies[.driftNotCorrected]?.firstPlace == "f:1")
    #expect(bare.notes.contains { $0.contains("not corrected: the trial has no boxes") })
    var unplaced = Self.trial(heights: [133])
    unplaced.fixations[0].position = nil
    let kept = try pipeline.result(of: unplaced).trial
    #expect(kept.exclusions[.driftNotCorrected] == 1)
    #expect(kept.notes.contains { $0.contains("no fixation has a position") })
  }

  /// Two lines of four boxes at heights 115 and 175, with fixations at x = 140.
  static func trial(heights: [Double]) -> ReadingTrial {
    let boxes = (0..<2).flatMap { line in
      (0..<4).map { word in
        (
          text: "w",
          rectangle: ScreenRectangle(x: 100 + 100 * Double(word), y: 100 + 60 * Double(line), width: 80, height: 30),
          identifier: ""
        )
      }
    }
    return ReadingTrial(
      participant: "p", method: "m", boxes: TokenBox.numbered(boxes),
      fixations: heights.map { Fixation(duration: 100, position: ScreenPoint(x: 140, y: $0)) },
      provenance: Provenance(format: .eyeLinkReport, file: "f", line: 1))
  }

  @Test func linesFollowFromBoxes() {
    let heights = [(10.0, 20.0), (14.0, 13.0), (12.0, 24.0), (60.0, 20.0), (61.0, 24.0)]
    let boxes = TokenBox.numbered(
      heights.enumerated().map { index, box in
        ("w", ScreenRectangle(x: Double(100 - index), y: box.0, width: 10, height: box.1), "")
      })
    let text = TextLines(boxes: boxes)
    #expect(text.lines.map(\.words.count) == [3, 2])
    #expect(text.lines[0].words == [103, 104, 105])
    #expect(abs(text.lines[1].y - 71.5) < 1e-9)
  }

  @Test func warpingFindsTheCheapestWay() {
    let first = [1.0, 2, 3, 3, 5]
    let second = [1.0, 3, 5, 5]
    let cost = TimeWarping.cost(5, 4) { abs(first[$0] - second[$1]) }
    let path = TimeWarping.path(5, 4) { abs(first[$0] - second[$1]) }
    #expect(cost == 1)
    #expect(path.reduce(0) { $0 + abs(first[$1.0] - second[$1.1]) } == cost)
    #expect(path.first! == (0, 0) && path.last! == (4, 3))
  }

  @Test func orderedAssignmentIsBestAmongAll() {
    var random = RandomStream(seed: 6, purpose: .testData)
    for _ in 0..<100 {
      let targets = (0..<6).map { _ in 100 * random.uniform() }.sorted()
      let values = (0..<Int.random(in: 1...6, using: &random)).map { _ in 100 * random.uniform() }.sorted()
      func sum(_ places: [Int]) -> Double { zip(values, places).reduce(0) { $0 + abs($1.0 - targets[$1.1]) } }
      let found = LineAssignment.monotone(values, targets)
      #expect(zip(found, found.dropFirst()).allSatisfy { $0 < $1 })
      var best = Double.infinity
      for mask in 0..<64 where mask.nonzeroBitCount == values.count {
        best = min(best, sum((0..<6).filter { mask >> $0 & 1 == 1 }))
      }
      #expect(abs(sum(found) - best) < 1e-9)
    }
  }
}
