import Foundation
import Testing

@testable import GazeView
@testable import Pages
@testable import Recordings
@testable import Scanpaths

struct PaperFigureTests {
  private static let code = "int f(int a) {\n  return a + 1; // one\n}\n"

  /// Fixations on `f`, `a`, nothing, `return`, and on `a` and `1` together.
  private static let tokens = [[1], [3], [], [4], [5, 7]]

  private static func readings(
    _ participant: String = "p1", method: String = "m", code: String = code, tokens: [[Int]] = tokens,
    durations: [Double] = [100, 250, 390, 70, 310], starts: [Double]? = nil
  ) throws -> FigureReading {
    var trial = try GazePageTests.trial(participant, method: method, code: code, tokens: tokens)
    for place in trial.fixations.indices {
      trial.fixations[place].duration = durations[place % durations.count]
      trial.fixations[place].start = starts?[place]
    }
    return try #require(FigureReading.all(of: try MappedTrials([trial])).first)
  }

  private static func augmented(_ reading: FigureReading) throws -> AugmentedScanpath {
    let corpus = try ScanpathSet(codes: [reading.code], scanpaths: [reading.scanpath])
    return Augmenter(corpus: corpus).augment(0, of: corpus)
  }

  private static func settings(_ change: (inout FigureSettings) -> Void = { _ in }) -> FigureSettings {
    var settings = FigureSettings()
    change(&settings)
    return settings
  }

  private static let kindsOfTrials = FigureKind.allCases.filter { $0.subject == .trial }

  private static func svg(
    _ kind: FigureKind, _ reading: FigureReading, _ settings: FigureSettings = FigureSettings()
  ) throws -> String {
    CodeFigure(kind, reading, augmented: try augmented(reading), settings: settings).drawn().svg
  }

  // MARK: What captions count

