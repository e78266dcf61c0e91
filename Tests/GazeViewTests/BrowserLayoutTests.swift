import Foundation
import FoundationXML
import TestSupport
import Testing

@testable import GazeView
@testable import Recordings

/// How the page looks in windows of several sizes, on paper, and in the files that it saves.
@Suite(.serialized, .enabled(if: Browser.program != nil, "needs Chromium in PATH, or FOVEA_CHROMIUM"))
struct BrowserLayoutTests {
  @Test(arguments: [390, 768, 1280, 1920])
  func panelsUseTheWindowAndNothingSticksOut(_ width: Int) throws {
    let (sample, browser) = (try BrowserSample(), try Browser())
    try browser.resize(width)
    for fields in [[:], ["second": BrowserSample.readers[1]], ["layout": "screen", "positions": "both"]] {
      try browser.load(sample.path, fragment: BrowserSample.fragment(reader: 0, fields))
      #expect(try browser.value("document.documentElement.scrollWidth", as: Int.self) <= width, "\(fields)")
      let room = try browser.value(
        "document.querySelector('.figures').clientWidth / document.querySelector('main').clientWidth", as: Double.self)
      #expect(room > 0.6, "\(fields)")
      // Code of usual width is not cut, except in windows that are narrower than it can be read in.
      let isCut = "[...document.querySelectorAll('.scroll')].some(panel => panel.scrollWidth > panel.clientWidth)"
      if width >= 1280 { #expect(try browser.value("!(\(isCut))", as: Bool.self), "\(fields)") }
      let used = try browser.value(
        "document.querySelector('.scroll > svg').clientWidth / document.querySelector('.scroll').clientWidth",
        as: Double.self)
      #expect(used > 0.6, "\(fields)")
    }
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  /// WCAG 2.2, 1.4.3, of all visible text outside pictures; the colours of pictures are tested with the palette.
  @Test(arguments: ["light", "dark"])
  func textHasTheContrastOfLevelAA(_ theme: String) throws {
    let (sample, browser) = (try BrowserSample(), try Browser())
    try browser.load(
      sample.path,
      fragment: BrowserSample.fragment(
        reader: 2, ["second": BrowserSample.readers[1], "theme": theme, "label": "loop"]))
    try browser.run("showDefinition(document.querySelector('[data-term]')); showMissing(['a reader'])")
    let contrast = try browser.poorContrast()
    #expect(contrast.poor.isEmpty && contrast.checked > 60, "\(contrast)")
  }

  @Test func printsInLightColoursWithoutControlsAndCutsNoLineOfCode() throws {
    let (sample, browser) = (try BrowserSample(lines: 120), try Browser())
    try browser.load(sample.path, fragment: BrowserSample.fragment(reader: 0, ["theme": "dark"]))
    let metrics = sample.page.metrics
    let slices = try browser.value("slicesOf(figures[0]).map(slice => [slice.y, slice.height])", as: [[Double]].self)
    #expect(slices.count > 3)
    for (slice, next) in zip(slices, slices.dropFirst()) {
      let line = (next[0] - metrics.top) / metrics.linePitch
      #expect(slice[0] + slice[1] == next[0])
      #expect(line == line.rounded() || next[0] == sample.page.methods[0].codeBottom, "a slice ends between lines")
    }
    let ends = try browser.value(
      "[figures[0].shown.y, figures[0].shown.y + figures[0].shown.height]", as: [Double].self)
    #expect(slices.first?.first == ends[0] && slices.last.map { $0[0] + $0[1] } == ends[1])
    try browser.send("Emulation.setEmulatedMedia", ["media": "print"])
    try browser.run("layOutForPrint()")
    let looks = try browser.value(
      """
      JSON.stringify([getComputedStyle(document.body).color, [...document.querySelectorAll(".replay, .tools, .choose, .scroll, #skip")]
        .every(element => !element.checkVisibility()), document.querySelectorAll(".slices svg").length,
        [...document.querySelectorAll(".slices svg")].every(part => part.getBoundingClientRect().height <= sheet.height + 1)])
      """, as: String.self)
    #expect(looks == "[\"rgb(28, 36, 48)\",true,\(slices.count),true]")
    try browser.run("clearPrint()")
    let pdf = try browser.printed()
    #expect(pdf.starts(with: Data("%PDF".utf8)))
    let pages = String(decoding: pdf, as: UTF8.self).matches(of: /\/Type\s*\/Page\b[^s]/).count
    #expect(pages >= slices.count, "\(pages) pages")
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  /// The title of what is saved, as an XML parser finds it.
  private final class Texts: NSObject, XMLParserDelegate {
    var all: [String] = []
    private var isText = false
    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String] = [:]
    ) {
      isText = name == "text"
      if isText { all.append("") }
    }
    func parser(_ parser: XMLParser, foundCharacters string: String) {
      if isText { all[all.count - 1] += string }
    }
    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
      isText = false
    }
  }

