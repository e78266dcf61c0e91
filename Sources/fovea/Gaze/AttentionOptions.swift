import ArgumentParser
import Corpus
import Programs
import Runs

/// A model whose attention is looked at, and what its decoder is fed meanwhile.
struct AttentionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A model's Hugging Face directory, whose attention to the source is read out.", valueName: "dir"))
  var model: String?

  @Option(help: ArgumentHelp("The tokenizer's directory (default: the model's).", valueName: "dir"))
  var tokenizer: String?

  @Option(
    help: ArgumentHelp(
      "What the model is to make of the methods, JSON lines as for gaze.targets; its decoder is fed that, else its own "
        + "greedy output.", valueName: "file"))
  var targets: String?

  @Option(
    help: ArgumentHelp("Decoder layers that count, from 0 (default: all).", valueName: "0,1,…"),
    transform: { try AttentionOptions.layers($0) })
  var layers: [Int] = []

  @Option(help: ArgumentHelp("Most subwords of a method, <s> and </s> included.", valueName: "count"))
  var maxSource = 256

  @Option(help: ArgumentHelp("Most subwords of a target or an output, <s> and </s> included.", valueName: "count"))
  var maxTarget = 128

  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    try requireLength(maxSource, "--max-source")
    try requireLength(maxTarget, "--max-target")
    guard model == nil else { return }
    for (option, isGiven) in [
      ("--tokenizer", tokenizer != nil), ("--targets", targets != nil), ("--layers", !layers.isEmpty),
    ] where isGiven { throw ValidationError("\(option) needs --model") }
  }

  private static func layers(_ text: String) throws -> [Int] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let layer = Int(part), layer >= 0 else {
        throw ValidationError("--layers is \"\(text)\"; give numbers from 0, separated by commas, such as 0,2")
      }
      return layer
    }
  }

  /// Nil without a model.
  func reader() throws -> SourceAttentionReader? { try model.map { try reader(ofModel: $0) } }

  /// - Throws: what is wrong with the files; `TrainingError` when tokenizer and model do not fit together.
  func reader(ofModel path: String) throws -> SourceAttentionReader {
    let targets = try targets.map { try GazeTargets(path: $0) }
    var settings = SourceAttentionReader.Settings()
    settings.layers = layers
    settings.limits.source = maxSource
    settings.limits.target = maxTarget
    let loaded = try LoadedModel(path, tokenizer: tokenizer, threads: threads.count())
    return try SourceAttentionReader(loaded.model, loaded.tokenizer, targets: targets, settings: settings)
  }
}