  @Test func captionsCountTheFixationsThatTheyNameAndTheirOwnTime() throws {
    let reading = try Self.readings()
    let counts = reading.counts
    #expect(counts.fixations == 5 && counts.onTokens == 4)
    #expect(counts.duration == 1120 && counts.durationOnTokens == 730)
    #expect(counts.attended == 5)
    let texts = try Picture(try Self.svg(.heat, reading, Self.settings { $0.width = 300 })).texts
    #expect(texts.contains { $0.contains("4 of 5 fixations on tokens") && $0.contains("0.7 of 1.1 s") }, "\(texts)")
    let part = try #require(reading.choosing(.numbers(2...4)))
    let shown = try Picture(try Self.svg(.scanpath, part, Self.settings { $0.width = 300 })).texts
    #expect(
      shown.contains { $0.contains("fixations 2–4 of 5 · 2 of 3 fixations on tokens · 0.3 of 0.7 s") }, "\(shown)")
  }

  @Test func thePagesPictureGivesTheTimeOfTheFixationsThatItCounts() throws {
    let trial = try GazePageTests.trial(method: "m", code: Self.code, tokens: [[1], [], [3], []])
    let picture = try Picture(try #require(ScanpathFigure(try GazePageTests.page([trial]), trial: 0)).svg)
    #expect(picture.texts.contains { $0.contains("2 fixations on tokens, 0.4 s") }, "four fixations last 0.8 s")
  }

  @Test func looksAreDividedAmongTokensAsInTheScanpath() throws {
    let reading = try Self.readings()
    let path = reading.scanpath
    for (token, time) in reading.tokenTimes.enumerated() {
      let visits = path.visits.filter { $0.token == token }
      #expect(time == visits.reduce(0) { $0 + $1.durationMilliseconds })
    }
    #expect(abs(reading.tokenTimes.reduce(0, +) - 730) < 1e-9)
  }

  // MARK: Choice of fixations

  @Test func rangesAreNumbersOrTimes() {
    #expect(FixationChoice(range: "20..60") == .numbers(20...60))
    #expect(FixationChoice(range: "1500..9000ms") == .milliseconds(1500..<9000))
    for text in ["", "5", "0..3", "9..3", "3ms..9ms", "9..3ms", "a..b", "..", "1..2s", "-5..5ms", "nan..5ms", "1..inf"]
    {
      #expect(FixationChoice(range: text) == nil, "\(text)")
    }
  }

  @Test func chosenFixationsKeepTheirNumbersInTheTrial() throws {
    let reading = try Self.readings()
    #expect(reading.choosing(.first(2))?.looks.map(\.number) == [1, 2])
    #expect(reading.choosing(.numbers(4...9))?.looks.map(\.number) == [4, 5])
    #expect(reading.choosing(.numbers(6...9)) == nil)
    // Without recorded times, fixations follow each other: they begin at 0, 100, 350, 740 and 810 ms.
    #expect(reading.choosing(.milliseconds(100..<740))?.looks.map(\.number) == [2, 3])
    #expect(reading.choosing(.milliseconds(100..<741))?.looks.map(\.number) == [2, 3, 4])
    let recorded = try Self.readings(starts: [1000, 1500, 2000, 2500, 3000])
    #expect(recorded.choosing(.milliseconds(500..<1600))?.looks.map(\.number) == [2, 3, 4])
    let picture = try Picture(try Self.svg(.scanpath, try #require(reading.choosing(.numbers(4...5)))))
    #expect(picture.classes["fixation"] == 2 && picture.texts.contains("5") && !picture.texts.contains("3 "))
  }

  // MARK: Pictures

  @Test(arguments: FigurePalette.allCases) func figuresAreWellFormedAndTheSameEachTimeWhateverTheCodeHolds(
    palette: FigurePalette
  ) throws {
    let reading = try Self.readings(
      "<p> & \"q\"\u{1}", method: "m\"<1>&'\u{202E}", code: GazePageTests.hostile, tokens: [[0], [3], [1], []])
    for kind in Self.kindsOfTrials {
      for labels in [false, true] {
        let settings = Self.settings { ($0.palette, $0.showsLabels) = (palette, labels) }
        let svg = try Self.svg(kind, reading, settings)
        let picture = try Picture(svg)
        #expect(picture.elements["title"] == 1 && picture.elements["desc"] == 1)
        for word in MethodView(reading.code, source: reading.source).words {
          #expect(picture.texts.contains(word.text))
        }
        #expect(["href", "url(", "@import", "<script", "<image"].allSatisfy { !svg.contains($0) })
        #expect(svg.components(separatedBy: "://").count == 2, "only the name of SVG's namespace")
        #expect(try Self.svg(kind, reading, settings) == svg)
      }
    }
  }

  @Test func everyKindShowsItsPartsOnce() throws {
    let reading = try Self.readings()
    let heat = try Picture(try Self.svg(.heat, reading))
    #expect(heat.classes["looking"] == 5 && heat.classes["fixation"] == nil)
    let both = try Picture(try Self.svg(.both, reading))
    #expect(both.classes["looking"] == 5 && both.classes["fixation"] == 4 && both.classes["saccade"] == 3)
    let f = try Picture(try Self.svg(.f, reading))
    let augmented = try Self.augmented(reading).tokens
    #expect(f.classes["looked-at"] == augmented.count { $0.isFixated } + 1, "and one in the legend")
    #expect(f.classes["added"] == augmented.count { $0.isIncluded && !$0.isFixated } + 1)
    let dwell = try Picture(try Self.svg(.dwell, reading))
    #expect(dwell.classes["bar"] == 2 && dwell.texts.contains("350") && dwell.texts.contains("380"), "\(dwell.texts)")
  }

  @Test func linesShareTheTimeOfTheirTokens() throws {
    let reading = try Self.readings(code: "int f() {\n  /* a\n  bbb */\n  return 1;\n}\n", tokens: [[1], [2]])
    let method = MethodView(reading.code, source: reading.source)
    let lines = DwellBars(method, times: reading.tokenTimes, palette: .orange).times
    #expect(abs(lines.reduce(0, +) - reading.tokenTimes.reduce(0, +)) < 1e-9)
    // The comment was looked at for 250 ms; it has 4 characters on its first line and 6 on its second.
    #expect(lines[0] == 100 && abs(lines[1] - 100) < 1e-9 && abs(lines[2] - 150) < 1e-9 && lines[3] == 0)
  }

  @Test(arguments: [75.0, 84, 174]) func numbersOfAnAxisDoNotTouch(width: Double) throws {
    let reading = try Self.readings(durations: [3000, 2500, 390, 70, 3100])
    let picture = try Picture(try Self.svg(.dwell, reading, Self.settings { $0.width = width }))
    let ticks = picture.placed.filter { $0.style == "tick" }
    #expect(ticks.count > 1)
    for (left, right) in zip(ticks, ticks.dropFirst()) {
      let halves = (FigureText.width(left.text, size: 5.5) + FigureText.width(right.text, size: 5.5)) / 2
      #expect(left.x + halves <= right.x + 0.01, "\(left.text) and \(right.text)")
    }
  }

  @Test func longTrialsKeepOnlyNumbersThatDoNotTouch() throws {
    let tokens = (0..<700).map { [($0 * 5 + $0 / 7) % 8] }
    let reading = try Self.readings(tokens: tokens)
    let layout = CodeLayout(
      MethodView(reading.code, source: reading.source), width: 238, gap: ScanpathLayer.gap, markHeight: 0)
    let layer = ScanpathLayer(reading, layout: layout, palette: .orange)
    #expect(layer.marks.count == 700 && layer.marks.map(\.number) == Array(1...700))
    let picture = try Picture(try Self.svg(.scanpath, reading))
    let numbers = picture.classes["ordinal"] ?? 0
    #expect(picture.classes["fixation"] == 700 && numbers > 3 && numbers <= 60 && picture.classes["arrowhead"] == nil)
    let short = try Picture(try Self.svg(.scanpath, try #require(reading.choosing(.first(60)))))
    #expect(short.classes["ordinal"] == 60)
  }

  @Test func textStaysInsideTheFigure() throws {
    let long = String(repeating: "Wide_name", count: 30)
    let reading = try Self.readings("participant " + long, method: long, code: "int \(long)(int a) { return a; }")
    for kind in Self.kindsOfTrials {
      for width in [75.0, 84, 174] {
        let svg = try Self.svg(kind, reading, Self.settings { ($0.width, $0.showsLabels) = (width, true) })
        let right = width * 72 / 25.4
        let fromTheLeft = ["title": 8.5, "subtitle": 6.5, "entry": 6.5, "value": 5]
        for text in try Picture(svg).placed where text.anchor.isEmpty {
          guard let size = fromTheLeft[text.style] else { continue }
          let end = text.x + FigureText.width(text.text, size: size, isBold: text.style == "title")
          #expect(end <= right + 0.01, "\(kind) \(width): \(text)")
        }
        for text in try Picture(svg).placed {
          if let length = text.length { #expect(text.x + length <= right) }
        }
      }
    }
    let drawn = CodeFigure(.heat, reading, settings: Self.settings { $0.width = 84 }).drawn()
    let wider = try #require(drawn.legibleWidth)
    #expect(CodeFigure(.heat, reading, settings: Self.settings { $0.width = wider }).drawn().legibleWidth == nil)
  }

  @Test func aSimulatedTrialIsMarkedWithAndWithoutCaption() throws {
    for participant in ["simulated-1", "p1"] {
      let reading = try Self.readings(participant)
      for kind in Self.kindsOfTrials {
        for caption in [true, false] {
          let texts = try Picture(try Self.svg(kind, reading, Self.settings { $0.showsCaption = caption })).texts
          #expect(texts.contains("simulated: no person read this") == (participant == "simulated-1"))
          #expect(texts.contains { $0.contains("fixations on tokens") } == caption)
        }
      }
    }
  }

  @Test func theSizeIsInMillimetres() throws {
    let drawn = CodeFigure(.heat, try Self.readings(), settings: Self.settings { $0.width = 100 }).drawn()
    #expect(abs(drawn.width - 100) < 1e-9 && drawn.svg.contains("width=\"100mm\""))
    #expect(CodeFigure(.heat, try Self.readings()).drawn().width.rounded() == 84, "short lines fit into one column")
  }
}
