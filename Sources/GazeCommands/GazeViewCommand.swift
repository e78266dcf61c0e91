import ArgumentParser
import Basics
import CommandOptions
import GazeView
import Programs
import Runs

/// `fovea gaze view`: shows trials as an HTML page, and as pictures.
struct GazeViewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "view",
    abstract: "Shows trials: one HTML page for all of them, or an SVG picture of one.",
    discussion: """
      The page is one file that needs no network. It shows code coloured by how long it was looked at, the scanpath \
      with forward and backward saccades, labels, motifs, F and F★, a replay, and the recorded layout if known; \
      buttons save the picture as SVG or PNG. Next to each trial it can show another reader of the same code, the label \
      prior and, with --model, the attention of the model's decoder. Simulated trials are marked.

      --screenshot puts a picture of the screen (PNG or JPEG, at most 8 MB) behind the recorded layout, scaled to the \
      screen's pixels: one picture for one stimulus, or a folder of pictures named STIMULUS.png, .jpg or .jpeg.

      The address is a link to what is shown: page.html#method=m1&reader=3&second=7&layout=screen&t=12340 (t in ms).

      EXAMPLES:
        fovea gaze view trials.jsonl --output page.html
        fovea gaze view trials.jsonl --method m1 --participant 3 --svg figure.svg
        fovea gaze view trials.jsonl --output page.html --screenshot screens/
        fovea gaze view trials.jsonl --output page.html --model run/checkpoints/best --targets methods.jsonl
        fovea gaze view trials.jsonl --output page.html --title 'Reading sorted lists' --radius 2 --json
      """)

  @OptionGroup var trials: TrialOptions

  @OptionGroup var attention: AttentionOptions

  @Option(help: ArgumentHelp("The file for the page.", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("The file for a picture of the first selected trial.", valueName: "file"))
  var svg: String?

  @Option(help: ArgumentHelp("Only trials of this participant.", valueName: "name"))
  var participant: String?

  @Option(help: ArgumentHelp("Only trials of this method.", valueName: "name"))
  var method: String?

  @Option(help: ArgumentHelp("The page's title (default: the file's name).", valueName: "text"))
  var title: String?

  @Option(help: ArgumentHelp("F★ adds tokens of the same label up to this many lines away.", valueName: "lines"))
  var radius = 3

  @Option(
    help: ArgumentHelp(
      "A picture of the screen to put behind the layout, or a folder of pictures named after the stimuli.",
      valueName: "path"))
  var screenshot: String?

  @Flag(help: "Print a report as one JSON object.")
  var json = false

  private static let largePage = 40_000_000

  func validate() throws {
    guard output != nil || svg != nil else { throw ValidationError("give --output for a page or --svg for a picture") }
    guard output != nil || screenshot == nil else {
      throw ValidationError("--screenshot is shown in a page; give --output")
    }
    guard output != nil || attention.model == nil else {
      throw ValidationError("a model's attention is shown in a page; give --output")
    }
    guard output != nil || title == nil else { throw ValidationError("--title is a page's; give --output") }
  }

  func run() throws {
    for file in [output, svg] { try OutputConflict.check(file, inputs: trials.inputs + [screenshot]) }
    try OutputEnding.checkPage(output)
    let writer = try GazePageWriter(
      path: trials.trials, selection: try trials.choice.selection(), title: title,
      choice: GazePage.Choice(participant: participant, method: method), radius: radius,
      reader: try attention.reader(), screenshot: screenshot)
    if let note = writer.leftOut { Console.standardError.note(note) }
    let report = try writer.write(html: output, svg: svg)
    noteOmissions(report)
    try print(report)
  }

  private func noteOmissions(_ report: GazePageWriter.Report) {
    if let bytes = report.htmlBytes, bytes > Self.largePage {
      Console.standardError.note(
        "the page has \(bytes / 1_000_000) MB and will open slowly; --method and --participant choose some of the trials"
      )
    }
    if let missing = report.trialsWithoutAttention, !missing.isEmpty {
      let reasons = MethodAttention.Obstacle.allCases.compactMap { obstacle in
        missing[obstacle.rawValue].map { "\($0) trials \(obstacle.title)" }
      }
      Console.standardError.note("without the model's attention: \(reasons.joined(separator: ", "))")
    }
    if let missing = report.trialsWithoutScreenshot, missing > 0 {
      Console.standardError.note("no picture has the name of the stimulus of \(missing) trials with a layout")
    }
  }

  private func print(_ report: GazePageWriter.Report) throws {
    let standardOutput = StandardOutput()
    if json {
      try standardOutput.writeJSON(report)
    } else {
      let simulated = report.simulatedTrials > 0 ? ", \(report.simulatedTrials) of them simulated" : ""
      if let html = report.html {
        try standardOutput.writeLine("\(html): \(report.trials) trials of \(report.methods) methods\(simulated)")
      }
      if let svg = report.svg {
        try standardOutput.writeLine("\(svg): \(report.svgParticipant ?? "") on \(report.svgMethod ?? "")")
      }
    }
    try standardOutput.flush()
  }
}
