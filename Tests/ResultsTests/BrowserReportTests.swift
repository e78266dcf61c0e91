import Foundation
import TestSupport
import Testing

@testable import Results

/// The report in a real browser: its charts, its keyboard and its colours.
@Suite(.serialized, .enabled(if: Browser.program != nil, "needs Chromium in PATH, or FOVEA_CHROMIUM"))
struct BrowserReportTests {
  private static let nasty = "a <img src=x onerror=alert(1)> & \"b\""
  /// The first chart, once its script has run.
  private static let chart = "figure .explore"

  /// A report of three variants with three seeds each, with tests, texts and a hostile name.
  private static func report() throws -> (folder: ResultsFolder, page: String) {
    let folder = try ResultsFolder()
    for seed in 1...3 {
      for (number, name) in ["baseline", "align", nasty].enumerated() {
        let path = "study/\(number)-\(seed)"
        try folder.makeRun(
          path, name: name.replacing("\"", with: ""), seed: seed, loss: 2 - 0.1 * Double(number) + 0.02 * Double(seed),
          smoothing: "0.\(number)", steps: 40)
        let validation =
          "{\"event\":\"validation\",\"step\":10,\"loss\":\(2.5 + 0.1 * Double(seed)),\"scores\":{\"bleu\":\(10 + seed)},\"is_best\":false,\"seconds\":1}\n"
        let events = ResultsFolder.events(
          loss: 2 - 0.1 * Double(number) + 0.02 * Double(seed), bleu: 20, steps: 40, ranks: 1)
        try folder.write(
          events.replacing("\n", with: "\n" + validation, maxReplacements: 1), "\(path)/events.jsonl")
        try folder.makeTest(path, loss: 2.2 - 0.1 * Double(number) + 0.01 * Double(seed * seed))
      }
    }
    let page = folder.file("study/report.html")
    let content = try ReportContent(try RunSelection("study", root: folder.path))
    _ = try ReportWriter(content).write(page: page, figures: nil)
    return (folder, page)
  }

