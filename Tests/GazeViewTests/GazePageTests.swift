import Foundation
import Testing

@testable import GazeView
@testable import Pages
@testable import Recordings
@testable import Scanpaths

struct GazePageTests {
  /// Code that would end the page's script, its title or an attribute, and text that is easily lost or misread.
  static let hostile = """
    String f(String s) {
    \tString a = "</script><script>alert(1)</script> <!-- ]]> & \\u0000 'x'";
    \treturn s + a + "日本語 👩‍👩‍👧 e\u{301} \u{202E}drow" + '\\''; /* </style>\u{1} \u{2028} */
    }
    """

  static func trial(
    _ participant: String = "p1", method: String = "m\"<1>&'", code: String? = hostile,
    tokens: [[Int]] = [[0], [3], [1], []]
  ) throws -> ReadingTrial {
    var trial = ReadingTrial(
      participant: participant, method: method, language: code == nil ? nil : "java", code: code,
      provenance: Provenance(format: .fovea, file: "f", line: 1))
    if let code {
      trial.tokens = FixationMapper.trialTokens(of: try Labeller(.java).label(code, id: method), source: code)
    }
    trial.fixations = tokens.enumerated().map { place, tokens in
      Fixation(
        start: Double(place) * 300, duration: 200, position: ScreenPoint(x: Double(50 * place), y: 40),
        tokens: code == nil ? [] : tokens)
    }
    return trial
  }

  static func page(_ trials: [ReadingTrial], choice: GazePage.Choice = GazePage.Choice()) throws -> GazePage {
    try GazePage(title: "</title><b>trials</b>", dataset: try MappedTrials(trials), choice: choice)
  }

  /// The data that the page's script reads.
  private func data(_ html: String) throws -> [String: Any] {
    let start = try #require(html.range(of: "id=\"data\">"))
    let end = try #require(html[start.upperBound...].range(of: "</script>"))
    let object = try JSONSerialization.jsonObject(with: Data(html[start.upperBound..<end.lowerBound].utf8))
    return try #require(object as? [String: Any])
  }

  @Test func holdsEveryTokenFixationAndLabelWhateverTheCodeHolds() throws {
    let trial = try Self.trial()
    let html = try PageDocument.html(try Self.page([trial]))
    let data = try data(html)
    let method = try #require((data["methods"] as? [[String: Any]])?.first)
    #expect(method["texts"] as? [String] == trial.tokens.map { DisplayText.line($0.text) })
    #expect((method["labels"] as? [Int])?.count == trial.tokens.count)
    let words = try #require(method["words"] as? [[String: Any]]).compactMap { $0["text"] as? String }
    let shown = Self.hostile.split(whereSeparator: \.isWhitespace).map { DisplayText.line(String($0)) }
    #expect(words.joined() == shown.joined(), "every visible character is drawn once and in order")
    let shownTrial = try #require((data["trials"] as? [[String: Any]])?.first)
    #expect((shownTrial["fixations"] as? [Any])?.count == 4)
    #expect((data["labels"] as? [Any])?.count == SemanticLabel.allCases.count)
  }

  @Test func isOneFileThatLoadsNothingAndNoTextOfTheDataBecomesMarkup() throws {
    let html = try PageDocument.html(try Self.page([try Self.trial(), try Self.trial("<img src=x onerror=alert(1)>")]))
    func count(_ text: String) -> Int { html.components(separatedBy: text).count - 1 }
    #expect(["<script", "</script>", "</style>", "</title>"].map(count) == [2, 2, 2, 1])
    #expect(["<img", "<b>", "{{"].map(count) == [0, 0, 0])
    #expect(count("Content-Security-Policy") == 1)
    let addresses = html.components(separatedBy: "://").dropFirst().map { String($0.prefix(10)) }
    #expect(Set(addresses) == ["www.w3.org"], "only the name of SVG's namespace")
    #expect(["src=\"", "href=\"", "@import", "url("].map(count) == [0, 0, 0, 0])
    let isClean = html.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" }
    #expect(isClean)
  }

  @Test func saysThatASimulatedTrialIsOneInThePageAndInThePicture() throws {
    let page = try Self.page([try Self.trial("simulated-1"), try Self.trial("p1")])
    #expect(page.trials.map(\.isSimulated) == [true, false])
    #expect(page.trials[0].layers[0].kind == .simulated)
    #expect(try #require(ScanpathFigure(page, trial: 0)).svg.contains("simulated: no person read this"))
    #expect(!(try #require(ScanpathFigure(page, trial: 1)).svg.contains("simulated")))
  }

  @Test func showsTheTrialsThatAreChosenWithTheMotifsOfAll() throws {
    let trials = try [
      Self.trial("a"), Self.trial("b"), Self.trial("a", method: "other", code: "int x() { return 1; }", tokens: [[0]]),
    ]
    let chosen = try Self.page(trials, choice: GazePage.Choice(participant: "a", method: "other"))
    #expect(chosen.trials.map(\.participant) == ["a"] && chosen.methods.map(\.name) == ["other"])
    #expect(try Self.page(trials).trials.count == 3)
    #expect(try Self.page(trials, choice: GazePage.Choice(participant: "c")).trials.isEmpty)
  }

  @Test func showsTheScreenOfATrialWithoutCodeWithAllFixationsAccountedFor() throws {
    var trial = try Self.trial(code: nil)
    trial.boxes = [("one", 0.0), ("two", 60)].map { text, x in
      TokenBox(
        reference: BoxReference(text: text, occurrence: 0),
        rectangle: ScreenRectangle(x: x, y: 0, width: 60, height: 60))
    }
    trial.fixations.append(Fixation(start: 2000, duration: 80, position: ScreenPoint(x: 9000, y: 9000)))
    BoxHitTest(boxes: trial.boxes).assign(&trial)
    let page = try Self.page([trial])
    let view = try #require(page.trials.first)
    #expect(view.method == nil && view.layers.isEmpty && view.fixations.count == 5)
    #expect(view.fixations.map(\.box) == [0, 0, 1, nil, nil])
    let screen = try #require(view.screen)
    #expect(screen.boxes.map(\.text) == ["one", "two"] && screen.outside == 1)
    #expect(ScanpathFigure(page, trial: 0) == nil)
  }

  @Test func putsFixationsAboveTheirTokensAndTellsMovesBackFromMovesOn() throws {
    let code = "int f() { return 1; }"
    let trial = try Self.trial(method: "m", code: code, tokens: [[0], [2], [1], [0], []])
    let page = try Self.page([trial])
    let view = page.trials[0]
    #expect(view.fixations.map(\.isRegression) == [false, false, true, true, false])
    #expect(view.fixations.map { $0.x == nil } == [false, false, false, false, true])
    #expect((view.statistics.moves, view.statistics.regressions, view.statistics.onTokens) == (3, 2, 4))
    let box = try #require(page.methods[0].boxes.first { $0.token == 2 })
    let middle = page.metrics.left + (Double(box.column) + Double(box.cells) / 2) * page.metrics.cellWidth
    #expect(view.fixations[1].x == middle)
    let first = try #require(view.fixations[0].x), last = try #require(view.fixations[3].x)
    #expect(first < last, "visits of one token stand side by side")
  }

  @Test func makesTimesUpFromDurationsWhereTheyWereNotRecorded() throws {
    var trial = try Self.trial()
    #expect(TrialView(trial).startsAreRecorded)
    trial.fixations[2].start = nil
    let view = TrialView(trial)
    #expect(!view.startsAreRecorded && view.fixations.map(\.start) == [0, 200, 400, 600])
  }
}
