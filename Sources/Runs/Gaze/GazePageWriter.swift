import Basics
import GazeView
import Recordings
import Scanpaths

/// The output of `fovea gaze view`: a page of trials, or the picture of one.
package struct GazePageWriter {
  /// The page. More layers can be added to its trials before it is written.
  package var page: GazePage
  /// With a model: the number of shown trials with the model's attention, and of those without, by reason.
  private let coverage: (seen: Int, missing: [String: Int])?
  /// With pictures of the screen: the number of trials with a layout but without a picture.
  private let trialsWithoutScreenshot: Int?

  /// A sentence on the trials that were not read by choice; nil if there are none.
  package let leftOut: String?

  package struct Report: Encodable, Sendable {
    package var trials: Int
    package var methods: Int
    package var simulatedTrials: Int
    /// Trials without code; they only show their screen.
    package var trialsWithoutCode: Int
    /// With a model: the number of trials with its attention, and of those without, by reason.
    package var trialsWithAttention: Int?
    package var trialsWithoutAttention: [String: Int]?
    /// With pictures of the screen: their number, and that of the trials with a layout but without a picture.
    package var screenshots: Int?
    package var trialsWithoutScreenshot: Int?
    package var html: String?
    package var htmlBytes: Int?
    package var svg: String?
    /// The participant and method of the picture.
    package var svgParticipant: String?
    package var svgMethod: String?

    enum CodingKeys: String, CodingKey {
      case trials, methods, screenshots, html, svg
      case trialsWithoutScreenshot = "trials_without_screenshot"
      case simulatedTrials = "simulated_trials"
      case trialsWithoutCode = "trials_without_code"
      case trialsWithAttention = "trials_with_attention"
      case trialsWithoutAttention = "trials_without_attention"
      case htmlBytes = "html_bytes"
      case svgParticipant = "svg_participant"
      case svgMethod = "svg_method"
    }
  }

  /// - Parameters:
  ///   - path: a file of trials.
  ///   - selection: which trials to read.
  ///   - title: the page's title; nil to use the file's name.
  ///   - radius: the radius in lines of the adjacency expansion that computes F★.
  ///   - reader: reads a model's attention, to show next to the trials; nil for none.
  ///   - screenshot: a picture of the screen, or a folder of pictures named after the stimuli; nil for none.
  /// - Throws: errors in the file; `NothingToView` if there is no trial to show; `SourceAttentionError`;
  ///   `ScreenshotError`.
  package init(
    path: String, selection: TrialSelection = TrialSelection(), title: String? = nil, choice: GazePage.Choice,
    radius: Int, reader: SourceAttentionReader? = nil, screenshot: String? = nil
  ) throws {
    var augmentation = AugmentationSettings()
    augmentation.adjacencyLines = radius
    try augmentation.validate()
    var selection = selection
    let dataset = try MappedTrials(try selection.chosen(of: try TrialFile.read(path)))
    leftOut = selection.note
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let shown = zip(dataset.trials, dataset.scanpaths)
      .filter { choice.admits($0.0.participant, $0.0.method) }.map(\.1.code)
    let attention = try reader?.attention(
      to: Set(shown).sorted().compactMap { dataset.methods[$0] }, sources: dataset.sources)
    coverage = attention.map { attention in
      let missing = shown.compactMap { attention.obstacles[$0] }
      return (shown.count - missing.count, missing.reduce(into: [:]) { $0[$1.rawValue, default: 0] += 1 })
    }
    var page = try GazePage(
      title: title ?? name, dataset: dataset, choice: choice, augmentation: augmentation,
      modelAttention: attention?.attention ?? [:])
    guard !page.trials.isEmpty else {
      let all = dataset.trials + dataset.leftOut
      throw NothingToView(
        path: path, choice: choice, participants: Set(all.map(\.participant)), methods: Set(all.map(\.method)))
    }
    trialsWithoutScreenshot = try screenshot.map { try page.add(Screenshots(path: $0)) }
    self.page = page
  }

  /// Writes the page, the picture, or both.
  ///
  /// - Throws: `NoCodeToView` if the picture's trial has no code; `FileFailure`.
  package func write(html: String?, svg: String?) throws -> Report {
    var report = Report(
      trials: page.trials.count, methods: page.methods.count,
      simulatedTrials: page.trials.count { $0.isSimulated }, trialsWithoutCode: page.trials.count { $0.method == nil })
    (report.trialsWithAttention, report.trialsWithoutAttention) = (coverage?.seen, coverage?.missing)
    if trialsWithoutScreenshot != nil { report.screenshots = page.screenshotCount }
    report.trialsWithoutScreenshot = trialsWithoutScreenshot
    if let svg {
      let place = page.trials.firstIndex { $0.method != nil } ?? 0
      let trial = page.trials[place]
      guard let figure = ScanpathFigure(page, trial: place) else { throw NoCodeToView(method: trial.stimulus) }
      try AtomicFile.write(figure.svg, to: svg)
      (report.svg, report.svgParticipant, report.svgMethod) = (svg, trial.participant, trial.stimulus)
    }
    if let html {
      let text = try PageDocument.html(page)
      try AtomicFile.write(text, to: html)
      (report.html, report.htmlBytes) = (html, text.utf8.count)
    }
    return report
  }
}

/// No trial matches the user's choice.
package struct NothingToView: DiagnosableError {
  package var path: String
  package var choice: GazePage.Choice
  package var participants: Set<String>
  package var methods: Set<String>

  package var diagnosis: Diagnosis {
    func unknown(_ what: String, _ name: String?, _ known: Set<String>) -> String? {
      guard let name, !known.contains(name) else { return nil }
      return "no \(what) is called '\(name)'"
        + (NearestName.nearest(to: name, among: known.sorted()).map { "; did you mean '\($0)'?" } ?? "")
    }
    let reasons = [
      unknown("participant", choice.participant, participants), unknown("method", choice.method, methods),
    ].compactMap { $0 }
    return Diagnosis(
      .badData,
      problem: reasons.isEmpty ? "this participant did not read this method" : reasons.joined(separator: ", and "),
      place: path, remedy: "leave --participant and --method away to see all trials")
  }
}

/// A picture of a trial without code.
package struct NoCodeToView: DiagnosableError {
  package var method: String

  package var diagnosis: Diagnosis {
    Diagnosis(
      .badData, problem: "the code of '\(method)' is not known, so that it cannot be drawn",
      remedy: "import the recording with --code, or write a page with --output, which shows the recorded layout")
  }
}
