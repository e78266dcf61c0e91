import Foundation
import TestSupport
import Testing

@testable import GazeView
@testable import Recordings
@testable import Scanpaths

/// The page in a real browser: its keyboard, its links, its views, and what it saves.
@Suite(.serialized, .enabled(if: Browser.program != nil, "needs Chromium in PATH, or FOVEA_CHROMIUM"))
struct BrowserTests {
  private static let focused = """
    (element => element.id || element.dataset.term || (element.dataset.token && 'token') || (element.dataset.box && 'box')
      || (element.dataset.shows && `shows ${element.dataset.shows}`) || element.className || element.tagName)(document.activeElement)
    """

  private func expectNoComplaints(_ browser: Browser) {
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  @Test func theTabKeyReachesEveryControlAndOneTokenOfEachFigure() throws {
    let (sample, browser) = (try BrowserSample(), try Browser())
    try browser.load(sample.path, fragment: BrowserSample.fragment(reader: 0, ["second": BrowserSample.readers[1]]))
    let stops = try browser.value(
      """
      document.querySelectorAll("button, select, input, summary, [tabindex='0']").values()
        .filter(element => !element.disabled && element.checkVisibility()).toArray().length
      """, as: Int.self)
    try browser.run("document.activeElement.blur(); window.reached = new Set()")
    var names: [String] = []
    for _ in 0..<stops {
      try browser.press("Tab")
      names.append(try browser.value(Self.focused))
      try browser.run("reached.add(document.activeElement)")
      let isVisible = try browser.value(
        """
        (style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
          || document.activeElement.matches(".target") && parseFloat(style.strokeWidth) >= 2)(getComputedStyle(document.activeElement))
        """, as: Bool.self)
      #expect(isVisible, "the focus on \(names.last ?? "")")
    }
    #expect(try browser.value("reached.size", as: Int.self) == stops, "\(names)")
    #expect(names.count { $0 == "token" } == 2 && names.first == "skip" && names.contains("time"))
    expectNoComplaints(browser)
  }

  @Test func theArrowKeysGoThroughAllTokens() throws {
    let (sample, browser) = (try BrowserSample(), try Browser())
    try browser.load(sample.path, fragment: BrowserSample.fragment(reader: 1))
    let texts = sample.page.methods[0].texts
    try browser.press("Tab")
    try browser.press("Enter")
    #expect(try browser.value(Self.focused) == "token", "the first control leads to the figure")
    var seen: [String] = []
    for _ in texts {
      seen.append(try browser.value("document.getElementById('detail').textContent"))
      try browser.press("ArrowRight")
    }
    #expect(seen.count == texts.count)
    for (detail, text) in zip(seen, texts) { #expect(detail.hasPrefix("\(text) · "), "\(detail)") }
    #expect(Set(seen).count > texts.count / 2)
    try browser.press("Home", control: true)
    try browser.press("ArrowDown")
    let line = "Number(document.activeElement.getAttribute('y'))"
    let second = try browser.value(line, as: Double.self)
    #expect(second == sample.page.metrics.top(ofLine: 1) + sample.page.metrics.boxTop)
    try browser.press("End")
    try browser.press("ArrowUp")
    #expect(try browser.value(line, as: Double.self) == second - sample.page.metrics.linePitch)
    try browser.press("End", control: true)
    let last = try #require(texts.last)
    #expect(try browser.value("document.activeElement.getAttribute('aria-label')", as: String.self).hasPrefix(last))
    expectNoComplaints(browser)
  }

  @Test func theReplayFollowsTheKeyboard() throws {
    let (sample, browser) = (try BrowserSample(), try Browser())
    try browser.load(sample.path, fragment: BrowserSample.fragment(reader: 1))
    let fixations = sample.page.trials[1].fixations
    try browser.run("document.getElementById('time').focus()")
    try browser.press("ArrowLeft")
    #expect(try browser.value("replay.time", as: Double.self) == fixations[39].start)
    try browser.press("ArrowLeft", times: 3)
    #expect(try browser.value("replay.time", as: Double.self) == fixations[36].start)
    #expect(try browser.value("location.hash", as: String.self).contains("t=\(Int(fixations[36].start))"))
    #expect(
      try browser.value("document.getElementById('detail').textContent", as: String.self).contains("fixation 37, "))
    let drawn = "document.querySelectorAll('.scanpath .fixation:not(.unseen)').length"
    #expect(try browser.value(drawn, as: Int.self) == fixations.prefix(37).count { !$0.tokens.isEmpty })
    try browser.stopClock()
    try browser.press(" ")
    #expect(try browser.value("replay.playing", as: Bool.self))
    try browser.pass(milliseconds: 10)
    #expect(try browser.value("replay.time > \(fixations[36].start)", as: Bool.self))
    try browser.press(" ")
    #expect(try browser.value("!replay.playing", as: Bool.self))
    // From a token, Enter goes to the next fixation on it.
    let token = try #require(fixations[0].tokens.first)
    try browser.run("setTime(0); document.querySelector('.target[data-token=\"\(token)\"]').focus()")
    try browser.press("Enter")
    let next = try #require(fixations.first { $0.start > 0 && $0.tokens.contains(token) } ?? fixations.first)
    #expect(try browser.value("replay.time", as: Double.self) == next.start)
    expectNoComplaints(browser)
  }

  @Test func readersWhoAskForLessMotionGetNoAnimation() throws {
    let sample = try BrowserSample()
    let browser = try Browser(flags: ["--force-prefers-reduced-motion"])
    try browser.load(sample.path)
    #expect(try browser.value("byID('play').disabled && !byID('animate').checked", as: Bool.self))
    try browser.run("setTime(0); document.activeElement.blur()")
    try browser.press(" ")
    #expect(try browser.value("!replay.playing && replay.time === 0", as: Bool.self))
    try browser.run("byID('forward').click()")
    #expect(try browser.value("replay.time", as: Double.self) == sample.page.trials[0].fixations[1].start)
    try browser.stopClock()
    try browser.run("byID('animate').click(); byID('play').click()")
    #expect(try browser.value("replay.playing", as: Bool.self), "if they choose it")
    let other = try Browser()
    try other.load(sample.path)
    #expect(try other.value("!byID('play').disabled && byID('animate').checked", as: Bool.self))
    expectNoComplaints(browser)
  }

  @Test func rawAndCorrectedFixationsTakeTurns() throws {
    let (sample, browser) = (try BrowserSample(), try Browser())
    try browser.load(sample.path, fragment: BrowserSample.fragment(reader: 0))
    #expect(try browser.value("!byID('positions').checkVisibility()", as: Bool.self), "text has no positions")
    try browser.choose("screen", in: "layout")
    let heights =
      "[...document.querySelectorAll('.fixation')].slice(0, 40).map(circle => Number(circle.getAttribute('cy')))"
    let fixations = sample.page.trials[0].fixations
    #expect(try browser.value(heights, as: [Double].self) == fixations.map { $0.screen?[1] })
    #expect(fixations.count { $0.raw != nil } == 20)
    try browser.choose("raw", in: "positions")
    #expect(try browser.value(heights, as: [Double].self) == fixations.map { $0.raw?[1] ?? $0.screen?[1] })
    try browser.choose("both", in: "positions")
    #expect(try browser.value(heights, as: [Double].self) == fixations.map { $0.screen?[1] })
    let marks = "[...document.querySelectorAll('.raws circle')].map(circle => Number(circle.getAttribute('cy')))"
    #expect(try browser.value(marks, as: [Double].self) == fixations.compactMap { $0.raw?[1] })
    try browser.run("setTime(0)")
    #expect(try browser.value("document.querySelectorAll('.raws circle:not(.unseen)').length", as: Int.self) == 0)
    let statistics = try browser.value("byID('statistics').innerText", as: String.self)
    #expect(statistics.contains("20 of 40") && statistics.contains("30.0 px"), "\(statistics)")
    expectNoComplaints(browser)
  }

  @Test func twoReadersAreBesideEachOther() throws {
    let (sample, browser) = (try BrowserSample(), try Browser())
    try browser.load(sample.path, fragment: BrowserSample.fragment(reader: 0, ["reading": "1"]))
    let others = try browser.value("[...byID('compare').options].map(option => option.text)", as: [String].self)
    let names = [BrowserSample.readers[1], BrowserSample.readers[2], BrowserSample.readers[0] + " (2)"]
    #expect(others == ["nothing"] + names + ["label prior of all trials"])
    try browser.choose("reader 1", in: "compare")
    let panels = "[...document.querySelectorAll('.panel')].map(panel => panel.getBoundingClientRect()).map"
    let tops = try browser.value("\(panels)(place => place.top)", as: [Double].self)
    #expect(tops.count == 2 && tops[0] == tops[1], "beside each other")
    let circles =
      "[...document.querySelectorAll('.panel')].map(panel => panel.querySelectorAll('.scanpath .fixation').length)"
    #expect(
      try browser.value(circles, as: [Int].self)
        == sample.page.trials.prefix(2).map { trial in trial.fixations.count { $0.x != nil } })
    let agreement = LayerAgreement(sample.page.trials[0].layers[0], sample.page.trials[1].layers[0])
    let shown = try browser.value("currentAgreement()", as: [String: Any].self)
    #expect(abs((shown["rankCorrelation"] as? Double ?? 9) - (agreement.rankCorrelation ?? 8)) < 1e-12)
    #expect(shown["sharedTop"] as? Double == agreement.sharedTop)
    #expect(shown["sharedTopByChance"] as? Double == agreement.sharedTopByChance)
    let columns = "[...byID('statistics').rows].map(row => row.cells.length)"
    #expect(Set(try browser.value(columns, as: [Int].self)) == [3])
    // Both replay on one clock.
    try browser.run("setTime(1000)")
    let drawn =
      "[...document.querySelectorAll('.panel')].map(panel => panel.querySelectorAll('.scanpath .fixation:not(.unseen)').length)"
    #expect(
      try browser.value(drawn, as: [Int].self)
        == sample.page.trials.prefix(2).map { $0.fixations.count { $0.x != nil && $0.start <= 1000 } })
    try browser.choose("layer 1", in: "compare")
    #expect(try browser.value("document.querySelectorAll('.panel').length", as: Int.self) == 2)
    expectNoComplaints(browser)
  }

  /// Links name whatever code and readers are called.
  @Test func aLinkShowsTheViewAgain() throws {
    let (sample, browser) = (try BrowserSample(), try Browser())
    try browser.load(
      sample.path,
      fragment: BrowserSample.fragment(
        reader: 0,
        ["reading": "2", "second": BrowserSample.readers[1], "layout": "screen", "positions": "both", "t": "1500"]))
    let view = "[state.trial, state.second, state.layout, state.positions, replay.time].join()"
    #expect(try browser.value(view) == "3,1,screen,both,1500")
    try browser.run("change({ layout: 'text', label: page.labels.findIndex(label => label.name === 'loop') })")
    try browser.run("byID('theme').click(); document.querySelector('[data-shows=augmented]').click()")
    let hash = try browser.value("location.hash.slice(1)", as: String.self)
    let whole = "JSON.stringify([state, [...state.shows].sort(), replay.time, document.documentElement.dataset.theme])"
    try browser.run("state.time = 1500")
    let before = try browser.value(whole, as: String.self)
    try browser.load(sample.path, fragment: hash)
    #expect(try browser.value(whole) == before, "\(hash)")
    #expect(try browser.value("location.hash.slice(1) === '\(hash)' && byID('missing').hidden", as: Bool.self))
    // Old links, and those that name what is not there.
    try browser.load(sample.path, fragment: "trial=4")
    #expect(try browser.value("currentTrial().stimulus") == "screen only")
    try browser.run("location.hash = '\(BrowserSample.fragment(reader: 2))'")
    try browser.wait("state.trial === 2")
    try browser.run("location.hash = 'method=screen%20only&reader=%3Cb%3Enobody'")
    try browser.wait("!byID('missing').hidden")
    #expect(try browser.value("byID('missing').textContent", as: String.self).contains("“<b>nobody”"))
    #expect(
      try browser.value(
        "document.querySelectorAll('b').length === byID('motifs').querySelectorAll('b').length", as: Bool.self))
    try browser.run("byID('copy-link').click()")
    try browser.wait("byID('detail').textContent.includes('link')")
    expectNoComplaints(browser)
  }

  @Test func everyTermHasADefinitionOnHoverAndFocus() throws {
    let (sample, browser) = (try BrowserSample(), try Browser())
    try browser.load(sample.path, fragment: BrowserSample.fragment(reader: 0, ["beside": "prior"]))
    let missing = try browser.value(
      """
      [...document.querySelectorAll("[data-term]")].filter(element => {
        const control = element.matches("label") ? element.querySelector("input, select") : element;
        return !(element.dataset.term in definitions) || !byID(control.getAttribute("aria-describedby"))?.textContent;
      }).map(element => element.dataset.term).concat(page.labels.map(label => label.name).filter(name => !(name in definitions)))
        .concat([...document.querySelectorAll("aside tr th[scope=row]")].filter(cell => !cell.querySelector(".term")).map(cell => cell.textContent))
      """, as: [String].self)
    #expect(missing.isEmpty, "\(missing)")
    #expect(try browser.value("document.querySelectorAll('[data-term]').length", as: Int.self) > 25)
    try browser.run("document.querySelector('[data-term=rankCorrelation]').scrollIntoView({ block: 'center' })")
    try browser.press("Tab")
    let tip = "byID('definition').checkVisibility() ? byID('definition').textContent : ''"
    try browser.run("document.querySelector('[data-term=rankCorrelation]').focus({ focusVisible: true })")
    #expect(try browser.value(tip, as: String.self).contains("Spearman"))
    try browser.press("Escape")
    #expect(try browser.value(tip) == "")
    let place = try browser.value(
      "(place => [place.x + 5, place.y + 5])(document.querySelector('[data-term=attended]').getBoundingClientRect())",
      as: [Double].self)
    try browser.send("Input.dispatchMouseEvent", ["type": "mouseMoved", "x": place[0], "y": place[1]])
    try browser.wait("(\(tip)).includes('at least one fixation')")
    let isInside =
      "(place => place.left >= 0 && place.right <= innerWidth && place.bottom <= innerHeight)(byID('definition').getBoundingClientRect())"
    #expect(try browser.value(isInside, as: Bool.self))
    expectNoComplaints(browser)
  }

  @Test func trialsWithoutLayoutsFixationsOrCodeAreShownAsWhatTheyAre() throws {
    var nowhere = try GazePageTests.trial("nowhere", method: "a", code: nil)
    for index in nowhere.fixations.indices { nowhere.fixations[index].position = nil }
    let nothing = try GazePageTests.trial("nothing", method: "b", code: "int f() { return 1; }", tokens: [])
    let folder = try TemporaryFolder()
    let path = try folder.file("page.html", try PageDocument.html(try GazePageTests.page([nowhere, nothing])))
    let browser = try Browser()
    for reader in ["nowhere", "nothing"] {
      try browser.load(path, fragment: "reader=\(reader)")
      #expect(try browser.value("currentTrial().participant") == reader)
      try browser.run("byID('play').click(); byID('forward').click(); byID('back').click(); byID('export-svg').click()")
    }
    #expect(try browser.value("captionText(figures[0], 0, 0, 0)", as: String.self).contains("0 fixations on tokens"))
    try browser.load(path, fragment: "reader=nowhere")
    #expect(try browser.value("byID('figures').textContent", as: String.self).contains("Neither code nor places"))
    expectNoComplaints(browser)
  }
}