  private func expectNoComplaints(_ browser: Browser) {
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  @Test(arguments: [390, 1280], ["light", "dark"])
  func nothingSticksOutAndEveryTextCanBeRead(_ width: Int, _ theme: String) throws {
    let (report, browser) = (try Self.report(), try Browser())
    try browser.resize(width)
    try browser.prefer(theme)
    try browser.load(report.page)
    try browser.run("for (const details of document.querySelectorAll('details')) details.open = true")
    try browser.run("document.querySelector('.legend').click()")
    #expect(try browser.overflow() <= 0)
    let surface = try browser.value("getComputedStyle(document.body).backgroundColor", as: String.self)
    #expect(surface == (theme == "dark" ? "rgb(23, 28, 35)" : "rgb(255, 255, 255)"))
    let contrast = try browser.poorContrast(pictures: true)
    #expect(contrast.poor.isEmpty && contrast.checked > 200, "\(contrast)")
    expectNoComplaints(browser)
  }

  @Test func theTabKeyReachesEveryControlAndLeavesAgain() throws {
    let (report, browser) = (try Self.report(), try Browser())
    try browser.load(report.page)
    let walk = try browser.walk()
    #expect(walk.controls > 30 && walk.reached == walk.controls && walk.leaves, "\(walk)")
    #expect(walk.invisible.isEmpty, "\(walk.invisible)")
    expectNoComplaints(browser)
  }

  @Test func theCrosshairHasTheValuesOfAllRuns() throws {
    let (report, browser) = (try Self.report(), try Browser())
    try browser.load(report.page)
    try browser.run("document.querySelector('\(Self.chart)').scrollIntoView({ block: 'center' })")
    try browser.point(at: Self.chart, share: 0.5)
    let shown = try browser.value(
      "[...document.querySelectorAll('.readout')][0].innerText.replaceAll('\\n', ' | ')", as: String.self)
    let number = try #require(shown.firstMatch(of: /step ([0-9.]+)/)?.1)
    let step = try #require(Double(number))
    #expect((15...25).contains(step), "\(shown)")
    // The loss of a variant falls by 1 over 40 steps; a mean of three seeds is shown with four digits.
    for variant in 0..<3 {
      // Two, less a tenth for each variant, plus the mean of 0.02, 0.04 and 0.06.
      let last = 2.04 - 0.1 * Double(variant)
      let mean = last + 1 - step / 40
      #expect(shown.contains("mean of 3 \(Self.short(mean)) "), "\(mean): \(shown)")
    }
    let crosshairs = "document.querySelectorAll('.crosshair').length"
    let charts = try browser.value("document.querySelectorAll('\(Self.chart)').length", as: Int.self)
    #expect(try browser.value(crosshairs, as: Int.self) == charts && charts >= 3, "all charts show the same place")
    // With the keyboard.
    try browser.run("document.querySelector('\(Self.chart)').focus()")
    let place = "Number(document.querySelector('\(Self.chart)').getAttribute('aria-valuenow'))"
    try browser.press("Home")
    #expect(try browser.value(place, as: Double.self) == 1)
    try browser.press("ArrowRight", times: 3)
    #expect(try browser.value(place, as: Double.self) == 4)
    let words = try browser.value(
      "document.querySelector('\(Self.chart)').getAttribute('aria-valuetext')", as: String.self)
    #expect(words.hasPrefix("step 4: ") && words.contains("baseline, mean of 3 2.94"), "\(words)")
    expectNoComplaints(browser)
  }

  private static func short(_ value: Double) -> String {
    var text = String(format: "%.3f", value)
    while text.hasSuffix("0") { text.removeLast() }
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }

  @Test func theLegendHidesAndShowsWithMouseAndKeyboard() throws {
    let (report, browser) = (try Self.report(), try Browser())
    try browser.load(report.page)
    let lines = "document.querySelectorAll('\(Self.chart) .line.series-1').length"
    let before = try browser.value(lines, as: Int.self)
    #expect(before >= 3)
    try browser.run("document.querySelectorAll('.legend')[1].focus()")
    try browser.press(" ")
    #expect(try browser.value(lines, as: Int.self) == 0)
    #expect(try browser.value("document.activeElement.getAttribute('aria-pressed')") == "false")
    try browser.run("document.querySelectorAll('.legend')[1].scrollIntoView({ block: 'center' })")
    for event in ["mousePressed", "mouseReleased"] { try browser.point(event, at: ".legend:nth-of-type(2)") }
    #expect(try browser.value(lines, as: Int.self) == before)
    // The names of runs are text.
    #expect(try browser.value("document.querySelectorAll('img[src=x]').length", as: Int.self) == 0)
    #expect(try browser.value("document.body.innerText.includes('<img src=x')", as: Bool.self))
    expectNoComplaints(browser)
  }

  @Test func theToolsChangeWhatIsDrawn() throws {
    let (report, browser) = (try Self.report(), try Browser())
    try browser.load(report.page)
    func outline() throws -> String {
      try browser.value("document.querySelector('\(Self.chart) .line').getAttribute('d')", as: String.self)
    }
    func words() throws -> String {
      try browser.value("document.querySelector('\(Self.chart)').textContent", as: String.self)
    }
    let plain = try outline()
    let lines = "document.querySelectorAll('\(Self.chart)')[0].querySelectorAll('path.line').length"
    #expect(try browser.value(lines, as: Int.self) == 3)
    try browser.run("document.querySelector('[data-key=\"tool singles\"]').click()")
    #expect(try browser.value(lines, as: Int.self) == 9)
    try browser.run("document.querySelector('[data-key=\"tool singles\"]').click()")
    #expect(try outline() == plain)
    try browser.run("document.querySelector('[data-key=\"tool logarithmic\"]').click()")
    #expect(try outline() != plain && words().contains("logarithmic"))
    try browser.run("document.querySelector('[data-key=\"tool logarithmic\"]').click()")
    try browser.run("document.querySelector('[data-key=\"tool smoothing\"]').focus()")
    try browser.press("ArrowRight", times: 10)
    #expect(try browser.value("document.activeElement.value") == "0.5")
    #expect(try outline() != plain)
    try browser.press("Home")
    #expect(try outline() == plain)
    try browser.run(
      "const axis = document.querySelector('[data-key=\"tool axis\"]'); axis.value = 'time'; "
        + "axis.dispatchEvent(new Event('input', { bubbles: true }))")
    #expect(try words().contains("time since the start"))
    try browser.run("document.querySelector('\(Self.chart)').focus()")
    // 40 steps of 0.1 s and two validations of 1 s.
    let end = try browser.value(
      "document.querySelector('\(Self.chart)').getAttribute('aria-valuemax')", as: String.self)
    #expect(Double(end).map { abs($0 - 6) < 0.01 } == true, "\(end)")
    expectNoComplaints(browser)
  }

  @Test func draggingZoomsAndTheButtonResets() throws {
    let (report, browser) = (try Self.report(), try Browser())
    try browser.load(report.page)
    let range =
      "['min', 'max'].map(end => Number(document.querySelector('\(Self.chart)').getAttribute(`aria-value${end}`)))"
    #expect(try browser.value(range, as: [Double].self) == [0, 40])
    try browser.run("document.querySelector('\(Self.chart)').scrollIntoView({ block: 'center' })")
    try browser.point("mousePressed", at: Self.chart, share: 0.3, pressed: true)
    try browser.point(at: Self.chart, share: 0.5, pressed: true)
    #expect(try browser.value("document.querySelectorAll('.selection').length", as: Int.self) == 1)
    try browser.point("mouseReleased", at: Self.chart, share: 0.6)
    let zoomed = try browser.value(range, as: [Double].self)
    #expect(zoomed[0] > 5 && zoomed[1] < 30 && zoomed[0] < zoomed[1], "\(zoomed)")
    try browser.run("document.querySelector('[data-key=\"tool Reset zoom\"]').click()")
    #expect(try browser.value(range, as: [Double].self) == [0, 40])
    #expect(try browser.value("document.querySelector('[data-key=\"tool Reset zoom\"]').disabled", as: Bool.self))
    try browser.run("document.querySelector('\(Self.chart)').focus()")
    try browser.press("+")
    #expect(try browser.value(range, as: [Double].self) != [0, 40])
    try browser.press("Escape")
    #expect(try browser.value(range, as: [Double].self) == [0, 40])
    expectNoComplaints(browser)
  }

  @Test func aDefinitionShowsWhenItsMetricHasTheFocus() throws {
    let (report, browser) = (try Self.report(), try Browser())
    try browser.load(report.page)
    let terms = try browser.value(
      """
      [...document.querySelectorAll("a.term")].filter(term => term.title.length > 20
        && document.getElementById(term.getAttribute("aria-describedby"))?.textContent === term.title
        && document.querySelector(term.getAttribute("href"))).length
      """, as: Int.self)
    #expect(try browser.value("document.querySelectorAll('a.term').length", as: Int.self) == terms && terms >= 6)
    // The table itself is the stop before: it can be scrolled.
    try browser.run("document.querySelector('.scroll').focus()")
    try browser.press("Tab")
    #expect(try browser.value("document.activeElement.className") == "term")
    let shown = try browser.value(
      "(style => [style.content, style.position, style.display])(getComputedStyle(document.activeElement, '::after'))",
      as: [String].self)
    #expect(shown[0] != "none" && shown[1] == "fixed" && shown[2] != "none", "\(shown)")
    #expect(try browser.value("document.activeElement.title", as: String.self).contains("cross-entropy"))
    try browser.run("document.activeElement.blur()")
    #expect(
      try browser.value("getComputedStyle(document.querySelector('a.term'), '::after').content", as: String.self)
        == "none")
    expectNoComplaints(browser)
  }

