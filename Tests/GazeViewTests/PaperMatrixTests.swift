import Foundation
import Testing

@testable import GazeView
@testable import Pages
@testable import Recordings
@testable import Scanpaths

struct PaperMatrixTests {
  private static func readings(_ looks: [(String, [[Int]])], durations: [Double] = [200]) throws -> [FigureReading] {
    let trials = try looks.map { participant, tokens in
      var trial = try GazePageTests.trial(
        participant, method: "m", code: "int f(int a) { return a + 1; }", tokens: tokens)
      for place in trial.fixations.indices { trial.fixations[place].duration = durations[place % durations.count] }
      return trial
    }
    return FigureReading.all(of: try MappedTrials(trials))
  }

  private static func corpus(_ readings: [FigureReading]) throws -> ScanpathSet {
    try ScanpathSet(codes: [readings[0].code], scanpaths: readings.map(\.scanpath))
  }

  @Test func transitionsAreCountedBetweenEvents() throws {
    // `f`, `a`, `a` again, `return`; the refixation is part of one event. Then `f` and `a`.
    let readings = try Self.readings([("p", [[1], [3], [3], [4]]), ("q", [[1], [3]])])
    let figure = TransitionFigure(try Self.corpus(readings))
    #expect(figure.total == 3)
    let place = { (label: SemanticLabel) in figure.labels.firstIndex(of: label) }
    let declaration = try #require(place(.functionDeclaration)), parameter = try #require(place(.parameter))
    let leaving = try #require(place(.return))
    #expect(figure.labels.count == 3 && figure.counts[declaration][parameter] == 2)
    #expect(figure.counts[parameter][leaving] == 1 && figure.counts[leaving] == [0, 0, 0])
    let picture = try Picture(figure.drawn().svg)
    #expect(picture.texts.contains("100") && picture.texts.contains("function declaration 2"))
    #expect(picture.classes["missing"] == 3, "nothing follows return")
  }

  @Test func aPopulationIsTheMeanOfItsReaders() throws {
    let readings = try Self.readings([("p", [[1], [3]]), ("q", [[3]]), ("simulated-1", [[3], [3], [3]])])
    let figure = try #require(PopulationFigure(readings))
    var expected = [Double](repeating: 0, count: readings[0].code.tokens.count)
    (expected[1], expected[3]) = (200.0 / 3, 1000.0 / 3)
    for (mean, value) in zip(figure.meanTimes, expected) { #expect(abs(mean - value) < 1e-9) }
    let picture = try Picture(figure.drawn().svg)
    #expect(picture.classes["looking"] == 2 && picture.texts.contains { $0.contains("1 of 3 readings simulated") })
    #expect(picture.texts.contains { $0.contains("3 readers") })
    #expect(PopulationFigure([]) == nil)
  }

  @Test func similaritiesAreDrawnAsTheyAreGiven() throws {
    let figure = SimilarityFigure(
      method: "m<", participants: ["a", "b", "a"], values: [[1, 0.25, 0.9], [0.25, 1, nil], [0.9, nil, 1]],
      measure: "labels")
    #expect(figure.mean == 0.25, "the two readings by a are no pair of readers")
    let picture = try Picture(figure.drawn().svg)
    #expect(picture.classes["grid"] == 7 && picture.classes["missing"] == 2)
    #expect(picture.texts.filter { $0 == "25" }.count >= 2 && picture.texts.contains("a (2)"))
    #expect(picture.texts.contains { $0.contains("mean of pairs of readers 0.25") })
  }

  @Test func matricesOfManyReadersFitTheirWidth() throws {
    let names = (0..<40).map { "participant with a long name \($0)" }
    let values = names.map { _ in names.map { _ in Double?.some(0.5) } }
    for width in [84.0, 174] {
      var settings = FigureSettings()
      settings.width = width
      let drawn = SimilarityFigure(method: "m", participants: names, values: values, measure: "tokens").drawn(settings)
      let cells = try Picture(drawn.svg).rectangles.filter { $0.style == "grid" }
      #expect(cells.count == 1600)
      for cell in cells { #expect(cell.x + cell.width <= width * 72 / 25.4 + 0.05) }
    }
  }

  @Test func rampsGetDarkerSteadilyAndTextStaysLegibleOnThem() throws {
    let ink = try #require(RGB("#1c2430")).luminance
    for palette in FigurePalette.allCases {
      for colour in [palette.background, palette.mark] {
        let lights = try (0...100).map { try #require(RGB(colour(Double($0) / 100))).luminance }
        for (lighter, darker) in zip(lights, lights.dropFirst()) { #expect(lighter >= darker, "\(palette)") }
        // Steps of an eighth differ clearly.
        for step in 0..<8 {
          #expect((lights[step * 12] + 0.05) / (lights[(step + 1) * 12] + 0.05) > 1.05, "\(palette)")
        }
      }
      for share in 0...100 {
        let light = try #require(RGB(palette.background(Double(share) / 100))).luminance
        #expect((light + 0.05) / (ink + 0.05) >= 4.5, "\(palette) \(share)")
      }
    }
    #expect(FigurePalette.grey.applied(to: "a{fill:#ff0000}b{fill:#ffffff}") == "a{fill:#7f7f7f}b{fill:#ffffff}")
    #expect(FigurePalette.orange.background(.nan) == FigurePalette.orange.background(0))
  }

  @Test func greyFiguresHaveNoColour() throws {
    let reading = try Self.readings([("p", [[1], [3], [4]])])[0]
    var settings = FigureSettings()
    (settings.palette, settings.showsLabels) = (.grey, true)
    for kind in [FigureKind.heat, .scanpath, .both, .dwell] {
      let svg = CodeFigure(kind, reading, settings: settings).drawn().svg
      for colour in svg.matches(of: /#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})\b/) {
        #expect(colour.output.1 == colour.output.2 && colour.output.2 == colour.output.3, "\(colour.output.0)")
      }
    }
    let letters = SemanticLabel.allCases.map(LabelMarks.letters)
    #expect(Set(letters).count == letters.count)
  }

  @Test func namesOfFilesAreSafeAndDistinct() {
    var names = FigureFileNames()
    let made = [
      ["heat", "a/b", "p"], ["heat", "a:b", "p"], ["HEAT", "A_B", "P"], ["heat", "a", "b-p"], ["heat", "a-b", "p"],
    ]
    .map { names.name($0, fileExtension: "svg") }
    #expect(made == ["heat-a_b-p.svg", "heat-a_b-p-2.svg", "HEAT-A_B-P-3.svg", "heat-a-b-p.svg", "heat-a-b-p-2.svg"])
    let hostile = names.name(["heat", "../../etc", String(repeating: "é", count: 500), ""], fileExtension: "pdf")
    #expect(hostile.hasPrefix("heat-______etc-") && hostile.utf8.count < 200 && hostile.hasSuffix("-_.pdf"))
  }

  @Test func formatsFollowTheExtension() throws {
    #expect(try PictureFormat(path: "a.b/c.SVG") == .svg)
    #expect(try PictureFormat(path: "x.pdf") == .pdf && PictureFormat(path: "dir.pdf/x.png") == .png)
    for path in ["figure", "figure.jpg", "figure.pgn", "dir.svg/figure", "", "figure."] {
      let error = #expect(throws: UnknownPictureFormat.self) { try PictureFormat(path: path) }
      #expect(error?.diagnosis.exitCode == .usage && error?.diagnosis.remedy.contains(".svg, .pdf, .png") == true)
    }
    #expect(UnknownPictureFormat(path: "a.pgn", found: "pgn").diagnosis.remedy.contains("did you mean .png?"))
  }
}
