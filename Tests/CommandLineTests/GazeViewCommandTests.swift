import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Program.isBuilt, Program.skipMessage))
struct GazeViewCommandTests {
  private let folder: TemporaryFolder
  private let trials: String
  private let screenshot: String

  /// A grey PNG of 4 × 3 pixels.
  private static let png =
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAAAAACRn/EaAAAADklEQVR4nGNoAAIGOAEALQ8GAa0C414AAAAASUVORK5CYII="

  init() throws {
    folder = try TemporaryFolder()
    let fixations = (0..<4).map {
      #"{"start_ms": \#($0 * 300), "duration_ms": 200, "x": \#($0), "y": 1, "tokens": []}"#
    }
    trials = try folder.file(
      "trials.jsonl",
      ["m", "n"].map { method in
        #"{"version": 1, "participant": "p", "method": "\#(method)", "screen": {"width": 40, "height": 30}, "#
          + #""tokens": [], "boxes": [], "fixations": [\#(fixations.joined(separator: ", "))], "#
          + #""provenance": {"format": "fovea", "file": "f", "line": 1}, "exclusions": {}}"# + "\n"
      }.joined())
    screenshot = try folder.file("screens/m.png", try #require(Data(base64Encoded: Self.png)))
  }

  private func run(_ arguments: [String]) throws -> Program.Result {
    try Program.shell("\"$0\" gaze view " + arguments.map { "'\($0)'" }.joined(separator: " "))
  }

  @Test func aScreenshotBecomesPartOfThePage() throws {
    let page = folder.path("page.html")
    let one = try run([trials, "--output", page, "--method", "m", "--screenshot", screenshot, "--json"])
    #expect(one.status == 0, "\(one.errors)")
    #expect(try folder.read("page.html").contains("data:image/png;base64,\(Self.png)"))
    let all = try run([trials, "--output", page, "--screenshot", folder.path("screens"), "--json"])
    struct Report: Decodable {
      let screenshots: Int
      let trials_without_screenshot: Int
    }
    let report = try JSONDecoder().decode(Report.self, from: Data(all.output.utf8))
    #expect(report.screenshots == 1 && report.trials_without_screenshot == 1)
    #expect(all.errors.contains("1 trials"), "what is missing is said: \(all.errors)")
  }

  @Test func refusesScreenshotsThatCannotBeShown() throws {
    let page = folder.path("page.html")
    let text = try folder.file("text.png", "no picture")
    let others = try folder.file("others/mm.png", "no picture")
    let cases: [([String], Int32, String)] = [
      (["--output", page, "--method", "m", "--screenshot", folder.path("none.png")], 74, "none.png"),
      (["--output", page, "--method", "m", "--screenshot", text], 65, "neither a PNG nor a JPEG"),
      (["--output", page, "--screenshot", screenshot], 64, "2 stimuli"),
      (["--output", page, "--screenshot", (others as NSString).deletingLastPathComponent], 65, "'mm'"),
      (["--svg", folder.path("p.svg"), "--screenshot", screenshot], 64, "--output"),
      (["--svg", folder.path("p.svg"), "--title", "t"], 64, "--output"),
      (["--output", screenshot, "--method", "m", "--screenshot", screenshot], 64, "input"),
      (["--output", trials], 64, "input"),
    ]
    for (arguments, status, message) in cases {
      let result = try run([trials] + arguments)
      #expect(result.status == status, "\(arguments): \(result.status) \(result.errors)")
      #expect(result.errors.contains(message), "\(arguments): \(result.errors)")
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: screenshot)).base64EncodedString() == Self.png)
  }
}
