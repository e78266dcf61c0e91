import ArgumentParser
import Basics
import CodeMetrics
import CodeT5
import Collectives
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

      With --run, the run's task, length limits, search and language apply, and without files its test set or else its \
      validation set. With --model, the search is that of generation_config.json in the model's directory; where it says \
      nothing, greedy search with at most 256 tokens. Options come first in both cases.

      EXAMPLES:
        fovea evaluate --model runs/quickstart/baseline/checkpoints/best --task summarization --data test.jsonl
        fovea evaluate --model DIR --task translation --source test.java --target test.cs --beam 5 --language c_sharp --json
        fovea evaluate --run results/demo/demo-seed-1 --data test.jsonl --beam 10
      """)

  @OptionGroup var model: ModelChoice
  @OptionGroup var set: DataSetOptions
  @OptionGroup var search: SearchOptions

  @Option(help: ArgumentHelp("The targets' programming language, for CodeBLEU.", valueName: "name"))
  var language: String?

  @Option(
    name: [.customLong("output"), .customLong("out")],
    help: ArgumentHelp("Folder for predictions.txt, references.txt and scores.json.", valueName: "dir"))
  var output: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    if set.task == .denoising {
      throw ValidationError("the task denoising is scored by its validation loss alone; see the run's summary.json")
    }
    if model.run == nil { try set.requireFiles() }
  }

  // The files in the folder of --output.
  private static let (predictions, references, scores) = ("predictions.txt", "references.txt", "scores.json")

  func run() throws {
    try Ranks.run { communicator in
      let (chosen, task, files) = try communicator.together {
        let chosen = try model.resolved()
        let (task, files) = try set.files(chosen.run)
        guard task != .denoising else {
          throw InvalidSetting(
            "task", "is denoising, which is scored by its validation loss alone", remedy: "see the run's summary.json")
        }
        return (chosen, task, files)
      }
      var evaluation = Evaluation(model: chosen.path, tokenizer: chosen.tokenizer, task: task, files: files)
      evaluation.data.limits = set.limits(chosen.run)
      evaluation.samples = set.limit
      // All ranks round, or none, also where some of their processors could not.
      let rounds: Int64 = model.precision.chosen == .bf16 ? 1 : 0
      evaluation.precision = try communicator.allReduced(rounds, .minimum) == 1 ? .bf16 : .fp32
      try communicator.together { try complete(&evaluation, chosen, communicator) }
      guard let outcome = try evaluation.run(communicator) else { return }
      if let output { try write(outcome, evaluation.precision, to: output) }
      try show(outcome, evaluation)
    }
  }

  /// The settings that can be wrong on this rank.
  private func complete(
    _ evaluation: inout Evaluation, _ chosen: ChosenModel, _ communicator: any Communicator
  ) throws {
    var usual = GenerationSettings()
    usual.maximumLength = 256
    evaluation.generation = try search.settings(chosen, usual: usual, warns: communicator.rank == 0)
    try evaluation.generation.validate()
    for name in [Self.predictions, Self.references, Self.scores] {
      try OutputConflict.check(output.map { PathName.joined($0, name) }, inputs: evaluation.files.paths)
    }
    evaluation.language = try (language ?? chosen.run?.validation.codeLanguage).flatMap {
      $0.isEmpty ? nil : try ProgrammingLanguage(named: $0)
    }
    evaluation.threads = try model.threads.count()
  }

  private func show(_ outcome: Evaluation.Outcome, _ evaluation: Evaluation) throws {
    let output = StandardOutput()
    if json {
      try output.writeJSON(Scores(outcome, evaluation.precision))
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
    reportTruncation(outcome.statistics, evaluation.data.limits)
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