  private func saved(_ browser: Browser) throws -> (svg: String, texts: [String]) {
    let svg = try browser.value("exportedDocument(figures, hiddenGroups(), state.opacity).text", as: String.self)
    let (parser, texts) = (XMLParser(data: Data(svg.utf8)), Texts())
    parser.delegate = texts
    try #require(parser.parse(), "\(String(describing: parser.parserError))")
    return (svg, texts.all)
  }

  @Test func savedPicturesHaveALegendAndACaptionThatCountsWhatTheyShow() throws {
    let (sample, browser) = (try BrowserSample(screenshot: true), try Browser())
    let trial = sample.page.trials[1]
    try browser.load(
      sample.path, fragment: BrowserSample.fragment(reader: 1, ["show": "heat,labels,scanpath,augmented"]))
    let onTokens = trial.fixations.filter { !$0.tokens.isEmpty }
    let (time, whole) = (onTokens.reduce(0) { $0 + $1.duration }, trial.fixations.reduce(0) { $0 + $1.duration })
    #expect(time < whole)
    func caption(_ fixations: [TrialView.FixationView], _ time: Double) -> String {
      let tokens = Set(fixations.flatMap(\.tokens)).count
      return
        "\(BrowserSample.readers[1]) · \(fixations.count) fixations on tokens, \(String(format: "%.2f", time / 1000)) s, "
        + "of 40 in \(String(format: "%.2f", whole / 1000)) s · \(tokens) of \(trial.statistics.tokens) tokens"
    }
    let (svg, texts) = try saved(browser)
    // Captions that are wider than the figure are shortened.
    let full = caption(onTokens, time)
    #expect(
      texts.contains { $0 == full || $0.hasSuffix("…") && full.hasPrefix($0.dropLast()) && $0.count > 50 },
      "\(texts.prefix(3))")
    #expect(try browser.value("captionText(figures[0], replay.time, replay.end, 0)") == full)
    for entry in ["0 s", "forward", "back in the text", "looked at (F)", "added in F★", "loop"] {
      #expect(texts.contains(entry), "\(entry)")
    }
    #expect(
      !svg.contains("url(") && svg.components(separatedBy: "://").dropFirst().allSatisfy { $0.hasPrefix("www.w3.org") })
    try browser.run("setTime(3100)")
    let begun = onTokens.filter { $0.start <= 3100 }
    let spent = begun.reduce(0) { $0 + min($1.duration, 3100 - $1.start) }
    #expect(
      try browser.value("captionText(figures[0], replay.time, replay.end, 0)") == caption(begun, spent)
        + " · until 0:03.1")
    for kind in ["labels", "augmented", "scanpath"] {
      try browser.run("document.querySelector('[data-shows=\(kind)]').click()")
    }
    let bare = try saved(browser).texts
    #expect(
      !bare.contains("loop") && !bare.contains("added in F★") && !bare.contains("forward") && bare.contains("0 s"))
    try browser.load(sample.path, fragment: "method=screen%20only")
    let screen = try saved(browser)
    #expect(
      screen.texts.contains("screen only") && screen.texts.contains("fixation") && screen.texts.contains("saccade"))
    #expect(screen.svg.contains("data:image/png;base64,"))
    let picture = try browser.value(
      "pictureOf(exportedDocument(figures, [], 60)).then(blob => blob.size)", as: Int.self)
    #expect(picture > 1000)
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  @Test func theScreenshotIsBehindTheLayoutInThePixelsOfTheScreen() throws {
    let (sample, browser) = (try BrowserSample(screenshot: true), try Browser())
    try browser.load(sample.path, fragment: "method=screen%20only&theme=dark")
    let image =
      "(image => [image.x.baseVal.value, image.y.baseVal.value, image.width.baseVal.value, image.height.baseVal.value])(document.querySelector('.screenshot image'))"
    #expect(try browser.value(image, as: [Double].self) == [0, 0, 4, 3])
    #expect(try browser.value("getComputedStyle(document.querySelector('.screenshot')).opacity") == "0.6")
    try browser.run("byID('opacity').value = 100; byID('opacity').dispatchEvent(new Event('input', { bubbles: true }))")
    #expect(try browser.value("getComputedStyle(document.querySelector('.screenshot')).opacity") == "1")
    #expect(try browser.value("location.hash", as: String.self).contains("screenshot=100"))
    // What is drawn over a picture has the light colours also on a dark page.
    #expect(try browser.value("getComputedStyle(document.querySelector('.fixation')).stroke") == "rgb(39, 75, 159)")
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  /// The page counts motifs as the program does.
  @Test func motifsOfAllReadingsAddUpToThoseOfTheFile() throws {
    let (sample, browser) = (try BrowserSample(), try Browser())
    try browser.load(sample.path)
    let counts = try browser.value(
      """
      page.motifs.map(motif => page.trials.filter(trial => trial.method !== undefined)
        .reduce((sum, trial) => sum + occurrences(visits(trial), motif.labels).length, 0))
      """, as: [Int].self)
    #expect(!counts.isEmpty && counts == sample.page.motifs.map(\.count))
  }
}
