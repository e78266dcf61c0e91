import ArgumentParser
import Basics
import Corpus
import Programs
import Runs

/// A model whose attention to read, and the input of its decoder.
struct AttentionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The Hugging Face directory of a model whose attention to the source to read.", valueName: "dir"))
  var model: String?

  @Option(help: ArgumentHelp("The tokenizer's directory (default: the model's).", valueName: "dir"))
  var tokenizer: String?

  @Option(
    help: ArgumentHelp(
      "Targets for the methods as the decoder's input, JSON lines as for gaze.targets (default: the model's own greedy "
        + "output).", valueName: "file"))
  var targets: String?

  @Option(
    help: ArgumentHelp("Decoder layers to use, counted from 0 (default: all).", valueName: "0,1,…"),
    transform: { try AttentionOptions.layers($0) })
  var layers: [Int] = []

  @Option(help: ArgumentHelp("Most subwords of a method, including <s> and </s>.", valueName: "count"))
  var maxSource = 256

  @Option(help: ArgumentHelp("Most subwords of a target or an output, including <s> and </s>.", valueName: "count"))
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

  /// The reader of the model's attention; nil without a model.
  func reader() throws -> SourceAttentionReader? { try model.map { try reader(ofModel: $0) } }

  /// - Throws: errors in the files; `TrainingError` if tokenizer and model do not fit together.
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