  @Test func withoutScriptsThePlotsStay() throws {
    let (report, browser) = (try Self.report(), try Browser())
    try browser.send("Emulation.setScriptExecutionDisabled", ["value": true])
    try browser.load(report.page)
    #expect(try browser.value("document.querySelectorAll('.explore').length", as: Int.self) == 0)
    let plots = try browser.value(
      "[...document.querySelectorAll('.still > svg')].filter(plot => plot.getBoundingClientRect().height > 100).length",
      as: Int.self)
    #expect(plots >= 3)
  }

  @Test func aScriptThatAFileSmugglesInDoesNotRun() throws {
    let (report, browser) = (try Self.report(), try Browser())
    let html = try String(contentsOfFile: report.page, encoding: .utf8)
    try report.folder.write(
      html.replacing("<main>", with: "<main><script>window.smuggled = true</script>"), "study/attacked.html")
    try browser.load(report.folder.file("study/attacked.html"))
    #expect(try browser.value("window.smuggled === undefined", as: Bool.self))
    #expect(try browser.value("document.querySelectorAll('.explore').length > 0", as: Bool.self), "the page's own runs")
    #expect(browser.complaints.contains { $0.contains("Content Security Policy") })
  }

  @Test func nothingMovesByItself() throws {
    let (report, browser) = (try Self.report(), try Browser())
    try browser.load(report.page)
    let moving = try browser.value(
      """
      [...document.querySelectorAll("*")].filter(element => (style => style.animationName !== "none"
        || parseFloat(style.transitionDuration) > 0)(getComputedStyle(element))).length
      """, as: Int.self)
    #expect(moving == 0)
  }
}
