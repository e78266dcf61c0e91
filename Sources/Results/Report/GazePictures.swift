import Foundation
import GazeView
import Runs
import Scanpaths

/// Pictures of the readings that runs were trained with.
///
/// Each is embedded as an image, so its style does not affect the page's.
struct GazePictures {
  private let page: GazePage
  /// The indices of each method's trials, recorded ones first, by the method's characters without white space.
  private var trials: [String: [Int]] = [:]
  /// The keys of `trials` in the order of the page.
  private var order: [String] = []

  /// Larger files of trials are left to `fovea gaze view`.
  private static let mostBytes = 16 << 20

  /// - Parameter path: a file of trials.
  /// - Throws: what is wrong with the file.
  init(path: String) throws {
    try OwnFile.requireReadable(path, atMost: Self.mostBytes)
    let radius = AugmentationSettings().adjacencyLines
    page = try GazePageWriter(path: path, choice: GazePage.Choice(), radius: radius).page
    for (place, trial) in page.trials.enumerated() {
      guard let method = trial.method else { continue }
      let key = page.methods[method].words.map(\.text).joined()
      if trials[key] == nil { order.append(key) }
      trials[key, default: []].append(place)
    }
    for key in order {
      trials[key]?.sort { (page.trials[$0].isSimulated ? 1 : 0, $0) < (page.trials[$1].isSimulated ? 1 : 0, $1) }
    }
  }

  /// A reading of a sample's source, whose white space may differ; nil if nobody read it.
  func picture(ofSource source: String) -> String? {
    trials[source.filter { !$0.isWhitespace }]?.first.flatMap(picture)
  }

  /// A reading of each of the first methods.
  func pictures(atMost count: Int) -> [String] {
    order.prefix(count).compactMap { trials[$0]?.first.flatMap(picture) }
  }

  private func picture(_ place: Int) -> String? {
    guard let figure = ScanpathFigure(page, trial: place) else { return nil }
    let trial = page.trials[place]
    let words = "Reading of \(trial.stimulus) by \(trial.participant)\(trial.isSimulated ? ", simulated" : "")"
    let data = Data(figure.svg.utf8).base64EncodedString()
    return "<img class=\"reading\" alt=\"\(words.markupEscaped)\" src=\"data:image/svg+xml;base64,\(data)\">"
  }
}
