import ArgumentParser
import Basics
import CodeT5
import Corpus
import Programs
import Runs
import Tokenization
import Training

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

      With --task and --data (or --source for translation), the sources are those of a data set, as training reads them.

      --beam, --max-length, --length-penalty and --early-stopping default to generation_config.json in the model's \
      directory (num_beams, max_length or max_new_tokens, length_penalty, early_stopping), as in transformers. Without \
      it, the default is greedy search with at most 128 tokens, penalty 1 and early stopping false. The file's \
      no_repeat_ngram_size, repetition_penalty, min_length, min_new_tokens, forced_bos_token_id and \
      forced_eos_token_id count too; a warning names any other setting that would change the outputs. With --run, the \
      run's own search and length limit apply instead.

      Sources of similar length are decoded together; outputs appear in the input's order, several batches at a time.

      EXAMPLES:
        fovea generate --model codet5-small --input Main.java --beam 5 --max-length 64
        fovea generate --model codet5-small --input texts.jsonl --jsonl --ids > outputs.jsonl
        fovea generate --run results/demo/demo-seed-1 --task summarization --data test.jsonl > summaries.txt
      """)

  @OptionGroup var model: ModelChoice

  @Option(
    name: [.customLong("input"), .customLong("source")],
    help: ArgumentHelp("The file to read; - is standard input.", valueName: "file"))
  var input: String?

  @Option(
    help: ArgumentHelp(
      "With --data, the task of the file: summarization, completion or pairs (default: the run's, else pairs).",
      valueName: "task"))
  var task: LearningTask?

  @Option(help: ArgumentHelp("A data set whose sources to read instead of --input, JSON lines.", valueName: "file"))
  var data: String?

  @Option(
    name: [.customLong("limit"), .customLong("samples")],
    help: ArgumentHelp("Only this many sources from the beginning; 0 for all.", valueName: "count"))
  var limit = 0

  @Flag(help: "Read and print JSON lines.")
  var jsonl = false

  @Flag(help: "Print JSON lines for plain-text input.")
  var json = false

  @Flag(help: "Print ids, separated by spaces, instead of text; JSON lines always have both.")
  var ids = false

  @OptionGroup var search: SearchOptions

  @Option(
    help: ArgumentHelp(
      "Most tokens of a source, including <s> and </s> (default: the run's, else 256).", valueName: "count"))
  var maxSource: Int?

  func validate() throws {
    if let maxSource { try requireLength(maxSource, "--max-source") }
    guard limit >= 0 else { throw ValidationError("--limit is \(limit); give a number of sources, or 0 for all") }
    guard data != nil else {
      guard task == nil else { throw ValidationError("--task has no effect without --data") }
      return
    }
    guard input == nil else { throw ValidationError("give either --input or --data, not both") }
    guard !jsonl else { throw ValidationError("--jsonl is for --input; with --data, --json prints JSON lines") }
    guard task != .translation else {
      throw ValidationError("the sources of a translation are lines of text: --source FILE without --task")
    }
  }

  func run() throws {
    let chosen = try model.resolved()
    let length = maxSource ?? chosen.run?.data.limits.source ?? LengthLimits().source
    let texts = try SourceTexts(limit: limit) { try nextSource(chosen.run) }
    let options = try search.settings(chosen)
    let (model, tokenizer) = try chosen.load(model)
    try options.validate(vocabularySize: model.configuration.vocabularySize)
    let queue = try GenerationQueue(model, options)
    let output = StandardOutput()
    let progress = ProgressWriter()
    defer { progress.finish() }
    var generated = 0
    var truncated = 0
    while true {
      let sources = try texts.next(queue.windowSize).map { tokenizer.encodeSequence($0, maximalLength: length) }
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
    reportTruncation(sources: truncated, sourceLimit: length)
  }

  /// What gives the next source's text: lines of the input, or the samples of a data set.
  private func nextSource(_ run: TrainingConfiguration?) throws -> () throws -> String? {
    guard let data else {
      let lines = try LineReader.input(input ?? "-")
      return jsonl
        ? { try lines.nextRecord(TextRecord.self, form: TextRecord.form)?.text } : { try lines.nextText() }
    }
    var files = DataFiles()
    files.file = data
    let task = task ?? run?.task ?? .pairs
    guard task != .translation else {
      throw InvalidSetting(
        "--data", "the run's task is translation, whose sources are lines of text", remedy: "give --source FILE")
    }
    var samples = try files.taskFiles(task).read().samples.map(\.source)[...]
    return { samples.popFirst() }
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

/// Texts, of which at most a number are taken.
private final class SourceTexts {
  private let read: () throws -> String?
  private var left: Int

  /// - Parameter limit: 0 for no limit.
  init(limit: Int, _ open: () throws -> () throws -> String?) throws {
    read = try open()
    left = limit > 0 ? limit : .max
  }

  /// The next texts, at most `most`; none at the end.
  func next(_ most: Int) throws -> [String] {
    var texts: [String] = []
    while texts.count < most, left > 0, let text = try read() {
      texts.append(text)
      left -= 1
    }
    return texts
  }
}

/// A line `{"ids": […], "text": "…"}`.
private struct GeneratedRecord: Encodable {
  var ids: [Int32]
  var text: String
}
