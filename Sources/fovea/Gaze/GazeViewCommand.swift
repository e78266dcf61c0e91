import ArgumentParser
import Basics
import GazeView
import Programs
import Runs

/// `fovea gaze view`: trials as a page to look at, and as pictures.
struct GazeViewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "view",
    abstract: "Shows trials: one HTML page for all of them, or an SVG picture of one.",
    discussion: """
      The page is one file that needs no network: code coloured by how long it was looked at, the scanpath with saccades \
      forth and back, labels, motifs, F against F★, a replay, the layout as it was recorded where that is known, and \
      buttons that save the picture as SVG or PNG. The label prior can be seen beside each trial, and with --model where the \
      model's decoder looks in the same method. Simulated trials say so.

      Addresses can name what is shown first: page.html#trial=3&layout=screen&beside=1&theme=dark (trials from 0).

      EXAMPLES:
        fovea gaze view trials.jsonl --output page.html
        fovea gaze view trials.jsonl --method m1 --participant 3 --svg figure.svg
        fovea gaze view trials.jsonl --output page.html --model run/checkpoints/best --targets methods.jsonl
        fovea gaze view trials.jsonl --output page.html --title 'Reading sorted lists' --radius 2 --json
      """)

  @OptionGroup var trials: TrialOptions

  @OptionGroup var attention: AttentionOptions

  @Option(help: ArgumentHelp("Where the page goes.", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("Where the picture of the first trial that is chosen goes.", valueName: "file"))
  var svg: String?

  @Option(help: ArgumentHelp("Only trials of this participant.", valueName: "name"))
  var participant: String?

  @Option(help: ArgumentHelp("Only trials of this method.", valueName: "name"))
  var method: String?

  @Option(help: ArgumentHelp("The page's title; the file's name when absent.", valueName: "text"))
  var title: String?

  @Option(help: ArgumentHelp("F★ adds tokens of the same label at most so many lines away.", valueName: "lines"))
  var radius = 3

  @Flag(help: "Print a report as one JSON object.")
  var json = false

  private static let largePage = 40_000_000

  func validate() throws {
    guard output != nil || svg != nil else { throw ValidationError("give --output for a page or --svg for a picture") }
  }

  func run() throws {
    let writer = try GazePageWriter(
      path: trials.trials, title: title, choice: GazePage.Choice(participant: participant, method: method),
      radius: radius, reader: try attention.reader())
    let report = try writer.write(html: output, svg: svg)
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
