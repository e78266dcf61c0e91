import ArgumentParser
import Basics
import Foundation
import GazeView
import Programs
import Runs
import Scanpaths

/// `fovea gaze motifs`: patterns of labels that readers repeat.
struct GazeMotifsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "motifs",
    abstract: "Mines attention motifs: patterns of labels that readers repeat.",
    discussion: """
      A motif is a sequence of 2 to 4 labels with enough occurrences. One fixation is one event, also on a box of \
      several tokens, and staying on a token is no step of a motif: looking at the same token again is part of the same \
      event, whatever --events says, unless --keep-repeats counts each refixation. "Per token" is the count with \
      --events tokens --keep-repeats, as before version 0.3. Lift is the frequency relative to chance within each \
      method, so that it does not show which labels occur in the same methods; chance stays on a token only where the \
      count does. With --cache, the analysis is kept in a folder and reused for the same recordings and settings; a \
      damaged entry is replaced.

      EXAMPLES:
        fovea gaze motifs trials.jsonl
        fovea gaze motifs trials.jsonl --top 50 --minimum-support 20 --json
        fovea gaze motifs trials.jsonl --keep-repeats
        fovea gaze motifs trials.jsonl --cache ~/.cache/fovea-gaze
        fovea gaze motifs trials.jsonl --top 15 --plot motifs.svg
      """)

  @OptionGroup var trials: TrialOptions

  @OptionGroup var events: EventOptions

  @Option(help: ArgumentHelp("Least number of occurrences.", valueName: "count"))
  var minimumSupport = 5

  @Option(help: ArgumentHelp("Most labels of a motif.", valueName: "count"))
  var longest = 4

  @Option(help: ArgumentHelp("How many to show; 0 for all.", valueName: "count"))
  var top = 20

  @Flag(help: "Keep patterns that are part of a longer one with the same number of occurrences.")
  var includeContained = false

  @Flag(help: "Count each refixation of a token as a repetition of its label.")
  var keepRepeats = false

  @Option(help: ArgumentHelp("A folder that caches analyses.", valueName: "dir"))
  var cache: String?

  @Option(
    help: ArgumentHelp(
      "Write a chart of these motifs and of each label's Beta prior: .svg, .pdf or .png.", valueName: "file"))
  var plot: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  private struct Output: Encodable {
    struct Motif: Encodable {
      let labels: [String]
      let count: Int
      let participants: Int
      let methods: Int
      let lift: Double
      let countPerToken: Int

      enum CodingKeys: String, CodingKey {
        case labels, count, participants, methods, lift
        case countPerToken = "count_per_token"
      }
    }

    let scanpaths: Int
    /// What counts as one event.
    let unit: String
    /// Whether refixations of a token count as repetitions of its label.
    let keepsRepeats: Bool
    let events: Int
    /// Visits to tokens: a fixation on a box of several tokens is one to each.
    let visits: Int
    /// Moves from event to event, and the share of them that span at most three lines; nil without moves.
    let transitions: Int
    let transitionsWithinThreeLines: Double?
    let motifs: [Motif]
    let fromCache: Bool

    enum CodingKeys: String, CodingKey {
      case scanpaths, unit, events, visits, transitions, motifs
      case transitionsWithinThreeLines = "transitions_within_three_lines"
      case keepsRepeats = "keeps_repeats"
      case fromCache = "from_cache"
    }
  }

  func run() throws {
    try OutputConflict.check(plot, inputs: trials.inputs)
    // Before the analysis, which takes longer than a wrong name.
    let plotWriter = try plot.map { try PictureWriter([try PictureFormat(path: $0)]) }
    let loaded = try trials.load(events).corpus
    // Merged events have no refixations to keep.
    let corpus = keepRepeats && loaded.unit == .merged ? loaded.counting(.fixations) : loaded
    var settings = GazeAnalysisSettings()
    settings.motifs.minimumSupport = minimumSupport
    settings.motifs.maximumLength = longest
    settings.motifs.closedOnly = !includeContained
    settings.motifs.keepsRepeats = keepRepeats
    try settings.motifs.validate()
    let analysis =
      try cache.flatMap { $0.isEmpty ? nil : $0 }.map { folder in
        try FileCache(folder: FileCache.folder(named: folder), kind: "motifs").value(
          key: GazeAnalysis.key(of: corpus, settings: settings), decode: GazeAnalysis.init(decoding:),
          encode: { try $0.encoded() }, compute: { GazeAnalysis(corpus: corpus, settings: settings) })
      }
      ?? Cached(value: GazeAnalysis(corpus: corpus, settings: settings))
    for warning in analysis.warnings { Console.standardError.warn("\(warning)") }
    let motifs = top > 0 ? Array(analysis.value.motifs.prefix(top)) : analysis.value.motifs
    if let plot {
      let chart = MotifChart(
        title: trials.trials.split(separator: "/").last.map(String.init) ?? trials.trials, motifs: motifs,
        salience: analysis.value.priors.salience, corpus: corpus)
      try plotWriter?.write(chart.drawn(), to: plot)
    }
    let output = StandardOutput()
    let spans = corpus.transitionLineSpans()
    let near = spans.isEmpty ? nil : Double(spans.count { $0 <= 3 }) / Double(spans.count)
    if json {
      try output.writeJSON(
        Output(
          scanpaths: corpus.scanpaths.count, unit: corpus.unit.rawValue, keepsRepeats: keepRepeats,
          events: corpus.events.reduce(0) { $0 + $1.count },
          visits: corpus.scanpaths.reduce(0) { $0 + $1.visits.count }, transitions: spans.count,
          transitionsWithinThreeLines: near,
          motifs: motifs.map {
            Output.Motif(
              labels: $0.labels.labels.map(\.rawValue), count: $0.count, participants: $0.participants,
              methods: $0.methods, lift: $0.lift, countPerToken: $0.countPerToken)
          }, fromCache: analysis.wasHit))
    } else {
      try output.writeLine("   count  per token  people  methods   lift  motif (\(analysis.value.motifs.count) in all)")
      for motif in motifs {
        try output.writeLine(
          String(
            format: "%8d%11d%8d%9d%7.2f  ", motif.count, motif.countPerToken, motif.participants, motif.methods,
            motif.lift)
            + motif.labels.labels.map(\.rawValue).joined(separator: " → "))
      }
      if let near {
        try output.writeLine(
          "\(corpus.events.reduce(0) { $0 + $1.count }) events (\(corpus.unit.rawValue)); "
            + String(format: "%.1f %% of %d transitions span at most 3 lines", 100 * near, spans.count))
      }
    }
    try output.flush()
  }
}
