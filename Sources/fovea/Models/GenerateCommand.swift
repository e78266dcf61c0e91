import ArgumentParser
import Basics
import CodeT5
import CommandOptions
import Programs
import Runs
import Tokenization

/// `fovea generate`: a model's outputs for given sources.
struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Generates a model's output for each line of the input.",
    discussion: """
      Without --jsonl, each line of the input is a source, and the text of its output is printed on one line (line \
      ends in it become spaces). With --jsonl, each line is {"text": "…"} and gives {"ids": […], "text": "…"}: the ids \
      that transformers' generate returns for this source alone, starting with the decoder's start token, and the text \
      without special tokens. Sources are encoded as <s> … </s>; long ones are truncated at the end.

      --beam, --max-length, --length-penalty and --early-stopping default to generation_config.json in the model's \
      directory (num_beams, max_length or max_new_tokens, length_penalty, early_stopping), as in transformers. Without \
      it, the default is greedy search with at most 128 tokens, penalty 1 and early stopping false. The file's \
      no_repeat_ngram_size, repetition_penalty, min_length, min_new_tokens, forced_bos_token_id and \
      forced_eos_token_id count too; a warning names any other setting that would change the outputs.

      Sources of similar length are decoded together; outputs appear in the input's order, several batches at a time.

      EXAMPLES:
        fovea generate --model codet5-small --input Main.java --beam 5 --max-length 64
        fovea generate --model codet5-small --input texts.jsonl --jsonl --ids > outputs.jsonl
      """)

  @OptionGroup var model: ModelOptions

  @Option(help: ArgumentHelp("The file to read; - is standard input.", valueName: "file"))
  var input = "-"

  @Flag(help: "Read and print JSON lines.")
  var jsonl = false

  @Flag(help: "Print JSON lines for plain-text input.")
  var json = false

  @Flag(help: "Print ids, separated by spaces, instead of text; JSON lines always have both.")
  var ids = false

  @Option(help: ArgumentHelp("Hypotheses kept at each step; 1 is greedy search.", valueName: "count"))
  var beam: Int?

  @Option(help: ArgumentHelp("Most tokens of an output, including the start token.", valueName: "count"))
  var maxLength: Int?

  @Option(help: ArgumentHelp("Finished hypotheses score Σ log p / length^penalty.", valueName: "number"))
  var lengthPenalty: Float?

  @Option(
    help: ArgumentHelp(
      "When beam search stops: false, when a better hypothesis is unlikely; true, when there are enough hypotheses; "
        + "never, only when no better one is possible.", valueName: "rule"))
  var earlyStopping: EarlyStoppingRule?

  @Option(help: ArgumentHelp("Most tokens of a source, including <s> and </s>.", valueName: "count"))
  var maxSource = 256

  /// Early stopping in transformers' spelling.
  enum EarlyStoppingRule: String, ExpressibleByArgument, CaseIterable {
    case `false`, `true`, never

    var option: GenerationSettings.EarlyStopping {
      switch self {
      case .false: .heuristic
      case .true: .whenFull
      case .never: .never
      }
    }
  }

  func validate() throws {
    try requireLength(maxSource, "--max-source")
    do {
      try overriding(GenerationSettings()).validate()
    } catch let error as InvalidSetting {
      throw ValidationError(
        "\(error.keyPath == "beams" ? "--beam" : "--max-length or --length-penalty"): \(error.problem)")
    }
  }

  func run() throws {
    let lines = try LineReader.input(input)
    let defaults = try GenerationDefaults(ofModel: model.model)
    let options = overriding(defaults.settings)
    if !defaults.ignored.isEmpty {
      Console.standardError.warn(
        "generation_config.json has settings that Fovea does not have; the outputs differ from those of transformers: "
          + defaults.ignored.joined(separator: ", "))
    }
    let (model, tokenizer) = try model.load()
    try options.validate(vocabularySize: model.configuration.vocabularySize)
    let queue = try GenerationQueue(model, options)
    let output = StandardOutput()
    let progress = ProgressWriter()
    defer { progress.finish() }
    var generated = 0
    var truncated = 0
    while true {
      let sources = try nextSources(lines, tokenizer, most: queue.windowSize)
      if sources.isEmpty { break }
      truncated += sources.count(where: \.isTruncated)
      let outputs = queue.outputs(of: sources.map(\.ids)) {
        generated += 1
        progress.update {
          ProgressLine(label: "generate", completed: generated, total: 0, elapsed: $0, unit: "sources")
        }
      }
      for ids in outputs { try print(ids, tokenizer, to: output) }
      try output.flush()
    }
    progress.finish()
    reportTruncation(sources: truncated, sourceLimit: maxSource)
  }

  /// The given settings, overridden by the command line.
  private func overriding(_ defaults: GenerationSettings) -> GenerationSettings {
    var options = defaults
    if let beam { options.beams = beam }
    if let maxLength { options.maximumLength = maxLength }
    if let lengthPenalty { options.lengthPenalty = lengthPenalty }
    if let earlyStopping { options.earlyStopping = earlyStopping.option }
    return options
  }

  private func nextSources(
    _ lines: LineReader, _ tokenizer: Tokenizer, most: Int
  ) throws -> [EncodedSequence] {
    var sources: [EncodedSequence] = []
    while sources.count < most, let text = try nextText(lines) {
      sources.append(tokenizer.encodeSequence(text, maximalLength: maxSource))
    }
    return sources
  }

  private func nextText(_ lines: LineReader) throws -> String? {
    jsonl ? try lines.nextRecord(TextRecord.self, form: TextRecord.form)?.text : try lines.nextText()
  }

  private func print(_ ids: [Int32], _ tokenizer: Tokenizer, to output: StandardOutput) throws {
    let text = tokenizer.decode(ids, skippingSpecialTokens: true)
    if json || jsonl {
      try output.writeJSON(GeneratedRecord(ids: ids, text: text))
    } else if !self.ids {
      try output.writeLine(String(text.map { $0.isNewline ? " " : $0 }), isData: true)
    } else {
      try output.writeLine(ids.map(String.init).joined(separator: " "))
    }
  }
}

/// A line `{"ids": […], "text": "…"}`.
private struct GeneratedRecord: Encodable {
  var ids: [Int32]
  var text: String
}
