import Foundation
import TestSupport
import Testing

@testable import GazeView
@testable import Recordings
@testable import Scanpaths

/// A page of two stimuli in a file: `hostile` with code, read by three, and `screen only` without.
struct BrowserSample {
  static let stimulus = "m\"<1>&' ünï/#?=%"
  static let readers = ["</script><b>p 1</b>", "p&2=3#", "simulated-3"]

  let page: GazePage
  let path: String
  private let folder: TemporaryFolder

  /// - Parameter lines: how many more lines the code has.
  init(lines: Int = 0, screenshot: Bool = false) throws {
    let code =
      "int largest(int[] values) {\n  int best = values[0];\n  for (int value : values) {\n"
      + "    if (value > best) { best = value; } // \"</script>\" <!-- 'x'\n  }\n"
      + (0..<lines).map { "  best += values[\($0)] * \($0);\n" }.joined() + "  return best;\n}\n"
    var trials = try Self.readers.enumerated().map { place, reader in
      try Self.trial(reader, code: code, seed: place)
    }
    // The first reader reads it again.
    trials.append(try Self.trial(Self.readers[0], code: code, seed: 7))
    trials.append(try GazePageTests.trial("p9", method: "screen only", code: nil))
    var page = try GazePageTests.page(trials)
    folder = try TemporaryFolder()
    if screenshot {
      try folder.file("screens/screen only.png", ScreenshotTests.png)
      _ = try page.add(Screenshots(path: folder.path("screens")))
    }
    self.page = page
    path = try folder.file("page.html", try PageDocument.html(page))
  }

  /// A reading whose fixations are on the screen as well as on tokens; every other one was moved by a correction.
  private static func trial(_ reader: String, code: String, seed: Int) throws -> ReadingTrial {
    var trial = try GazePageTests.trial(reader, method: stimulus, code: code, tokens: [])
    trial.screen = ScreenSize(width: 1000, height: 800)
    let count = trial.tokens.count
    trial.fixations = (0..<40).map { number in
      let token = (number * (3 + seed) + number / 7) % (count + 2)
      var fixation = Fixation(
        start: Double(number) * 300, duration: Double(100 + (number * 37 + seed * 53) % 170),
        position: ScreenPoint(x: Double(100 + number * 20), y: Double(100 + (number % 5) * 60)),
        tokens: token < count ? [token] : [])
      if number % 2 == 1 {
        fixation.rawPosition = fixation.position.map { ScreenPoint(x: $0.x, y: $0.y + 30) }
      }
      return fixation
    }
    return trial
  }

  /// The address of a view of the hostile stimulus.
  static func fragment(reader: Int, _ others: [String: String] = [:]) -> String {
    let fields = ["method": stimulus, "reader": readers[reader]].merging(others) { $1 }
    let safe = CharacterSet.alphanumerics
    return fields.sorted { $0.key < $1.key }.map { key, value in
      "\(key)=\(value.addingPercentEncoding(withAllowedCharacters: safe) ?? "")"
    }.joined(separator: "&")
  }
}
