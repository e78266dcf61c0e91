import Foundation
import TestSupport
import Testing

@testable import Results

/// The live view in a real browser, from a real server.
@Suite(.serialized, .enabled(if: Browser.program != nil, "needs Chromium in PATH, or FOVEA_CHROMIUM"))
struct BrowserLiveTests {
  private static let chart = "figure .explore"

  /// What a test that runs on a thread of its own found wrong: an expectation there would belong to no test.
  private struct Findings {
    var all: [String] = []

    mutating func require(_ condition: Bool, _ text: String) {
      if !condition { all.append(text) }
    }
  }

  /// Calls `body` with the address of a server, on a thread of its own: it blocks, and the server needs the others.
  /// Expects it to find nothing wrong.
  private func serving(
    _ folder: ResultsFolder, _ body: @Sendable @escaping (String, inout Findings) throws -> Void
  ) async throws {
    let server = try ResultsServer(roots: [folder.file("results")], host: "127.0.0.1", port: 0)
    let (addresses, ready) = AsyncStream.makeStream(of: String.self)
    let task = Task { try await server.run { ready.yield($0) } }
    defer { task.cancel() }
    for await address in addresses {
      let found = try await withCheckedThrowingContinuation {
        (continuation: CheckedContinuation<[String], any Error>) in
        Thread {
          continuation.resume(
            with: Result {
              var findings = Findings()
              try body(address, &findings)
              return findings.all
            })
        }.start()
      }
      #expect(found.isEmpty, "\(found)")
      return
    }
  }

  /// Two variants, one of them in progress: 30 of 120 steps of 0.1 s, each of 8 samples.
  private static func study() throws -> ResultsFolder {
    let folder = try ResultsFolder()
    for (name, state) in [("baseline", "completed"), ("align", "running")] {
      let path = "results/study/\(name)"
      try folder.makeRun(path, name: name, smoothing: name == "align" ? "0.2" : "0.1", steps: 30, state: state)
      let events = ResultsFolder.events(loss: 2, bleu: 20, steps: 30, ranks: 1)
        .replacing("\"total_steps\":30", with: "\"total_steps\":120").replacing(
          "\"tokens\":50", with: "\"tokens\":50,\"samples\":8"
        )
        .split(separator: "\n").filter { !$0.contains("finished") }.map { $0 + "\n" }.joined()
      try folder.write(events, "\(path)/events.jsonl")
      if state == "running" { unlink(folder.file("\(path)/summary.json")) }
    }
    return folder
  }

  @Test(arguments: [(390, "light"), (1280, "dark")])
  func thePageFitsAndCanBeRead(_ width: Int, _ theme: String) async throws {
    let folder = try Self.study()
    try await serving(folder) { address, findings in
      let browser = try Browser()
      try browser.resize(width)
      try browser.prefer(theme)
      for path in ["", "experiment/study", "comparison/study"] {
        try browser.visit(address + path)
        try browser.wait("document.querySelector('main table')")
        findings.require(try browser.overflow() <= 0, "\(path) sticks out")
        let contrast = try browser.poorContrast(pictures: true)
        findings.require(contrast.poor.isEmpty && contrast.checked > 5, "\(path): \(contrast)")
        let walk = try browser.walk()
        findings.require(
          walk.reached == walk.controls && walk.leaves && walk.invisible.isEmpty, "\(path): \(walk)")
      }
      findings.require(browser.complaints.isEmpty, "\(browser.complaints)")
    }
  }

  @Test func theChartsKeepTheirStateWhenThePageChanges() async throws {
    let folder = try Self.study()
    try await serving(folder) { address, findings in
      let browser = try Browser()
      try browser.visit(address + "experiment/study")
      try browser.wait("document.querySelector('\(Self.chart)')")
      let words = try browser.value("document.getElementById('live').innerText", as: String.self)
      // 30 steps and a validation took 4 s, a quarter of the whole.
      findings.require(words.contains("step 30 of 120, about 12 s left, 240 samples seen"), "\(words.prefix(400))")
      try browser.run("document.querySelectorAll('.legend')[0].focus()")
      try browser.press(" ")
      let hidden = "document.querySelectorAll('\(Self.chart) .series-0').length"
      findings.require(try browser.value(hidden, as: Int.self) == 0, "the line is still there")
      let path = folder.file("results/study/align/events.jsonl")
      guard let file = FileHandle(forWritingAtPath: path) else {
        findings.require(false, "no \(path)")
        return
      }
      try file.seekToEnd()
      try file.write(
        contentsOf: Data(
          "{\"event\":\"step\",\"step\":31,\"loss\":1,\"seconds\":0.1,\"samples\":8,\"tokens\":9}\n".utf8))
      try file.close()
      try browser.wait("document.getElementById('live').innerText.includes('step 31 of 120')")
      findings.require(try browser.value(hidden, as: Int.self) == 0, "what was hidden does not stay hidden")
      findings.require(try browser.value("document.activeElement.className") == "legend", "the focus is lost")
      findings.require(
        try browser.value("document.querySelector('a[href=\"/comparison/study\"]') !== null", as: Bool.self), "no link")
      findings.require(browser.complaints.isEmpty, "\(browser.complaints)")
    }
  }
}
