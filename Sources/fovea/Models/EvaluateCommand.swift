import ArgumentParser
import Basics
import CodeMetrics
import CodeT5
import Foundation
import Programs
import Runs
import Syntax
import Tensors
import Training

/// `fovea evaluate`: scores a model on a test set.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Scores a model on a test set: loss, exact match, the task's BLEU, and CodeBLEU.",
    discussion: """
      BLEU is CodeXGLUE's: smoothed sentence BLEU-4 for summarization, corpus BLEU-4 otherwise. It is reported with a \
      baseline that a model must beat: the score with the source as the output. With --language, CodeBLEU is computed \
      too, in the mode `fixed`; on text, the scores of outputs that know nothing of the code are shown beside it \
      (docs/metrics.md). For summaries there are METEOR and chrF too. Under mpirun, the ranks share the work.

      EXAMPLES:
        fovea evaluate --model runs/quickstart/checkpoints/best --task summarization --data test.jsonl
        fovea evaluate --model DIR --task translation --source test.java --target test.cs --beam 5 --language c_sharp --json
      """)

  @OptionGroup var model: ModelDirectories

  @Option(
    help: ArgumentHelp(
      "The task of the files: \(LearningTask.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "task"))
  var task: LearningTask

  @Option(help: ArgumentHelp("The test set, JSON lines (all tasks except translation).", valueName: "file"))
  var data: String = ""

  @Option(help: ArgumentHelp("Sources, one per line (translation).", valueName: "file"))
  var source: String = ""

  @Option(help: ArgumentHelp("Targets, line-aligned with the sources (translation).", valueName: "file"))
  var target: String = ""

  @Option(help: ArgumentHelp("Beams; 1 is greedy search.", valueName: "count"))
  var beam = 1

  @Option(help: ArgumentHelp("Most tokens of an output, including the decoder's start token.", valueName: "count"))
  var maxLength = 256

  @Option(help: ArgumentHelp("Most tokens of a source, including <s> and </s>.", valueName: "count"))
  var maxSource = 256

  @Option(help: ArgumentHelp("Most tokens of a target for the loss, including <s> and </s>.", valueName: "count"))
  var maxTarget = 256

  @Option(help: ArgumentHelp("Score only this many samples from the file's beginning; 0 for all.", valueName: "count"))
  var samples = 0

  @Option(help: ArgumentHelp("The targets' programming language, for CodeBLEU.", valueName: "name"))
  var language: String?

  @Option(help: ArgumentHelp("Folder for predictions.txt, references.txt and scores.json.", valueName: "dir"))
  var out: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var precision: PrecisionOptions

  func validate() throws {
    if task == .denoising {
      throw ValidationError("the task denoising is scored by its validation loss alone; see the run's summary.json")
    }
    let needed = task == .translation ? [("--source", source), ("--target", target)] : [("--data", data)]
    for (option, value) in needed where value.isEmpty {
      throw ValidationError("the task \(task.rawValue) needs \(option)")
    }
    try requireLength(maxSource, "--max-source")
    try requireLength(maxTarget, "--max-target")
    guard samples >= 0 else { throw ValidationError("--samples is \(samples); give a number of samples, or 0 for all") }
  }

  // The files in the folder of --out.
  private static let (predictions, references, scores) = ("predictions.txt", "references.txt", "scores.json")

  func run() throws {
    try Ranks.run { communicator in
      var files = DataFiles()
      files.file = data
      files.source = source
      files.target = target
      var evaluation = Evaluation(
        model: model.model, tokenizer: model.tokenizer ?? model.model, task: task, files: files)
      evaluation.generation.beams = beam
      evaluation.generation.maximumLength = maxLength
      (evaluation.data.limits.source, evaluation.data.limits.target) = (maxSource, maxTarget)
      evaluation.samples = samples
      // All ranks round, or none, also where some of their processors could not.
      let rounds: Int64 = precision.chosen == .bf16 ? 1 : 0
      evaluation.precision = try communicator.allReduced(rounds, .minimum) == 1 ? .bf16 : .fp32
      evaluation.threads = try communicator.together {
        try evaluation.generation.validate()
        for name in [Self.predictions, Self.references, Self.scores] {
          try OutputConflict.check(out.map { PathName.joined($0, name) }, inputs: [data, source, target])
        }
        evaluation.language = try language.map { try ProgrammingLanguage(named: $0) }
        return try threads.count()
      }
      guard let outcome = try evaluation.run(communicator) else { return }
      if let out { try write(outcome, evaluation.precision, to: out) }
      try show(outcome, evaluation.precision)
    }
  }

  private func show(_ outcome: Evaluation.Outcome, _ precision: Precision) throws {
    let output = StandardOutput()
    if json {
      try output.writeJSON(Scores(outcome, precision))
    } else {
      try output.writeLine("samples                  \(outcome.samples)")
      try output.writeLine("loss                     \(String(format: "%.4f", outcome.loss))")
      let names = ScoreOrder.sorted(outcome.scores.keys)
      for name in names {
        let label = name.replacingOccurrences(of: "_", with: " ").padding(toLength: 24, withPad: " ", startingAt: 0)
        try output.writeLine("\(label) \(String(format: "%.2f", outcome.scores[name] ?? 0))")
      }
      try output.writeLine("bleu of copy             \(String(format: "%.2f", outcome.copyBleu))")
      if let floors = outcome.floors { try output.writeLine("\n" + Self.table(floors, names)) }
    }
    try output.flush()
    reportTruncation(
      sources: outcome.statistics.truncatedSources, sourceLimit: maxSource,
      targets: outcome.statistics.truncatedTargets, targetLimit: maxTarget)
    if outcome.statistics.emptyTargets > 0 {
      Console.standardError.warn("\(outcome.statistics.emptyTargets) of the samples have an empty target")
    }
    for note in outcome.floors?.notes ?? [] { Console.standardError.warn(note) }
    if let warning = outcome.floors?.parsing?.warning { Console.standardError.warn(warning) }
  }

  /// The scores of outputs that know nothing of the code, a line for each.
  private static func table(_ floors: MetricFloors, _ names: [String]) -> String {
    let shown = names.filter { name in floors.rows.contains { $0.scores[name] != nil } }
    var table = TextTable(header: ["output"] + shown, numeric: Set(1..<shown.count + 1))
    table.rows = floors.rows.map { row in
      [row.output.title] + shown.map { row.scores[$0].map { $0.decimals(2) } ?? "" }
    }
    return table.rendered(.table)
  }

  /// Writes one sample per line; line ends within a text become spaces, as in CodeXGLUE's files.
  private func write(_ outcome: Evaluation.Outcome, _ precision: Precision, to folder: String) throws {
    try Folder.make(folder)
    func lines(_ texts: [String]) -> String {
      texts.map { $0.split(whereSeparator: \.isNewline).joined(separator: " ") + "\n" }.joined()
    }
    try AtomicFile.write(lines(outcome.predictions), to: PathName.joined(folder, Self.predictions))
    try AtomicFile.write(lines(outcome.references), to: PathName.joined(folder, Self.references))
    try AtomicFile.write(JSONLines.line(Scores(outcome, precision)) + "\n", to: PathName.joined(folder, Self.scores))
  }

  /// The printed part of an outcome.
  private struct Scores: Encodable {
    let samples: Int
    let loss: Double
    let scores: [String: Double]
    let copyBleu: Double
    let floors: MetricFloors?
    let seconds: Double
    let precision: Precision
    let truncatedSources: Int
    let truncatedTargets: Int

    init(_ outcome: Evaluation.Outcome, _ precision: Precision) {
      self.precision = precision
      samples = outcome.samples
      loss = outcome.loss
      scores = outcome.scores
      copyBleu = outcome.copyBleu
      floors = outcome.floors
      seconds = outcome.seconds
      truncatedSources = outcome.statistics.truncatedSources
      truncatedTargets = outcome.statistics.truncatedTargets
    }

    enum CodingKeys: String, CodingKey {
      case samples, loss, scores, floors, seconds, precision
      case truncatedSources = "truncated_sources"
      case truncatedTargets = "truncated_targets"
      case copyBleu = "copy_bleu"
    }
  }
}

/// The folders of a model and, if separate, its tokenizer.
struct ModelDirectories: ParsableArguments {
  @Option(help: ArgumentHelp("The model's Hugging Face directory, or a checkpoint of a run.", valueName: "dir"))
  var model: String

  @Option(help: ArgumentHelp("The tokenizer's directory (default: the model's).", valueName: "dir"))
  var tokenizer: String?
}
