import Foundation
import TestSupport
import Testing

@testable import GazeView

/// The replay as a whole, and the pictures that a reader saves.
@Suite(.serialized, .enabled(if: Browser.program != nil, "needs Chromium in PATH, or FOVEA_CHROMIUM"))
struct BrowserReplayTests {
  @Test func theReplayRunsToItsEndAndStops() throws {
    let (sample, browser) = (try BrowserSample(), try Browser())
    try browser.load(sample.path, fragment: BrowserSample.fragment(reader: 1))
    let fixations = sample.page.trials[1].fixations
    try browser.stopClock()
    try browser.run("setTime(0); byID('play').click()")
    let drawn = "document.querySelectorAll('.scanpath .fixation:not(.unseen)').length"
    var counts = [try browser.value(drawn, as: Int.self)]
    // Frames that are a fifth of a second apart show in an instant what takes twelve seconds, at the speed 2×.
    for _ in 0..<60 {
      try browser.pass(milliseconds: 200)
      counts.append(try browser.value(drawn, as: Int.self))
    }
    #expect(try browser.value("!replay.playing && isAtEnd() && replay.time === replay.end", as: Bool.self))
    #expect(zip(counts, counts.dropFirst()).allSatisfy { $0 <= $1 } && Set(counts).count > 15, "\(counts)")
    #expect(counts.last == fixations.count { !$0.tokens.isEmpty })
    #expect(try browser.value("byID('play').getAttribute('aria-label')") == "Play")
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  @Test func theSavedFilesAreWrittenAndDecode() throws {
    let (sample, browser) = (try BrowserSample(), try Browser())
    let folder = try TemporaryFolder()
    try browser.send("Browser.setDownloadBehavior", ["behavior": "allow", "downloadPath": folder.path])
    try browser.load(sample.path, fragment: BrowserSample.fragment(reader: 1))
    for kind in ["png", "svg"] {
      try browser.run("byID('export-\(kind)').click()")
      let isThere = try comesTrue {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).contains { $0.hasSuffix(".\(kind)") }
      }
      #expect(isThere, "\(kind)")
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let svg = try #require(names.first { $0.hasSuffix(".svg") })
    #expect(try String(contentsOfFile: folder.path(svg), encoding: .utf8).hasSuffix("</svg>\n"))
    let png = try Data(contentsOf: folder.url(try #require(names.first { $0.hasSuffix(".png") })))
    // What was saved is decoded again, and its pixels are not all of one colour.
    let colours = try browser.value(
      """
      (async () => {
        const bytes = Uint8Array.from(atob("\(png.base64EncodedString())"), (letter) => letter.charCodeAt(0));
        const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
        const canvas = Object.assign(document.createElement("canvas"), { width: bitmap.width, height: bitmap.height });
        const context = canvas.getContext("2d");
        context.drawImage(bitmap, 0, 0);
        const pixels = new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
        return bitmap.width > 500 ? new Set(pixels).size : 0;
      })()
      """, as: Int.self)
    #expect(colours > 20)
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  @Test func aNarrowWindowCanBeUsedWithTheKeyboard() throws {
    let (sample, browser) = (try BrowserSample(), try Browser())
    try browser.resize(390)
    try browser.load(sample.path, fragment: BrowserSample.fragment(reader: 0, ["theme": "dark"]))
    #expect(try browser.overflow() <= 0)
    let contrast = try browser.poorContrast()
    #expect(contrast.poor.isEmpty && contrast.checked > 40, "\(contrast)")
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }
}
